import { concatBytes } from "./bytes.ts"

/** LabeledExpand (RFC 9180, 4) of the one pseudorandom key that it was made for. The caller wipes the result. */
export type LabeledExpand = (label: string, info: Uint8Array, length: number) => Promise<Uint8Array>

const HASH = "SHA-256"

/** HMAC fills the empty salt up with zeros to the same key (RFC 2104, 2), which WebCrypto does not take empty. */
export const EMPTY_SALT = new Uint8Array(32)
const VERSION = ascii("HPKE-v1")

export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

/** I2OSP(value, 2). */
export function uint16(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >> 8, value & 0xff)
}

/** LabeledExtract (RFC 9180, 4) to bytes: for the public hashes of the key schedule. */
export async function labeledHash(suiteId: Uint8Array, label: string, data: Uint8Array): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", EMPTY_SALT, { name: "HMAC", hash: HASH }, false, ["sign"])
  const labeled = concatBytes(VERSION, suiteId, ascii(label), data)
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, labeled))
}

/**
 * LabeledExtract followed by LabeledExpand. WebCrypto's HKDF does both at once, so that the pseudorandom key between
 * them never leaves it.
 */
export async function labeledExtract(
  suiteId: Uint8Array,
  salt: Uint8Array,
  label: string,
  ikm: Uint8Array,
): Promise<LabeledExpand> {
  const labeledIkm = concatBytes(VERSION, suiteId, ascii(label), ikm)
  const material = await crypto.subtle.importKey("raw", labeledIkm, "HKDF", false, ["deriveBits"])
  labeledIkm.fill(0)
  return async (infoLabel, info, length) => {
    const labeledInfo = concatBytes(uint16(length), VERSION, suiteId, ascii(infoLabel), info)
    const parameters = { name: "HKDF", hash: HASH, salt: salt.slice(), info: labeledInfo }
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 8 * length))
  }
}
