import type { PrivateKey, PublicKey } from "ts-mls/crypto/hpke.js"
import { concatBytes } from "./bytes.ts"
import { ascii, EMPTY_SALT, labeledExtract, uint16 } from "./hpkeKdf.ts"
import {
  diffieHellman,
  exportPublicKey,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
  type KeyPair,
  publicKeyOf,
  X25519_LENGTH,
} from "./hpkeKeys.ts"

/** DHKEM(X25519, HKDF-SHA256) (RFC 9180, 4.1 and 7.1). */
export const KEM_ID = 0x0020
const SUITE_ID = concatBytes(ascii("KEM"), uint16(KEM_ID))
const SECRET_LENGTH = 32

/** Deterministic: the same input gives the same pair (RFC 9180, 7.1.3). The caller wipes `ikm`. */
export async function deriveKeyPair(ikm: Uint8Array): Promise<KeyPair> {
  const expand = await labeledExtract(SUITE_ID, EMPTY_SALT, "dkp_prk", ikm)
  const bytes = await expand("sk", new Uint8Array(0), X25519_LENGTH)
  const privateKey = await importPrivateKey(bytes)
  bytes.fill(0)
  return { privateKey, publicKey: await publicKeyOf(privateKey) }
}

/**
 * Encap (RFC 9180, 4.1): a secret that only the recipient can find again from `enc`. `ephemeral` is given by tests
 * alone; used twice it would give two messages the same keys. The caller wipes the secret.
 */
export async function encapsulate(
  recipient: PublicKey,
  ephemeral?: KeyPair,
): Promise<{ readonly secret: Uint8Array; readonly enc: Uint8Array }> {
  const { privateKey, publicKey } = ephemeral ?? (await generateKeyPair())
  const enc = await exportPublicKey(publicKey)
  const shared = await diffieHellman(privateKey, recipient)
  return { secret: await extractAndExpand(shared, enc, recipient), enc }
}

/** Decap (RFC 9180, 4.1). `enc` is untrusted: refused when it is no key or of low order. The caller wipes the secret. */
export async function decapsulate(own: PrivateKey, enc: Uint8Array): Promise<Uint8Array> {
  const shared = await diffieHellman(own, await importPublicKey(enc))
  return extractAndExpand(shared, enc, await publicKeyOf(own))
}

/** Binds the secret to both public keys (kem_context); wipes `shared`. */
async function extractAndExpand(
  shared: Uint8Array,
  enc: Uint8Array,
  recipient: PublicKey,
): Promise<Uint8Array> {
  const expand = await labeledExtract(SUITE_ID, EMPTY_SALT, "eae_prk", shared)
  shared.fill(0)
  return expand("shared_secret", concatBytes(enc, await exportPublicKey(recipient)), SECRET_LENGTH)
}
