import type { Hpke } from "ts-mls/crypto/hpke.js"
import { aesGcm } from "./aesGcm.ts"
import { concatBytes } from "./bytes.ts"
import { ascii, labeledExtract, labeledHash, uint16 } from "./hpkeKdf.ts"
import { decapsulate, deriveKeyPair, encapsulate, KEM_ID } from "./hpkeKem.ts"
import {
  exportPrivateKey,
  exportPublicKey,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
} from "./hpkeKeys.ts"
import { MlsError } from "./mlsError.ts"

const KDF_HKDF_SHA256 = 0x0001
const AEAD_AES_128_GCM = 0x0001
const SUITE_ID = concatBytes(ascii("HPKE"), uint16(KEM_ID), uint16(KDF_HKDF_SHA256), uint16(AEAD_AES_128_GCM))
const MODE_BASE = Uint8Array.of(0x00)
const NOTHING = new Uint8Array(0)

/** KeySchedule (RFC 9180, 5.1) in base mode, without pre-shared key. The caller wipes the key. */
export async function keySchedule(
  secret: Uint8Array,
  info: Uint8Array,
): Promise<{ readonly key: Uint8Array; readonly nonce: Uint8Array }> {
  const pskIdHash = await labeledHash(SUITE_ID, "psk_id_hash", NOTHING)
  const infoHash = await labeledHash(SUITE_ID, "info_hash", info)
  const context = concatBytes(MODE_BASE, pskIdHash, infoHash)
  const expand = await labeledExtract(SUITE_ID, secret, "secret", NOTHING)
  return {
    key: await expand("key", context, aesGcm.keyLength),
    // The nonce of the first message is the base nonce itself (5.2), and nobody sends a second: see `hpke`.
    nonce: await expand("base_nonce", context, aesGcm.nonceLength),
  }
}

function refuseExternalInit(): Promise<never> {
  return Promise.reject(new MlsError("proposal", "external commits are not used"))
}

/**
 * HPKE (RFC 9180) in base mode for suite 1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, all by WebCrypto. Only
 * the single-shot form (6.1) that MLS uses: each sealing has its own encapsulation, so no key meets two nonces. What
 * comes from others is untrusted; a refusal throws `MlsError` and wipes the secrets made on the way.
 */
export const hpke: Hpke = {
  async seal(publicKey, plaintext, info, aad) {
    const { secret, enc } = await encapsulate(publicKey)
    const { key, nonce } = await keySchedule(secret, info)
    secret.fill(0)
    const ct = await aesGcm.encrypt(key, nonce, aad ?? NOTHING, plaintext)
    key.fill(0)
    return { ct, enc }
  },

  async open(privateKey, enc, ciphertext, info, aad) {
    const secret = await decapsulate(privateKey, enc)
    const { key, nonce } = await keySchedule(secret, info)
    secret.fill(0)
    return aesGcm.decrypt(key, nonce, aad ?? NOTHING, ciphertext).finally(() => key.fill(0))
  },

  importPrivateKey,
  importPublicKey,
  exportPublicKey,
  exportPrivateKey,
  deriveKeyPair,
  generateKeyPair,

  // MLS encrypts its messages with the same AEAD (RFC 9420, 5.1).
  encryptAead: (key, nonce, aad, plaintext) => aesGcm.encrypt(key, nonce, aad ?? NOTHING, plaintext),
  decryptAead: (key, nonce, aad, ciphertext) => aesGcm.decrypt(key, nonce, aad ?? NOTHING, ciphertext),
  keyLength: aesGcm.keyLength,
  nonceLength: aesGcm.nonceLength,

  // Both serve external commits only (RFC 9420, 8.3).
  exportSecret: refuseExternalInit,
  importSecret: refuseExternalInit,
}
