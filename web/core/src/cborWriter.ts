import { utf8 } from "./bytes.ts"
import type { CborMap, CborValue } from "./cbor.ts"
import { CborError } from "./cborError.ts"
import { compareEncoded, MAJOR, SIMPLE } from "./cborMajor.ts"

/**
 * Core deterministic encoding (RFC 8949, 4.2.1): shortest lengths, definite sizes, map keys in the order of their
 * bytes. Throws a CborError for a number that is no safe integer.
 */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  const writer = new CborWriter()
  writer.item(value)
  return writer.written()
}

class CborWriter {
  #bytes = new Uint8Array(128)
  #length = 0

  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  item(value: CborValue): void {
    if (value === null) this.#head(MAJOR.simple, SIMPLE.null)
    else if (typeof value === "boolean") this.#head(MAJOR.simple, value ? SIMPLE.true : SIMPLE.false)
    else if (typeof value === "number") this.#integer(value)
    else if (typeof value === "string") this.#string(MAJOR.text, utf8(value))
    else if (value instanceof Uint8Array) this.#string(MAJOR.bytes, value)
    else if (isArray(value)) this.#array(value)
    else this.#map(value)
  }

  #integer(value: number): void {
    if (!Number.isSafeInteger(value)) throw new CborError("not a safe integer")
    if (value < 0) this.#head(MAJOR.negative, -1 - value)
    else this.#head(MAJOR.unsigned, value)
  }

  #string(major: number, bytes: Uint8Array): void {
    this.#head(major, bytes.length)
    this.#append(bytes)
  }

  #array(items: readonly CborValue[]): void {
    this.#head(MAJOR.array, items.length)
    for (const item of items) this.item(item)
  }

  #map(map: CborMap): void {
    const entries = [...map].map(([key, value]) => ({ key: encodeCbor(key), value }))
    entries.sort((a, b) => compareEncoded(a.key, b.key))
    this.#head(MAJOR.map, entries.length)
    for (const { key, value } of entries) {
      this.#append(key)
      this.item(value)
    }
  }

  /** Major type and argument in the fewest bytes (3, 4.2.1). */
  #head(major: number, argument: number): void {
    const size =
      argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 2 ** 32 ? 4 : 8
    const head = new Uint8Array(1 + size)
    head[0] = (major << 5) | (size === 0 ? argument : 24 + Math.log2(size))
    for (let index = size, rest = argument; index > 0; index--) {
      head[index] = rest % 256
      rest = Math.floor(rest / 256)
    }
    this.#append(head)
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(2 * needed)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#length)
    this.#length = needed
  }
}

/** `Array.isArray` alone does not tell the compiler that what remains is a map. */
function isArray(value: readonly CborValue[] | CborMap): value is readonly CborValue[] {
  return Array.isArray(value)
}
