import { encode as libraryEncode, rfc8949EncodeOptions } from "cborg"
import { expect, test } from "vitest"
import { CborError, type CborValue, decodeCbor, decodeNext, encodeCbor } from "../src/cbor.ts"
import { decode, encode } from "../src/plainCbor.ts"
import { EXAMPLES, OTHER_EXAMPLES } from "./cborVectors.ts"
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

test.each(EXAMPLES)("RFC 8949, Appendix A: %j is %s both ways", (value, hex) => {
  expect(toHex(encodeCbor(value))).toBe(hex)
  expect(decodeCbor(fromHex(hex), LIMITS)).toEqual(value)
})

test.each(OTHER_EXAMPLES)("RFC 8949, Appendix A: %s is refused", (_, hex) => {
  expect(() => decodeCbor(fromHex(hex), LIMITS)).toThrow(CborError)
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
  ["integer in five bytes that fits in three", "1a0000ffff"],
  ["integer in nine bytes that fits in five", "1b00000000ffffffff"],
  ["negative integer in two bytes that fits in one", "3817"],
  ["text length in two bytes that fits in one", "780161"],
  ["array length in two bytes that fits in one", "980100"],
  ["map length in two bytes that fits in one", "b8010000"],
  ["map key not in the shortest form", "a1180100"],
  ["map key that is an array", "a18000"],
  ["map key that is bytes", "a14000"],
  ["map key that is null", "a1f600"],
  ["shorter key after a longer one", "a262616101616202"],
  ["negative key before a positive one", "a220000000"],
  ["reserved length 28", "1c"],
  ["reserved length 29", "5d"],
  ["reserved length 30", "9e"],
  ["indefinite bytes", "5f4101ff"],
  ["indefinite map", "bfff"],
  ["head cut short", "19ff"],
  ["text cut short", "62c3"],
  ["array cut short", "8200"],
  ["map cut short after a key", "a100"],
  ["map with a size that nothing follows", "bb000fffffffffffff"],
  ["bytes with a length that nothing follows", "5b001fffffffffffff"],
  ["overlong UTF-8", "62c080"],
  ["false in two bytes", "f814"],
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

test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)])("does not write %d", (value) => {
  expect(() => encodeCbor([value])).toThrow(CborError)
})

test("integers up to the last one that a number can hold are read and written", () => {
  for (const value of [
    2 ** 32 - 1,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    -(2 ** 32) - 1,
  ]) {
    expect(decodeCbor(encodeCbor(value), LIMITS)).toBe(value)
    expect(toHex(encodeCbor(value))).toBe(toHex(libraryEncode(value, rfc8949EncodeOptions)))
  }
})

test("results do not share memory with the input, and a view into a larger buffer is read as itself", () => {
  const input = fromHex("ff4201020304").subarray(1)
  const { value, rest } = decodeNext(input, LIMITS)
  input.fill(0)
  expect(value).toEqual(new Uint8Array([1, 2]))
  expect(rest).toHaveLength(2)
})

test("random values: the same bytes as another implementation, and read back as they were", () => {
  const random = seeded(8949)
  for (let round = 0; round < 2000; round++) {
    const value = anyValue(random, 3)
    const encoded = encodeCbor(value)
    expect(toHex(encoded)).toBe(toHex(libraryEncode(value, rfc8949EncodeOptions)))
    expect(decodeCbor(encoded, { bytes: 1_000_000, depth: 3 })).toEqual(value)
  }
})

test("random bytes are refused, or are the one encoding of what was read", () => {
  const random = seeded(4921)
  let read = 0
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from({ length: 1 + random(6) }, () => random(256))
    const item = attempt(bytes)
    if (item === undefined) continue
    read++
    const { value, rest } = item
    expect(toHex(libraryEncode(value, rfc8949EncodeOptions))).toBe(
      toHex(bytes.subarray(0, bytes.length - rest.length)),
    )
  }
  expect(read).toBeGreaterThan(4000)
})

test("records: plain objects come back, undefined properties are left out, other kinds are refused", () => {
  const record = { id: new Uint8Array([1]), at: 5, list: [{ text: "a" }, null, true], nested: { b: -1 } }
  expect(decode(encode({ ...record, gone: undefined }))).toEqual(record)
  expect(decode(encode(JSON.parse('{"__proto__":{"a":1}}')))).toEqual(JSON.parse('{"__proto__":{"a":1}}'))
  for (const value of [undefined, 1n, Symbol("x"), new Date(0), new Map(), [undefined], { at: 1.5 }])
    expect(() => encode(value)).toThrow(CborError)
})

function attempt(bytes: Uint8Array): ReturnType<typeof decodeNext> | undefined {
  try {
    return decodeNext(bytes, LIMITS)
  } catch (error) {
    expect(error).toBeInstanceOf(CborError)
    return undefined
  }
}

/** Numbers below a bound, the same in every run (a linear congruential generator). */
function seeded(seed: number): (bound: number) => number {
  let state = BigInt(seed)
  return (bound) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n
    return Number((state >> 33n) % BigInt(bound))
  }
}

function anyValue(random: (bound: number) => number, depth: number): CborValue {
  const integer = () => (random(2) === 0 ? 1 : -1) * Math.floor(2 ** random(53) + random(3)) - random(2)
  const text = () =>
    Array.from({ length: random(30) }, () => String.fromCodePoint(32 + random(50_000))).join("")
  const items = () => Array.from({ length: random(6) }, () => anyValue(random, depth - 1))
  const makers: readonly (() => CborValue)[] = [
    integer,
    text,
    () => Uint8Array.from({ length: random(300) }, () => random(256)),
    () => [null, true, false][random(3)] ?? null,
    items,
    () => new Map(items().map((value) => [random(2) === 0 ? integer() : text(), value])),
  ]
  return (makers[random(depth > 0 ? makers.length : 4)] ?? text)()
}
