import type { Row } from "@sotto/core"
import { newestWindow, type RowWindow } from "./rowWindow.ts"

/**
 * Where a reader is who has left the end of the log. Kept as row ids, so that rows coming in at either side do not
 * move it; undefined stands for "at the end".
 */
export interface ReadingPlace {
  readonly firstRow: string
  readonly lastRow: string
  /** The newest row when the reader left the end. */
  readonly newestSeen: string
}

export function windowOf(place: ReadingPlace | undefined, rows: readonly Row[]): RowWindow {
  if (place === undefined) return newestWindow(rows.length)
  const start = rows.findIndex((row) => row.id === place.firstRow)
  const last = rows.findIndex((row) => row.id === place.lastRow)
  // A row that went away (another conversation, a deletion) takes the place with it.
  return start < 0 || last < start ? newestWindow(rows.length) : { start, end: last + 1 }
}

export function placeOf(
  window: RowWindow,
  rows: readonly Row[],
  before: ReadingPlace | undefined,
): ReadingPlace | undefined {
  const firstRow = rows[window.start]?.id
  const lastRow = rows[window.end - 1]?.id
  const newestSeen = before?.newestSeen ?? rows.at(-1)?.id
  if (firstRow === undefined || lastRow === undefined || newestSeen === undefined) return undefined
  if (before?.firstRow === firstRow && before.lastRow === lastRow) return before
  return { firstRow, lastRow, newestSeen }
}
