import { toBase64Url } from "../base64.ts"
import { NOT_LOADED, ROWS } from "../conversation/tables.ts"
import type { Found, Store } from "../store/store.ts"
import { PASSKEYS, type PasskeyRecord, REQUESTS, type RequestRecord } from "./tables.ts"

/** Why a passkey confirms nobody yet. */
export type Doubt = "passkey_after_request" | "passkey_added"

/** A conversation's passkeys and requests, by which a passkey is judged. */
export interface Told {
  readonly passkeys: readonly Found<PasskeyRecord>[]
  readonly requests: readonly RequestRecord[]
}

export async function toldIn(store: Store, id: string): Promise<Told> {
  const passkeys = await store.range(PASSKEYS, { prefix: [id, "passkey"] })
  const requests = await store.range(REQUESTS, { prefix: [id, "request"] })
  return { passkeys, requests: [...requests.map(({ value }) => value), ...(await unjudged(store, id))] }
}

/** What nobody could judge here may have been a question. */
async function unjudged(store: Store, id: string): Promise<readonly RequestRecord[]> {
  const rows = await store.range(ROWS, { prefix: [id] })
  return rows.flatMap(({ key, value: { at, ...row } }) =>
    row.kind === "warning" && row.rule === NOT_LOADED
      ? [{ sequence: Number(key[1]), at, answered: true }]
      : [],
  )
}

/**
 * Why the passkey that is told at `sequence` confirms nobody; undefined when it may. Somebody at the customer's browser can
 * make one at any time. So it counts at once only where nobody has been asked in vain and no other is known; otherwise it
 * waits until the customer was confirmed without it.
 */
export function doubtOf(
  credentialId: Uint8Array,
  sequence: number,
  { passkeys, requests }: Told,
): Doubt | undefined {
  const confirmed = Math.max(-1, ...requests.map((request) => request.confirmed ?? -1))
  if (confirmed > sequence) return undefined
  const isAsked = requests.some((request) => request.sequence > confirmed && request.sequence < sequence)
  if (isAsked) return "passkey_after_request"
  const name = toBase64Url(credentialId)
  const isFurther = passkeys.some(({ key, value }) => key[2] !== name && value.sequence < sequence)
  return isFurther ? "passkey_added" : undefined
}
