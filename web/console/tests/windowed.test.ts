import { describe, expect, it } from "vitest"
import { rowsToDraw, scrollTopToShow } from "../src/desk/windowed.ts"

const viewport = { scrollTop: 0, height: 720, rowHeight: 72 }

describe("the windowed list", () => {
  it("draws a screenful of ten thousand, wherever it is scrolled to", () => {
    for (const scrollTop of [0, 360_000, 10_000 * 72 - 720]) {
      const rows = rowsToDraw(10_000, { ...viewport, scrollTop }, undefined)
      expect(rows.length).toBeLessThan(30)
      expect(rows).toContain(Math.floor(scrollTop / 72))
      expect(rows).toContain(Math.ceil((scrollTop + 720) / 72) - 1)
    }
  })

  it("keeps the focused row in the page, above and below, in document order", () => {
    const middle = { ...viewport, scrollTop: 360_000 }
    const above = rowsToDraw(10_000, middle, 3)
    const below = rowsToDraw(10_000, middle, 9_999)
    expect(above[0]).toBe(3)
    expect(below.at(-1)).toBe(9_999)
    expect(above).toEqual([...above].sort((a, b) => a - b))
  })

  it("draws a focused row once, and none that does not exist", () => {
    expect(rowsToDraw(4, viewport, 2)).toEqual([0, 1, 2, 3])
    expect(rowsToDraw(4, viewport, 12)).toEqual([0, 1, 2, 3])
    expect(rowsToDraw(0, viewport, 0)).toEqual([])
  })

  it("scrolls no further than needed", () => {
    expect(scrollTopToShow(5, viewport)).toBe(0)
    expect(scrollTopToShow(10, viewport)).toBe(72)
    expect(scrollTopToShow(2, { ...viewport, scrollTop: 500 })).toBe(144)
  })
})
