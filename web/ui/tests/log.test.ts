import type { MessageRow, Row } from "@sotto/core"
import { describe, expect, test } from "vitest"
import { arrivals } from "../src/log/arrivals.ts"
import { placementOf } from "../src/log/grouping.ts"
import { placeOf, windowOf } from "../src/log/readingPlace.ts"
import { newestWindow, towardsNewest, towardsOldest, windowSize } from "../src/log/rowWindow.ts"
import { shownName } from "../src/log/shownName.ts"
import { isJumbo, shownHost } from "../src/log/textRules.ts"
import english from "../src/translate/en.json" with { type: "json" }
import { createTranslator } from "../src/translate/translator.ts"

const day = new Date(2026, 10, 23, 10, 0).getTime()

function message(id: string, author = "usr_a", at = day): MessageRow {
  const person = { id: author, name: author, kind: "agent", lapsed: false } as const
  return {
    kind: "message",
    id,
    at,
    author: person,
    mine: author === "me",
    blocks: [],
    text: id,
    state: "sent",
  }
}

function many(from: number, to: number): readonly Row[] {
  return Array.from({ length: to - from }, (_, index) => message(`m${from + index}`))
}

test("who has no name is called by what they are", () => {
  const { t } = createTranslator("en", english)
  const customer = { id: "cus_a", name: "", kind: "customer", lapsed: false } as const
  expect(shownName({ ...customer, name: "Grace" }, t)).toBe("Grace")
  expect(shownName(customer, t)).toBe("Visitor")
  expect(shownName({ ...customer, kind: "agent" }, t)).toBe("Someone")
  expect(shownName(undefined, t)).toBe("Someone")
})

describe("window of rows", () => {
  test("holds everything of a short log and the newest rows of a long one", () => {
    expect(newestWindow(3)).toEqual({ start: 0, end: 3 })
    expect(newestWindow(5000)).toEqual({ start: 5000 - windowSize, end: 5000 })
  })
  test("moving through ten thousand rows reaches both ends and stays small", () => {
    const count = 10_000
    let window = newestWindow(count)
    let largest = 0
    for (let steps = 0; window.start > 0 && steps < count; steps++) {
      window = towardsOldest(window)
      largest = Math.max(largest, window.end - window.start)
    }
    expect(window.start).toBe(0)
    for (let steps = 0; window.end < count && steps < count; steps++) {
      window = towardsNewest(window, count)
      largest = Math.max(largest, window.end - window.start)
    }
    expect(window.end).toBe(count)
    expect(largest).toBeLessThanOrEqual(windowSize * 2)
  })
})

describe("a reader further up", () => {
  const rows = many(100, 500)
  const place = placeOf({ start: 50, end: 150 }, rows, undefined)

  test("keeps the same rows when older and newer ones come in", () => {
    const grown = many(0, 600)
    const window = windowOf(place, grown)
    expect(grown.slice(window.start, window.end)).toEqual(rows.slice(50, 150))
  })
  test("remembers what was newest when they left the end", () => {
    const later = placeOf({ start: 0, end: 100 }, many(100, 510), place)
    expect(later?.newestSeen).toBe("m499")
  })
  test("is back at the end when the rows are gone", () => {
    expect(windowOf(place, many(2000, 2010))).toEqual({ start: 0, end: 10 })
    expect(windowOf(place, [])).toEqual({ start: 0, end: 0 })
    expect(placeOf({ start: 0, end: 0 }, [], undefined)).toBeUndefined()
  })
})

describe("announcing", () => {
  test("says only others' messages that came after the last row seen", () => {
    const rows = [message("a"), message("b", "me"), message("c"), message("d")]
    expect(arrivals("b", rows).map((row) => row.id)).toEqual(["c", "d"])
    expect(arrivals("a", rows).map((row) => row.id)).toEqual(["c", "d"])
  })
  test("never reads history aloud", () => {
    expect(arrivals(undefined, [message("a")])).toEqual([])
    expect(arrivals("gone", [message("a")])).toEqual([])
  })
})

describe("runs of messages", () => {
  test("one author within five minutes is one run", () => {
    const [first, second] = [message("a"), message("b", "usr_a", day + 60_000)]
    expect(placementOf(first, undefined, second)).toEqual({ newDay: true, first: true, last: false })
    expect(placementOf(second, first, undefined)).toEqual({ newDay: false, first: false, last: true })
  })
  test("another author, a pause or another day begins a new run", () => {
    const first = message("a")
    expect(placementOf(message("b", "usr_b", day + 1), first, undefined).first).toBe(true)
    expect(placementOf(message("b", "usr_a", day + 300_000), first, undefined).first).toBe(true)
    expect(placementOf(message("b", "usr_a", day + 86_400_000), first, undefined).newDay).toBe(true)
  })
})

describe("text", () => {
  test("a few emoji alone are large", () => {
    expect(["👍", " 🎉🎉 ", "🧑‍💻", "❤️"].map(isJumbo)).toEqual([true, true, true, true])
    expect(["", "ok 👍", "👍👍👍👍", "12"].map(isJumbo)).toEqual([false, false, false, false])
  })
  test("a link says where it leads unless its text does", () => {
    expect(shownHost("https://example.org/a", "https://example.org/a")).toBeUndefined()
    expect(shownHost("https://example.org/a", "Example.org")).toBeUndefined()
    expect(shownHost("https://example.org/a", "our prices")).toBe("example.org")
    expect(shownHost("mailto:a@example.org", "a@example.org")).toBeUndefined()
  })
  test("texts made to be misread show the real host", () => {
    expect(shownHost("https://evil.example/", "https://bank.example")).toBe("evil.example")
    expect(shownHost("https://bank.example.evil.example/", "bank.example")).toBe("bank.example.evil.example")
    expect(shownHost("https://bank.example/", "bank.example.evil.example")).toBe("bank.example")
    expect(shownHost("https://bаnk.example/", "bаnk.example")).toBe("xn--bnk-6cd.example")
    expect(shownHost("https://evil.example/", "bank.example@evil.example")).toBe("evil.example")
  })
})
