/** A whole MLSMessage. Mirrors the server's limit on group messages. */
export const MAX_MESSAGE_BYTES = 1_048_576

/** Occupied leaves. A conversation has at most a few dozen devices; the bound keeps work on a hostile tree small. */
export const MAX_MEMBERS = 128

/** Leaves a tree may span, blank ones included. */
export const MAX_TREE_LEAVES = 256

/** How far one sender's ratchet is turned forward for a message that overtook others. */
export const MAX_FORWARD_GENERATIONS = 1_000

/** Skipped message keys kept per sender and epoch, so that every overtaken message still opens. */
export const KEPT_GENERATIONS = 1_000

/** Past epochs whose late messages still open. */
export const KEPT_EPOCHS = 5
