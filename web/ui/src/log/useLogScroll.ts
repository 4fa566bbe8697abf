import type { Row } from "@sotto/core"
import type { RefObject } from "preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { arrivals } from "./arrivals.ts"
import { placeOf, type ReadingPlace, windowOf } from "./readingPlace.ts"
import { type RowWindow, towardsNewest, towardsOldest } from "./rowWindow.ts"
import { anchorIn, distanceToEnd, restoreAnchor, type ScrollAnchor, scrollToEnd } from "./scrollAnchor.ts"

const nearEnd = 48
const nearEdge = 800

export interface LogScroll {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly window: RowWindow
  readonly atEnd: boolean
  /** Messages of others that came while the reader was further up. */
  readonly unseen: number
  readonly onScroll: () => void
  readonly toEnd: () => void
}

/**
 * Keeps the reader where they are: at the end while they are at the end, otherwise on the row they look at, whatever
 * comes in at either side. Only a window of the rows is in the document.
 */
export function useLogScroll(rows: readonly Row[], loadEarlier: (() => void) | undefined): LogScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const anchor = useRef<ScrollAnchor | undefined>(undefined)
  const [place, setPlace] = useState<ReadingPlace | undefined>(undefined)
  const window = windowOf(place, rows)
  const atEnd = place === undefined
  const last = rows.at(-1)
  const isEmpty = last === undefined

  const grow = (element: HTMLElement): RowWindow => {
    if (element.scrollTop < nearEdge && window.start > 0) return towardsOldest(window)
    if (distanceToEnd(element) < nearEdge && window.end < rows.length)
      return towardsNewest(window, rows.length)
    return window
  }
  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    if (distanceToEnd(element) < nearEnd && window.end === rows.length) return setPlace(undefined)
    anchor.current = anchorIn(element)
    if (element.scrollTop < nearEdge && window.start === 0) loadEarlier?.()
    setPlace(placeOf(grow(element), rows, place))
  }
  const toEnd = () => setPlace(undefined)

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    // Before the first row the greeting is read from its top.
    if (atEnd) return isEmpty ? undefined : scrollToEnd(element)
    restoreAnchor(element, anchor.current)
    // A reader at the very top gets no more scroll events, so the window also grows after drawing.
    setPlace(placeOf(grow(element), rows, place))
  })

  const isOwnNew =
    last?.kind === "message" && last.mine && place !== undefined && last.id !== place.newestSeen
  useLayoutEffect(() => {
    if (isOwnNew) setPlace(undefined)
  }, [isOwnNew])
  useEndOnResize(scroller, atEnd && !isEmpty)

  const unseen = place === undefined ? 0 : arrivals(place.newestSeen, rows).length
  return { scroller, window, atEnd, unseen, onScroll, toEnd }
}

/** A growing composer, a keyboard or a late font changes heights without a new row. */
function useEndOnResize(scroller: RefObject<HTMLDivElement | null>, atEnd: boolean): void {
  useEffect(() => {
    const element = scroller.current
    if (element === null || !atEnd) return
    const observer = new ResizeObserver(() => scrollToEnd(element))
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [scroller, atEnd])
}
