import type { PrivateKey, PublicKey } from "ts-mls/crypto/hpke.js"
import { concatBytes, equalBytes } from "./bytes.ts"
import { MlsError } from "./mlsError.ts"

export interface KeyPair {
  readonly privateKey: PrivateKey
  readonly publicKey: PublicKey
}

export const X25519_LENGTH = 32
const X25519 = "X25519"

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410, 7): version 0, id-X25519, octet string. */
const PKCS8_PREFIX = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32)

/** RFC 7748, 4.1. */
const BASE_POINT = new Uint8Array(X25519_LENGTH)
BASE_POINT[0] = 9

/** A fresh pair; the private half can be taken out by `exportPrivateKey`, as MLS stores it sealed. */
export async function generateKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey(X25519, true, ["deriveBits"])
  if (!("privateKey" in pair)) throw new TypeError("X25519 yields a key pair")
  return { privateKey: asPrivate(pair.privateKey), publicKey: asPublic(pair.publicKey) }
}

/** Any 32 bytes are a public key (RFC 7748, 5); those that lead nowhere are refused by `diffieHellman`. */
export async function importPublicKey(bytes: Uint8Array): Promise<PublicKey> {
  try {
    return asPublic(await crypto.subtle.importKey("raw", bytes.slice(), X25519, true, []))
  } catch (cause) {
    throw new MlsError("invalid", "not a public key", { cause })
  }
}

/** The caller wipes `bytes`. */
export async function importPrivateKey(bytes: Uint8Array): Promise<PrivateKey> {
  if (bytes.length !== X25519_LENGTH) throw new MlsError("invalid", "not a private key")
  const encoded = concatBytes(PKCS8_PREFIX, bytes)
  const key = await crypto.subtle.importKey("pkcs8", encoded, X25519, true, ["deriveBits"])
  encoded.fill(0)
  return asPrivate(key)
}

export async function exportPublicKey(key: PublicKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", key))
}

/** The caller wipes the result. */
export async function exportPrivateKey(key: PrivateKey): Promise<Uint8Array> {
  const encoded = new Uint8Array(await crypto.subtle.exportKey("pkcs8", key))
  const prefix = encoded.subarray(0, PKCS8_PREFIX.length)
  if (!equalBytes(prefix, PKCS8_PREFIX)) throw new TypeError("not the PKCS #8 form of RFC 8410")
  const bytes = encoded.slice(PKCS8_PREFIX.length, PKCS8_PREFIX.length + X25519_LENGTH)
  encoded.fill(0)
  return bytes
}

/** The public half of a private key (RFC 7748, 6.1). */
export async function publicKeyOf(privateKey: PrivateKey): Promise<PublicKey> {
  return importPublicKey(await diffieHellman(privateKey, await importPublicKey(BASE_POINT)))
}

/**
 * RFC 7748, 6.1. Refuses an all-zero secret (RFC 9180, 7.1.4): a public key of low order would make it so for every
 * private key, and what is sealed to it would be open to all. The caller wipes the result.
 */
export async function diffieHellman(privateKey: PrivateKey, publicKey: PublicKey): Promise<Uint8Array> {
  const shared = await deriveShared(privateKey, publicKey)
  if (equalBytes(shared, new Uint8Array(X25519_LENGTH))) throw lowOrder()
  return shared
}

async function deriveShared(privateKey: PrivateKey, publicKey: PublicKey): Promise<Uint8Array> {
  try {
    return new Uint8Array(
      await crypto.subtle.deriveBits({ name: X25519, public: publicKey }, privateKey, 8 * X25519_LENGTH),
    )
  } catch (cause) {
    throw lowOrder(cause) // the only failure that WebCrypto knows here
  }
}

function lowOrder(cause?: unknown): MlsError {
  return new MlsError("invalid", "the public key leads to an all-zero secret", { cause })
}

function asPublic(key: CryptoKey): PublicKey {
  if (!isPublic(key)) throw new TypeError("not a public key")
  return key
}

function asPrivate(key: CryptoKey): PrivateKey {
  if (!isPrivate(key)) throw new TypeError("not a private key")
  return key
}

function isPublic(key: CryptoKey): key is PublicKey {
  return key.type === "public"
}

function isPrivate(key: CryptoKey): key is PrivateKey {
  return key.type === "private"
}
