import type { Aead } from "ts-mls/crypto/aead.js"
import { MlsError } from "./mlsError.ts"

/** AES-128-GCM (RFC 5116, 5.1), for MLS messages and for HPKE. Never twice the same key and nonce: callers see to it. */
export const aesGcm = {
  keyLength: 16,
  nonceLength: 12,

  async encrypt(key, nonce, aad, plaintext) {
    const imported = await crypto.subtle.importKey("raw", key.slice(), "AES-GCM", false, ["encrypt"])
    const parameters = { name: "AES-GCM", iv: nonce.slice(), additionalData: aad.slice() }
    return new Uint8Array(await crypto.subtle.encrypt(parameters, imported, plaintext.slice()))
  },

  /** Ciphertext and associated data are untrusted; anything that was changed is refused as `undecryptable`. */
  async decrypt(key, nonce, aad, ciphertext) {
    const imported = await crypto.subtle.importKey("raw", key.slice(), "AES-GCM", false, ["decrypt"])
    const parameters = { name: "AES-GCM", iv: nonce.slice(), additionalData: aad.slice() }
    try {
      return new Uint8Array(await crypto.subtle.decrypt(parameters, imported, ciphertext.slice()))
    } catch (cause) {
      throw new MlsError("undecryptable", "the ciphertext does not open", { cause })
    }
  },
} satisfies Aead & { readonly keyLength: number; readonly nonceLength: number }
