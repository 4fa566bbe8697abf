import { expand, extract } from "@noble/hashes/hkdf.js"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import type { CiphersuiteImpl } from "ts-mls/crypto/ciphersuite.js"
import type { Hash } from "ts-mls/crypto/hash.js"
import type { Kdf } from "ts-mls/crypto/kdf.js"
import type { Signature } from "ts-mls/crypto/signature.js"
import { equalBytes } from "./bytes.ts"
import { hpke } from "./hpke.ts"
import { MlsError } from "./mlsError.ts"
import { type SignatureKey, sign, verifySignature } from "./signatureKey.ts"

export const SUITE_NAME = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"

/** What the library sees instead of a signature private key: nothing. The key itself stays in `Context`. */
export const NO_SIGNATURE_KEY = new Uint8Array(0)

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
export function suiteFor(key: SignatureKey | undefined): CiphersuiteImpl {
  return {
    name: SUITE_NAME,
    hash,
    kdf,
    hpke,
    signature: signatureOf(key),
    rng: { randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
  }
}
