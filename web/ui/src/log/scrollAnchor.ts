/** A row and how far its top is from the top of the view: what must not move while rows come and go around it. */
export interface ScrollAnchor {
  readonly row: string
  readonly offset: number
}

export function anchorIn(scroller: HTMLElement): ScrollAnchor | undefined {
  const top = scroller.getBoundingClientRect().top
  for (const element of scroller.querySelectorAll<HTMLElement>("[data-row]")) {
    const box = element.getBoundingClientRect()
    const row = element.getAttribute("data-row") ?? undefined
    if (box.bottom > top && row !== undefined) return { row, offset: box.top - top }
  }
  return undefined
}

export function restoreAnchor(scroller: HTMLElement, anchor: ScrollAnchor | undefined): void {
  if (anchor === undefined) return
  const element = scroller.querySelector(`[data-row="${CSS.escape(anchor.row)}"]`)
  if (element === null) return
  const offset = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top
  if (Math.abs(offset - anchor.offset) >= 1) scroller.scrollTop += offset - anchor.offset
}

export function scrollToEnd(scroller: HTMLElement): void {
  scroller.scrollTop = scroller.scrollHeight
}

export function distanceToEnd(scroller: HTMLElement): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
}
