import type { Group } from "@sotto/mls"
import { put, type Write } from "../store/store.ts"
import { type ConversationRecord, ROWS, type RowRecord } from "./tables.ts"

/** A conversation as it lies in the store, read under its lock. */
export interface Situation {
  readonly id: string
  readonly record: ConversationRecord
  /** Undefined after a deletion, or when the Welcome was refused. */
  readonly group: Group | undefined
}

/** What becomes of it: everything here is stored in one transaction, or nothing. */
export interface Step {
  readonly record: ConversationRecord
  /** The next group state; left out when it did not move, `null` when it must be forgotten. */
  readonly group?: Group | null
  readonly rows?: readonly PlacedRow[]
  readonly writes?: readonly Write[]
}

export interface PlacedRow {
  readonly sequence: number
  readonly part: number
  readonly row: RowRecord
}

export function rowWrite(conversation: string, { sequence, part, row }: PlacedRow): Write {
  return put(ROWS, [conversation, sequence, part], row)
}

/** One row for one event; rows of the same event follow each other in `part`. */
export function rowAt(sequence: number, row: RowRecord, part = 0): PlacedRow {
  return { sequence, part, row }
}

/** Nothing of this conversation is applied, acknowledged or sent from here on; people see why. */
export function stop(situation: Situation, at: number, rule: string): Step {
  const sequence = situation.record.cursor + 1
  return {
    record: { ...situation.record, stopped: rule },
    rows: [rowAt(sequence, { kind: "warning", id: `${sequence}.stopped`, at, warning: "stopped", rule })],
  }
}
