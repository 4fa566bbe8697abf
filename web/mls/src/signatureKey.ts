/** Ed25519 key pair handle; the private half is a non-extractable CryptoKey. Stored by structured clone. */
export interface SignatureKey {
  readonly publicKey: Uint8Array
  readonly privateKey: CryptoKey
}

const ED25519 = "Ed25519"

/** Makes a key whose private half never exists outside WebCrypto. */
export async function generateSignatureKey(): Promise<SignatureKey> {
  const pair = await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"])
  if (!("privateKey" in pair)) throw new TypeError("Ed25519 yields a key pair")
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))
  return { publicKey, privateKey: pair.privateKey }
}

/** Raw Ed25519 (RFC 8032). Callers separate domains; MLS does so by its labels, JOSE by `typ`. */
export async function sign(key: SignatureKey, data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign(ED25519, key.privateKey, data.slice()))
}

/** False for a wrong signature and for anything that is not a public key. Never throws on untrusted bytes. */
export async function verifySignature(
  publicKey: Uint8Array,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await importPublicKey(publicKey)
  return key !== undefined && crypto.subtle.verify(ED25519, key, signature.slice(), data.slice())
}

async function importPublicKey(publicKey: Uint8Array): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey("raw", publicKey.slice(), ED25519, false, ["verify"])
  } catch {
    return undefined // not a key: nothing it could have signed
  }
}
