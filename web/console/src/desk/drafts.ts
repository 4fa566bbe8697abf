import type { ConversationSummary } from "@sotto/core"

/**
 * Half-written answers, by conversation. A draft is plaintext: it lies in memory, and sealed in the
 * person's own store while the console is locked.
 */
export type Drafts = Map<string, string>

/** A deletion reaches what was about to be said as well. */
export function dropDeleted(
  drafts: Drafts,
  conversations: readonly Pick<ConversationSummary, "id" | "status">[],
): void {
  for (const id of [...drafts.keys()]) {
    if (conversations.find((one) => one.id === id)?.status === "deleted") drafts.delete(id)
  }
}
