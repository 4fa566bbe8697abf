import { decodeFirst, encode, rfc8949EncodeOptions, Tokenizer, Type } from "cborg"
import { equalBytes } from "./bytes.ts"

/** What Sotto's formats are made of: no floats, tags, `undefined` or integers that a JavaScript number cannot hold. */
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<string | number, CborValue>

export class CborError extends Error {
  constructor(rule: string, cause?: unknown) {
    super(rule, { cause })
    this.name = "CborError"
  }
}

export interface CborLimits {
  readonly bytes: number
  readonly depth: number
}

/** Core deterministic encoding (RFC 8949 section 4.2.1). */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode(value, rfc8949EncodeOptions))
}

/**
 * Exactly one item in core deterministic encoding, within `limits`. Input is untrusted; throws a CborError.
 * The result is `unknown` on purpose: a parser has to say what it is.
 */
export function decodeCbor(bytes: Uint8Array, limits: CborLimits): unknown {
  const { value, rest } = decodeNext(bytes, limits)
  if (rest.length > 0) throw new CborError("trailing bytes")
  return value
}

/** The first item of a CBOR sequence (RFC 8742) and what follows it. */
export function decodeNext(
  bytes: Uint8Array,
  limits: CborLimits,
): { readonly value: unknown; readonly rest: Uint8Array } {
  if (bytes.length > limits.bytes) throw new CborError("too large")
  const options = { ...STRICT, tokenizer: new BoundedTokenizer(bytes, limits.depth) }
  try {
    const [value, rest]: [unknown, Uint8Array] = decodeFirst(bytes, options)
    // Encoding again catches what strict decoding lets pass: unsorted map keys and text that is not UTF-8.
    const again = encode(value, rfc8949EncodeOptions)
    if (!equalBytes(again, bytes.subarray(0, bytes.length - rest.length)))
      throw new CborError("not deterministic")
    return { value, rest }
  } catch (cause) {
    throw cause instanceof CborError ? cause : new CborError("malformed", cause)
  }
}

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowBigInt: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
}

/** Counts open arrays and maps, so that hostile nesting ends here and not in the call stack. */
class BoundedTokenizer extends Tokenizer {
  readonly #depth: number
  readonly #open: number[] = []

  constructor(bytes: Uint8Array, depth: number) {
    super(bytes, STRICT)
    this.#depth = depth
  }

  override next() {
    const token = super.next()
    if (Type.equals(token.type, Type.float)) throw new CborError("floating point")
    this.#closeFull()
    const items = Type.equals(token.type, Type.array)
      ? token.value
      : Type.equals(token.type, Type.map)
        ? token.value * 2
        : 0
    if (items > 0) {
      if (this.#open.length >= this.#depth) throw new CborError("nested too deep")
      this.#open.push(items)
    }
    return token
  }

  /** One item of the innermost open container has begun. */
  #closeFull(): void {
    while (this.#open.at(-1) === 0) this.#open.pop()
    const left = this.#open.pop()
    if (left !== undefined) this.#open.push(left - 1)
  }
}
