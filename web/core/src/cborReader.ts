import { fromUtf8 } from "./bytes.ts"
import { CborError } from "./cborError.ts"
import { compareEncoded, MAJOR, SIMPLE } from "./cborMajor.ts"

/**
 * Reads items in core deterministic encoding (RFC 8949, 4.2.1) and refuses every other form with a CborError, so that
 * what was read would be written as the same bytes again. Results are copies.
 */
export class CborReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** What no item was read from yet. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#at)
  }

  /** `depth` bounds how many arrays and maps with something in them are open at once, and so the call stack. */
  item(depth: number): unknown {
    const [initial = 0] = this.#take(1)
    const major = initial >> 5
    if (major === MAJOR.simple) return simpleValue(initial & 31)
    const argument = this.#argument(initial & 31)
    switch (major) {
      case MAJOR.unsigned:
        return argument
      case MAJOR.negative:
        return safe(-1 - argument)
      case MAJOR.bytes:
        return this.#take(argument).slice()
      case MAJOR.text:
        return text(this.#take(argument))
      case MAJOR.array:
        return this.#array(argument, depth)
      case MAJOR.map:
        return this.#map(argument, depth)
      default:
        throw new CborError("tag")
    }
  }

  #array(length: number, depth: number): readonly unknown[] {
    this.#enter(length, depth)
    return Array.from({ length }, () => this.item(depth - 1))
  }

  /** Keys rise strictly by their bytes, which leaves no room for one that comes twice. */
  #map(size: number, depth: number): ReadonlyMap<string | number, unknown> {
    this.#enter(2 * size, depth)
    const map = new Map<string | number, unknown>()
    let previous = new Uint8Array(0)
    for (let index = 0; index < size; index++) {
      const start = this.#at
      const key = this.item(0)
      if (typeof key !== "string" && typeof key !== "number") throw new CborError("kind of map key")
      const encoded = this.#bytes.slice(start, this.#at)
      if (compareEncoded(previous, encoded) >= 0) throw new CborError("order of map keys")
      previous = encoded
      map.set(key, this.item(depth - 1))
    }
    return map
  }

  /** Every item takes a byte at least: a length that cannot be true ends here, before anything is made of it. */
  #enter(items: number, depth: number): void {
    if (items > 0 && depth === 0) throw new CborError("nested too deep")
    if (items > this.rest.length) throw new CborError("cut short")
  }

  /** The argument of a head (3): in the fewest bytes, no indefinite lengths, and no more than a number can hold. */
  #argument(info: number): number {
    if (info < 24) return info
    if (info > 27) throw new CborError("indefinite length or reserved")
    const size = 2 ** (info - 24)
    const argument = this.#take(size).reduce((value, byte) => 256 * value + byte, 0)
    if (argument < (size === 1 ? 24 : 256 ** (size / 2))) throw new CborError("not the shortest form")
    return safe(argument)
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new CborError("cut short")
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}

function safe(integer: number): number {
  if (!Number.isSafeInteger(integer)) throw new CborError("integer too large")
  return integer
}

function simpleValue(info: number): boolean | null {
  if (info === SIMPLE.null) return null
  if (info === SIMPLE.true || info === SIMPLE.false) return info === SIMPLE.true
  throw new CborError("floating point, undefined or other simple value")
}

function text(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch (cause) {
    throw new CborError("text that is not UTF-8", cause)
  }
}
