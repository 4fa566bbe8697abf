import { CborError } from "./cborError.ts"
import { CborReader } from "./cborReader.ts"

export { CborError } from "./cborError.ts"
export { encodeCbor } from "./cborWriter.ts"

/** What Sotto's formats are made of: no floats, tags, `undefined` or integers that a JavaScript number cannot hold. */
export type CborValue = null | boolean | number | string | Uint8Array | readonly CborValue[] | CborMap

export type CborMap = ReadonlyMap<string | number, CborValue>

export interface CborLimits {
  readonly bytes: number
  readonly depth: number
}

/**
 * Exactly one item in core deterministic encoding (RFC 8949, 4.2.1), within `limits`. Input is untrusted; throws a
 * CborError. The result is `unknown` on purpose: a parser has to say what it is.
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
  const reader = new CborReader(bytes)
  const value = reader.item(limits.depth)
  return { value, rest: reader.rest }
}
