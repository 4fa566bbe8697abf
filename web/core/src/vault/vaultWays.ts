import { toBase32 } from "../base32.ts"
import { concat, owned, randomBytes, sha256, utf8 } from "../bytes.ts"
import { type ReadableSecret, readSecret, writeSecret } from "../readableSecret.ts"
import { openFor, sealFor, type VaultSeed } from "./vaultKey.ts"

/** One way into a vault as the server keeps it. */
export interface VaultWay {
  /** way_…; told apart by it, and nothing learned from it. */
  readonly id: string
  /** The vault's key, wrapped under the way's secret. */
  readonly wrapped: Uint8Array
  /** Of customers: SHA-256 of what lets a new device in. */
  readonly accessHash?: Uint8Array
}

/** What opens a vault. `secret` has at least 128 bits that no server ever saw; whoever made this wipes it. */
export interface WayIn {
  readonly id: string
  readonly secret: Uint8Array<ArrayBuffer>
}

/** 160 bits; the printed form is nine groups of four. */
const CODE: ReadableSecret = { length: 20, characters: 36, label: "sotto vault code v1" }
const ID_LENGTH = 16
const ACCESS_LENGTH = 32

/** The salt for which a passkey's PRF is asked; the same for everybody, for the secret is the passkey's own. */
export const PRF_SALT = utf8("sotto vault 1")

/** `prf` is the passkey's answer to PRF_SALT. */
export async function passkeyWay(credentialId: Uint8Array, prf: Uint8Array): Promise<WayIn> {
  const hash = await sha256(concat(utf8("sotto vault way 1"), credentialId))
  return { id: wayId(hash), secret: owned(prf) }
}

/** A new recovery code as it is printed, and the way that it is. The code is shown once and kept nowhere. */
export async function newCodeWay(): Promise<WayIn & { readonly code: string }> {
  const secret = randomBytes(CODE.length)
  return { ...(await codeWayOf(secret)), code: await writeSecret(CODE, secret) }
}

/** Reads a recovery code that a person typed. Throws a KitError when it cannot be one. */
export async function codeWay(typed: string): Promise<WayIn> {
  return codeWayOf(await readSecret(CODE, typed))
}

/** The vault's key for one more way. */
export async function wrapSeed(vault: string, way: WayIn, seed: VaultSeed): Promise<VaultWay> {
  return { id: way.id, wrapped: await sealFor(await keyOf(way), placeOf(vault, way), 0, seed) }
}

/**
 * As `wrapSeed`, for customers, who cannot sign in: the server also gets the hash of what a new device will show it. That is
 * derived apart from the key that opens the vault, so that showing it opens nothing.
 */
export async function wrapSeedForReturn(vault: string, way: WayIn, seed: VaultSeed): Promise<VaultWay> {
  const access = await accessOf(way)
  return { ...(await wrapSeed(vault, way, seed)), accessHash: await sha256(access) }
}

/** What shows the server that somebody has this way in. The caller wipes it. */
export function accessOf({ id, secret }: WayIn): Promise<Uint8Array<ArrayBuffer>> {
  return derived(secret, `sotto vault access 1 ${id}`, ACCESS_LENGTH)
}

/** The caller wipes the result. Throws VaultDamaged when the way is not this one, or the server changed it. */
export async function unwrapSeed(vault: string, way: WayIn, wrapped: Uint8Array): Promise<VaultSeed> {
  return openFor(await keyOf(way), placeOf(vault, way), 0, wrapped)
}

async function codeWayOf(secret: Uint8Array<ArrayBuffer>): Promise<WayIn> {
  return { id: wayId(await derived(secret, "sotto vault way id 1", ID_LENGTH)), secret }
}

async function derived(
  secret: Uint8Array<ArrayBuffer>,
  purpose: string,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (secret.length < ID_LENGTH) throw new TypeError("a way in has at least 128 bits")
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"])
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(purpose) }
  return new Uint8Array(await crypto.subtle.deriveBits(derivation, key, length * 8))
}

function wayId(bytes: Uint8Array): string {
  return `way_${toBase32(bytes.subarray(0, ID_LENGTH))}`
}

function keyOf({ secret }: WayIn): Promise<CryptoKey> {
  if (secret.length < ID_LENGTH) throw new TypeError("a way in has at least 128 bits")
  return crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"])
}

function placeOf(vault: string, { id }: WayIn): string {
  return `sotto vault way 1 ${vault} ${id}`
}
