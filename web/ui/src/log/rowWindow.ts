/** The part of a long list that is in the document: rows `start` up to but not including `end`. */
export interface RowWindow {
  readonly start: number
  readonly end: number
}

/** Enough for several screens in both directions; the document never holds much more. */
export const windowSize = 160
const step = 80

export function newestWindow(count: number): RowWindow {
  return { start: Math.max(0, count - windowSize), end: count }
}

export function towardsOldest(window: RowWindow): RowWindow {
  const start = Math.max(0, window.start - step)
  return { start, end: Math.min(window.end, start + windowSize + step) }
}

export function towardsNewest(window: RowWindow, count: number): RowWindow {
  const end = Math.min(count, window.end + step)
  return { start: Math.max(window.start, end - windowSize - step, 0), end }
}
