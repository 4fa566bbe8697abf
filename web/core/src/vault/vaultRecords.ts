import * as v from "valibot"
import { sha256 } from "../bytes.ts"
import { CONVERSATIONS, type ConversationRecord, RESTORED, ROWS } from "../conversation/tables.ts"
import { encode } from "../plainCbor.ts"
import type { Store, Table } from "../store/store.ts"
import type { History } from "./history.ts"

const int = v.number()
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const known = v.object({
  /** Of the conversation's record, when it was last put into the vault. */
  version: int,
  /**
   * What the server must have at least: the number, and SHA-256 of what was sealed under it. `hash` is of the history itself,
   * by which a browser sees that it has something new.
   */
  parts: v.array(v.object({ number: int, hash: bytes, sealed: v.optional(bytes) })),
})
export type KnownParts = v.InferOutput<typeof known>

/** Key ["vault", vault, conversation]. Outlives nothing: a vault begun anew starts from an empty list. */
export const KNOWN: Table<KnownParts> = { name: "settings", schema: known }

export function knownKey(vault: string, conversation: string) {
  return ["vault", vault, conversation] as const
}

export async function knownOf(store: Store, vault: string, conversation: string): Promise<KnownParts> {
  return (await store.get(KNOWN, knownKey(vault, conversation))) ?? { version: 0, parts: [] }
}

/** The small record of a conversation; undefined when there is nothing of it to keep. */
export async function localRecord(store: Store, id: string): Promise<ConversationRecord | undefined> {
  const record = await store.get(CONVERSATIONS, [id])
  return record === undefined || record.status === "deleted" || !record.created ? undefined : record
}

/** The same with every row: for what has changed, because each row is opened for it. */
export async function localHistory(
  store: Store,
  id: string,
): Promise<{ readonly record: ConversationRecord; readonly history: History } | undefined> {
  const record = await localRecord(store, id)
  if (record === undefined) return undefined
  const found = await store.range(ROWS, { prefix: [id] })
  const rows = found.map(({ key: [, sequence, part], value }) => ({
    sequence: Number(sequence),
    part: Number(part),
    row: value,
  }))
  return { record, history: { inbox: record.inbox, customer: record.customer, rows } }
}

/**
 * A conversation that this device is no member of: what the vault has of it, to be read. It counts as open unless the
 * last that the vault heard is that it was resolved.
 */
export function restoredRecord({ inbox, customer, rows }: History, now: number): ConversationRecord {
  const last = rows.at(-1)
  const ending = rows.findLast(({ row }) => row.kind === "event" && isEnding(row.event))?.row
  const isResolved = ending?.kind === "event" && ending.event === "resolved"
  const said = rows.findLast(({ row }) => row.kind === "message")?.row
  return {
    ...{
      version: 0,
      inbox,
      customer,
      status: isResolved ? "resolved" : "open",
      cursor: last?.sequence ?? 0,
      created: true,
    },
    ...{ unread: 0, preview: said?.kind === "message" ? said.text.slice(0, 200) : "" },
    ...{ lastActivityAt: last?.row.at ?? now, stopped: RESTORED, nextPlace: 0 },
    ...{ freshAt: now, triedFreshAt: now, seenAt: now, returned: false, wipeConfirmed: false },
  }
}

function isEnding(event: string): boolean {
  return event === "resolved" || event === "reopened"
}

export function hashOf(part: History): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(encode(part))
}
