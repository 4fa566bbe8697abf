export interface Viewport {
  readonly scrollTop: number
  readonly height: number
  readonly rowHeight: number
}

const overscan = 6

/**
 * Which rows of a long list are worth drawing. The row that holds the keyboard's focus is always among them:
 * taking it out of the page while scrolling would drop the focus to the top of the document.
 */
export function rowsToDraw(
  count: number,
  viewport: Viewport,
  focused: number | undefined,
): readonly number[] {
  const first = Math.max(0, Math.floor(viewport.scrollTop / viewport.rowHeight) - overscan)
  const last = Math.min(
    count,
    Math.ceil((viewport.scrollTop + viewport.height) / viewport.rowHeight) + overscan,
  )
  const rows: number[] = []
  if (focused !== undefined && focused < first && focused >= 0) rows.push(focused)
  for (let row = first; row < last; row++) rows.push(row)
  if (focused !== undefined && focused >= last && focused < count) rows.push(focused)
  return rows
}

/** Where to scroll so that `row` is wholly visible, with the least movement. */
export function scrollTopToShow(row: number, viewport: Viewport): number {
  const top = row * viewport.rowHeight
  if (top < viewport.scrollTop) return top
  return Math.max(viewport.scrollTop, top + viewport.rowHeight - viewport.height)
}
