import type { SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { fromBase64Url } from "../base64.ts"
import { concat, randomBytes } from "../bytes.ts"
import { SEED_LENGTH } from "../kit.ts"

// PrivateKeyInfo of RFC 8410 up to the 32 bytes of the seed.
const PKCS8_PREFIX = new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32])
const jwk = v.object({ x: v.string() })

/** A fresh organisation root as a seed. It exists to be printed and to sign issuers; the caller wipes it soon. */
export function newRootSeed(): Uint8Array<ArrayBuffer> {
  return randomBytes(SEED_LENGTH)
}

/** The root key of a seed, for signing and not extractable. `seed` stays the caller's to wipe. */
export async function rootFromSeed(seed: Uint8Array): Promise<SignatureKey> {
  if (seed.length !== SEED_LENGTH) throw new TypeError("a seed has 32 bytes")
  const pkcs8 = concat(PKCS8_PREFIX, seed)
  try {
    // Only an extractable key tells its public half; that copy is dropped here and never stored.
    const extractable = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"])
    const { x } = v.parse(jwk, await crypto.subtle.exportKey("jwk", extractable))
    const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"])
    return { publicKey: fromBase64Url(x), privateKey }
  } finally {
    pkcs8.fill(0)
  }
}
