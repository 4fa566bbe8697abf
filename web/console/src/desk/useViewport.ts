import type { RefObject } from "preact"
import { useLayoutEffect, useState } from "preact/hooks"
import type { Viewport } from "./windowed.ts"

/** The height of one row in the style sheet, in rem, so that rows grow with the reader's text size. */
const rowRem = 4.5

export interface MeasuredViewport extends Viewport {
  /** As it is at this moment, for moves that follow one another faster than drawing. */
  now(): Viewport
}

/** Which part of the scroller is visible; draws again when that changes. Sizes only from the object model. */
export function useViewport(scroller: RefObject<HTMLElement | null>): MeasuredViewport {
  const measure = (): Viewport => ({
    scrollTop: scroller.current?.scrollTop ?? 0,
    height: scroller.current?.clientHeight ?? 0,
    rowHeight: rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  })
  const [viewport, setViewport] = useState(measure)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const follow = () => setViewport(measure())
    follow()
    element.addEventListener("scroll", follow, { passive: true })
    const sizes = new ResizeObserver(follow)
    sizes.observe(element)
    return () => {
      element.removeEventListener("scroll", follow)
      sizes.disconnect()
    }
  }, [])
  return { ...viewport, now: measure }
}
