import { concat } from "../bytes.ts"

const SEQUENCE = 0x30
const INTEGER = 0x02
const LENGTH = 32

/**
 * An ECDSA signature over P-256 as WebCrypto reads it (r and s, 32 bytes each) from the DER in which passkeys write it.
 * Throws a RangeError on anything but the one encoding that DER allows.
 */
export function derToRaw(der: Uint8Array): Uint8Array {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw new RangeError("not a sequence")
  const [r, rest] = integer(der.subarray(2))
  const [s, trailing] = integer(rest)
  if (trailing.length > 0) throw new RangeError("trailing bytes")
  return concat(r, s)
}

function integer(der: Uint8Array): readonly [value: Uint8Array, rest: Uint8Array] {
  const length = der[1] ?? 0
  const bytes = der.subarray(2, 2 + length)
  const [first = 0x80, second = 0] = bytes
  const isPadded = first === 0 && bytes.length > 1
  if (der[0] !== INTEGER || bytes.length !== length || first > 0x7f)
    throw new RangeError("not a positive integer")
  if (isPadded && second <= 0x7f) throw new RangeError("not the shortest form")
  const value = isPadded ? bytes.subarray(1) : bytes
  if (value.length > LENGTH) throw new RangeError("too long")
  return [concat(new Uint8Array(LENGTH - value.length), value), der.subarray(2 + length)]
}
