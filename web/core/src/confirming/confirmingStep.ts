import type { Applying } from "../conversation/apply.ts"
import type { PlacedRow, Situation, Step } from "../conversation/step.ts"
import { UNREAD } from "../conversation/tables.ts"
import { put } from "../store/store.ts"
import { applyConfirming, type Said } from "./applyConfirming.ts"

/** The step of a conversation that an event makes. `message` is the MIMI id of others' messages, which may be unread. */
export async function confirmingStep(
  said: Said,
  situation: Situation,
  { device, visible }: Applying,
  message?: Uint8Array,
): Promise<Step> {
  const { rows, writes } = await applyConfirming(said, situation, device)
  const { id, record } = situation
  if (rows.length === 0) return { record, writes }
  const { sequence, at } = said.frame
  const active = { ...record, lastActivityAt: at }
  const isTheirs = said.sender.person.kind !== device.me.kind
  if (message === undefined || visible || !isTheirs || rows.some(isForLater)) {
    return { record: active, rows, writes }
  }
  const unread = put(UNREAD, [id, sequence], message)
  return { record: { ...active, unread: record.unread + 1 }, rows, writes: [...writes, unread] }
}

/** A passkey that is told asks nobody for anything. */
function isForLater({ row }: PlacedRow): boolean {
  return row.kind === "confirmation" && row.outcome === "known"
}
