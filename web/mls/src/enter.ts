import type { ClientState } from "ts-mls/clientState.js"
import { equalBytes } from "./bytes.ts"
import { MlsError } from "./mlsError.ts"

/**
 * The epoch that an own commit began, with past epochs as they are now instead of as they were when the commit was
 * made: what was opened since then must neither open again nor leave its key behind.
 */
export function enter(current: ClientState, next: ClientState): ClientState {
  const { epoch, groupId } = current.groupContext
  const follows = next.groupContext.epoch === epoch + 1n && equalBytes(next.groupContext.groupId, groupId)
  if (!follows) throw new MlsError("usage", "not the epoch that follows")
  const historicalReceiverData = new Map(
    [...next.historicalReceiverData].map(([past, data]) => {
      const known = past === epoch ? current : current.historicalReceiverData.get(past)
      return [past, known === undefined ? data : { ...data, secretTree: known.secretTree }]
    }),
  )
  return { ...next, historicalReceiverData }
}
