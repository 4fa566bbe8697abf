import type { ClientState } from "ts-mls/clientState.js"
import { MlsError } from "./mlsError.ts"

/** Where a message stands among those of its sender in its epoch. The server chooses what arrives when; this shows it. */
export interface SenderOrder {
  /** Earlier messages of the sender that have not come yet. */
  readonly skipped: number
  /** Later messages of the sender came before it. */
  readonly overtaken: boolean
}

/**
 * Read from the sender's ratchet (RFC 9420 9.1), which counts generations: `before` and `after` the message was opened.
 * A message that turned it came in order or ahead of others; one that did not was waited for.
 */
export function senderOrder(
  before: ClientState,
  after: ClientState,
  epoch: bigint,
  leaf: number,
): SenderOrder {
  const turned = generation(after, epoch, leaf) - generation(before, epoch, leaf)
  return turned > 0 ? { skipped: turned - 1, overtaken: false } : { skipped: 0, overtaken: true }
}

function generation(state: ClientState, epoch: bigint, leaf: number): number {
  const { secretTree } = state.historicalReceiverData.get(epoch) ?? state
  const ratchets = secretTree[leaf * 2]
  if (ratchets === undefined) throw new MlsError("invalid", "the sender has no ratchet")
  return ratchets.application.generation
}
