import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core"
import { expand, extract } from "@noble/hashes/hkdf.js"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import type { Aead } from "ts-mls/crypto/aead.js"
import type { CiphersuiteImpl } from "ts-mls/crypto/ciphersuite.js"
import type { Hash } from "ts-mls/crypto/hash.js"
import type { HpkeAlgorithm } from "ts-mls/crypto/hpke.js"
import { makeGenericHpke } from "ts-mls/crypto/implementation/hpke.js"
import type { Kdf } from "ts-mls/crypto/kdf.js"
import type { Signature } from "ts-mls/crypto/signature.js"
import { equalBytes } from "./bytes.ts"
import { MlsError } from "./mlsError.ts"
import { type SignatureKey, sign, verifySignature } from "./signatureKey.ts"

export const SUITE_NAME = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"

const HPKE: HpkeAlgorithm = { kem: "DHKEM-X25519-HKDF-SHA256", kdf: "HKDF-SHA256", aead: "AES128GCM" }

/** What the library sees instead of a signature private key: nothing. The key itself stays in `Context`. */
export const NO_SIGNATURE_KEY = new Uint8Array(0)

const aead: Aead = {
  async encrypt(key, nonce, aad, plaintext) {
    const imported = await crypto.subtle.importKey("raw", key.slice(), "AES-GCM", false, ["encrypt"])
    const parameters = { name: "AES-GCM", iv: nonce.slice(), additionalData: aad.slice() }
    return new Uint8Array(await crypto.subtle.encrypt(parameters, imported, plaintext.slice()))
  },
  async decrypt(key, nonce, aad, ciphertext) {
    const imported = await crypto.subtle.importKey("raw", key.slice(), "AES-GCM", false, ["decrypt"])
    const parameters = { name: "AES-GCM", iv: nonce.slice(), additionalData: aad.slice() }
    return new Uint8Array(await crypto.subtle.decrypt(parameters, imported, ciphertext.slice()))
  },
}

// One message takes dozens of hashes of a few bytes: without WebCrypto's round trip each they are several times faster.
const hash: Hash = {
  digest: async (data) => sha256(data),
  mac: async (key, data) => hmac(sha256, key, data),
  verifyMac: async (key, mac, data) => equalBytes(hmac(sha256, key, data), mac),
}

const kdf: Kdf = {
  extract: async (salt, secret) => extract(sha256, secret, salt),
  expand: async (secret, info, length) => expand(sha256, secret, info, length),
  size: sha256.outputLen,
}

function signatureOf(key: SignatureKey | undefined): Signature {
  return {
    async sign(handle, message) {
      if (key === undefined || handle.length !== 0) throw new MlsError("usage", "no signature key is at hand")
      return sign(key, message)
    },
    verify: verifySignature,
    async keygen() {
      throw new MlsError("usage", "signature keys are made by generateSignatureKey")
    },
  }
}

/** Suite 1, signing with `key`; without one it verifies only. */
export async function suiteFor(key: SignatureKey | undefined): Promise<CiphersuiteImpl> {
  const primitives = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  })
  return {
    name: SUITE_NAME,
    hash,
    kdf,
    hpke: await makeGenericHpke(HPKE, aead, primitives),
    signature: signatureOf(key),
    rng: { randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
  }
}

const X25519_BASE_POINT = new Uint8Array(32)
X25519_BASE_POINT[0] = 9

/** The public half of an HPKE private key (RFC 7748, 6.1). */
export async function hpkePublicKey(privateKey: Uint8Array, suite: CiphersuiteImpl): Promise<Uint8Array> {
  const own = await suite.hpke.importPrivateKey(privateKey)
  const base = await crypto.subtle.importKey("raw", X25519_BASE_POINT, "X25519", true, [])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: base }, own, 256))
}
