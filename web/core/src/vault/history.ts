import * as v from "valibot"
import { utf8 } from "../bytes.ts"
import { CborError } from "../cborError.ts"
import type { PlacedRow } from "../conversation/step.ts"
import { personRecord, rowRecord } from "../conversation/tables.ts"
import { decode, encode } from "../plainCbor.ts"
import { LENGTH_BYTES, padded, unpadded } from "./padding.ts"
import { openFor, sealFor, VaultDamaged } from "./vaultKey.ts"

/** Padded sizes of a part, in bytes, so that the server learns little from how long a conversation's end is. */
const SIZES = [4, 16, 64].map((kibibytes) => kibibytes * 1024)
const MAX_CONTENT = 64 * 1024 - LENGTH_BYTES
/** A part is closed at this weight. The longest text, 30,000 bytes in UTF-8, has room behind it. */
const FULL = MAX_CONTENT - 40 * 1024
/** What a row takes beside its text, at most: names, ids, marks. */
const ROW_WEIGHT = 1024
const VERSION = 1

const int = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const partSchema = v.object({
  version: v.literal(VERSION),
  inbox: v.string(),
  customer: personRecord,
  rows: v.array(v.object({ sequence: int, part: int, row: rowRecord })),
})

/** What is kept of a conversation: who it was with and every row, as this device saw them. */
export interface History {
  readonly inbox: string
  readonly customer: v.InferOutput<typeof personRecord>
  readonly rows: readonly PlacedRow[]
}

/** Where a part of a conversation's history lies. */
export interface PartPlace {
  readonly vault: string
  readonly conversation: string
  readonly part: number
}

/**
 * Cuts a history into parts that fit the server's limit. What comes later changes the last part or follows it: a part
 * that is full never changes its rows again, so that a long conversation is not sent anew with each message.
 */
export function partsOf(history: History): readonly History[] {
  const parts: PlacedRow[][] = [[]]
  let weight = 0
  for (const row of inOrder(history.rows)) {
    if (weight >= FULL) {
      parts.push([])
      weight = 0
    }
    parts.at(-1)?.push(row)
    weight += weightOf(row)
  }
  return parts.map((rows) => ({ ...history, rows }))
}

/** One history of what two devices saw: every row of either, and where both have one, that of `own`. */
export function merged(own: History, other: History): History {
  const rows = new Map([...other.rows, ...own.rows].map((row) => [`${row.sequence}.${row.part}`, row]))
  return { ...own, rows: inOrder([...rows.values()]) }
}

/** Throws a RangeError when the part is larger than a part can be. */
export async function sealPart(
  key: CryptoKey,
  place: PartPlace,
  number: number,
  { inbox, customer, rows }: History,
): Promise<Uint8Array> {
  const content = padded(encode({ version: VERSION, inbox, customer, rows }), SIZES)
  return sealFor(key, nameOf(place), number, content).finally(() => content.fill(0))
}

/** Throws VaultDamaged for anything but this very part under this very number. */
export async function openPart(
  key: CryptoKey,
  place: PartPlace,
  number: number,
  sealed: Uint8Array,
): Promise<History> {
  const content = await openFor(key, nameOf(place), number, sealed)
  try {
    const { inbox, customer, rows } = v.parse(partSchema, decode(unpadded(content)))
    return { inbox, customer, rows }
  } catch (cause) {
    if (cause instanceof v.ValiError || cause instanceof CborError) throw new VaultDamaged(cause)
    throw cause
  } finally {
    content.fill(0)
  }
}

function inOrder(rows: readonly PlacedRow[]): readonly PlacedRow[] {
  return rows.toSorted((a, b) => a.sequence - b.sequence || a.part - b.part)
}

/** The same on every device, whatever it adds of its own: where one cuts, all do. */
function weightOf({ row }: PlacedRow): number {
  return ROW_WEIGHT + (row.kind === "message" ? utf8(row.text).length : 0)
}

function nameOf({ vault, conversation, part }: PartPlace): string {
  return `sotto vault part 1 ${vault} ${conversation} ${part}`
}
