import { concat, owned, randomBytes, utf8 } from "../bytes.ts"

const NONCE_LENGTH = 12

/**
 * AES-256-GCM under a key that scripts can use but never read. The place of a record (table and key) is
 * authenticated with it, so that whoever can write to the disk cannot pass one record off as another.
 */
export class Sealer {
  readonly #key: CryptoKey

  constructor(key: CryptoKey) {
    this.#key = key
  }

  static generateKey(): Promise<CryptoKey> {
    return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
  }

  async seal(place: string, plaintext: Uint8Array): Promise<Uint8Array> {
    const iv = randomBytes(NONCE_LENGTH)
    const sealed = await crypto.subtle.encrypt(parameters(iv, place), this.#key, owned(plaintext))
    return concat(iv, new Uint8Array(sealed))
  }

  /** Throws an OperationError when the record was changed, moved or sealed under another key. */
  async open(place: string, sealed: Uint8Array): Promise<Uint8Array> {
    const iv = owned(sealed.subarray(0, NONCE_LENGTH))
    const plaintext = await crypto.subtle.decrypt(
      parameters(iv, place),
      this.#key,
      owned(sealed.subarray(NONCE_LENGTH)),
    )
    return new Uint8Array(plaintext)
  }
}

function parameters(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: utf8(place) }
}
