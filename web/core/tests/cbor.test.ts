import { expect, test } from "vitest"
import { CborError, type CborValue, decodeCbor, encodeCbor } from "../src/cbor.ts"
import { fromHex, toHex } from "./fixtures/hex.ts"

const LIMITS = { bytes: 1000, depth: 3 }

test.each<readonly [string, CborValue, string]>([
  [
    "map keys sorted by their bytes",
    new Map([
      ["b", 1],
      ["a", 2],
    ]),
    "a2616102616201",
  ],
  ["integers as short as they get", [0, 23, 24, 255, 256, 65_536], "860017181818ff1901001a00010000"],
  ["bytes, text, null and booleans", [new Uint8Array([1]), "é", null, true, false], "85410162c3a9f6f5f4"],
])("writes and reads %s", (_, value, hex) => {
  expect(toHex(encodeCbor(value))).toBe(hex)
  expect(decodeCbor(fromHex(hex), LIMITS)).toEqual(value)
})

test.each([
  ["nothing", ""],
  ["trailing bytes", "0000"],
  ["integer in two bytes that fits in one", "1817"],
  ["integer in three bytes that fits in two", "1900ff"],
  ["length in two bytes that fits in one", "580100"],
  ["indefinite array", "9fff"],
  ["indefinite text", "7f6161ff"],
  ["break alone", "ff"],
  ["key twice", "a2616101616102"],
  ["keys out of order", "a2616201616101"],
  ["half float", "f93c00"],
  ["double", "fb3ff0000000000000"],
  ["one and a half", "f93e00"],
  ["not a number", "f97e00"],
  ["infinity", "f97c00"],
  ["tag", "c100"],
  ["undefined", "f7"],
  ["simple value", "e0"],
  ["integer beyond 2^53", "1b0020000000000000"],
  ["negative integer beyond 2^53", "3b0020000000000000"],
  ["text that is not UTF-8", "61ff"],
  ["text with half a surrogate pair", "63eda080"],
  ["bytes cut short", "42aa"],
  ["one array too deep", "8181818100"],
  ["a map too deep", "a100a100a100a10000"],
  ["array with a length that nothing follows", "9b001fffffffffffff"],
])("refuses %s", (_, hex) => {
  expect(() => decodeCbor(fromHex(hex), LIMITS)).toThrow(CborError)
})

test("the deepest that is allowed is read, also beside closed neighbours", () => {
  expect(decodeCbor(fromHex("81818100"), LIMITS)).toEqual([[[0]]])
  expect(decodeCbor(fromHex("82818100818100"), LIMITS)).toEqual([[[0]], [[0]]])
})

test("hostile nesting of a megabyte ends quickly and not in a stack overflow", () => {
  const hostile = new Uint8Array(1_000_000).fill(0x81)
  const start = performance.now()
  expect(() => decodeCbor(hostile, { bytes: 2_000_000, depth: 16 })).toThrow("nested too deep")
  expect(performance.now() - start).toBeLessThan(100)
})

test("more bytes than the limit are not looked at", () => {
  expect(() => decodeCbor(new Uint8Array(1001), LIMITS)).toThrow("too large")
})
