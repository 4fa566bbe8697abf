import { expect, test } from "vitest"
import fixtures from "../../../fixtures/ids.json" with { type: "json" }
import { fromBase32, toBase32 } from "../src/base32.ts"
import { fromBase64Url, toBase64Url } from "../src/base64.ts"
import { type IdPrefix, isId, newId } from "../src/ids.ts"
import { toHex } from "./fixtures/hex.ts"

const PREFIXES: readonly IdPrefix[] = ["org", "inb", "usr", "cus", "dev", "cnv", "msg", "att", "inc", "rev"]

test.each(fixtures.accepted)("$prefix ids of the fixtures are read", ({ prefix, text, hex }) => {
  const known = PREFIXES.find((other) => other === prefix)
  expect(known && isId(known, text)).toBe(true)
  expect(toHex(fromBase32(text.slice(4)))).toBe(hex)
})

test.each(fixtures.refusedAsConversation)("not a conversation's id: $name", ({ text }) => {
  expect(isId("cnv", text)).toBe(false)
})

test("row 19: an id of one type is refused as every other", () => {
  for (const made of PREFIXES) {
    const id = newId(made)
    for (const asked of PREFIXES) expect(isId(asked, id)).toBe(made === asked)
  }
  expect(isId("cnv", undefined)).toBe(false)
  expect(isId("cnv", [newId("cnv")])).toBe(false)
})

test("ids do not repeat", () => {
  expect(new Set(Array.from({ length: 200 }, () => newId("msg"))).size).toBe(200)
})

test("base32 gives back what went in and refuses second spellings", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length))
    expect(fromBase32(toBase32(bytes))).toEqual(bytes)
  }
  for (const text of ["a", "ab1", "AA", "aa=", "ab", "aaa", "aaaaaa"])
    expect(() => fromBase32(text)).toThrow(SyntaxError)
})

test("base64url gives back what went in and refuses second spellings", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length))
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
  }
  const large = new Uint8Array(200_001).map((_, index) => index)
  expect(fromBase64Url(toBase64Url(large))).toEqual(large)
  for (const text of ["A", "AB", "AAB", "AA==", "A+A", "A/AA", "AA AA", "AAAA\n", "Ä"]) {
    expect(() => fromBase64Url(text)).toThrow(SyntaxError)
  }
})
