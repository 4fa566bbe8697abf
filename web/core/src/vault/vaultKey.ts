import { concat, owned, randomBytes, utf8 } from "../bytes.ts"

const KEY_LENGTH = 32
const NONCE_LENGTH = 12
const TAG_LENGTH = 16
const FORMAT = 1

/** What the server gave back is not what was stored: changed, of another place or number, or under another key. */
export class VaultDamaged extends Error {
  constructor(cause?: unknown) {
    super("What the vault gave back cannot be opened.", { cause })
    this.name = "VaultDamaged"
  }
}

/** Opened vault key material. As secret as all that the vault holds; whoever gets it wipes it. */
export type VaultSeed = Uint8Array<ArrayBuffer>

export function newVaultSeed(): VaultSeed {
  return randomBytes(KEY_LENGTH)
}

/** A vault's key in use: scripts can seal and open with it, and none can read it. Keeps no copy of the seed. */
export async function vaultKeyOf(seed: VaultSeed): Promise<CryptoKey> {
  if (seed.length !== KEY_LENGTH) throw new TypeError("a vault key has 32 bytes")
  return crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveKey"])
}

/**
 * Seals under a key that `key` gives for this `place` alone: AES-256-GCM with a random nonce, behind a byte that names the
 * format. What is sealed for one place or number opens at no other.
 */
export async function sealFor(
  key: CryptoKey,
  place: string,
  number: number,
  content: Uint8Array,
): Promise<Uint8Array> {
  const iv = randomBytes(NONCE_LENGTH)
  const cipher = { name: "AES-GCM", iv, additionalData: utf8(`${place} ${number}`) }
  const sealed = await crypto.subtle.encrypt(cipher, await keyOf(key, place), owned(content))
  return concat(Uint8Array.of(FORMAT), iv, new Uint8Array(sealed))
}

/** Throws VaultDamaged for anything that `sealFor` did not make with the same key, place and number. */
export async function openFor(
  key: CryptoKey,
  place: string,
  number: number,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sealed.length < 1 + NONCE_LENGTH + TAG_LENGTH || sealed[0] !== FORMAT) throw new VaultDamaged()
  const iv = owned(sealed.subarray(1, 1 + NONCE_LENGTH))
  const cipher = { name: "AES-GCM", iv, additionalData: utf8(`${place} ${number}`) }
  try {
    const body = owned(sealed.subarray(1 + NONCE_LENGTH))
    return new Uint8Array(await crypto.subtle.decrypt(cipher, await keyOf(key, place), body))
  } catch (cause) {
    throw new VaultDamaged(cause)
  }
}

function keyOf(key: CryptoKey, place: string): Promise<CryptoKey> {
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(place) }
  const use = { name: "AES-GCM", length: KEY_LENGTH * 8 }
  return crypto.subtle.deriveKey(derivation, key, use, false, ["encrypt", "decrypt"])
}
