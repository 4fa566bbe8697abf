import { owned, utf8 } from "../bytes.ts"
import { openFor, sealFor, type VaultSeed } from "./vaultKey.ts"

/**
 * Seals the organisation's root for a vault and under its number there, so that it takes a way in to open it each time. A browser that has opened the
 * vault keeps its key as a handle for HKDF, which scripts can use whenever they like; the key here comes from the vault
 * key by HMAC, and that handle cannot make it. `seed` and `root` stay the caller's to wipe.
 */
export async function sealRoot(
  seed: VaultSeed,
  vault: string,
  number: number,
  root: Uint8Array,
): Promise<Uint8Array> {
  return sealFor(await keyOf(seed), placeOf(vault), number, root)
}

/** The root's seed, which the caller wipes. Throws VaultDamaged for anything but the root of this vault and number. */
export async function openRoot(
  seed: VaultSeed,
  vault: string,
  number: number,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  return openFor(await keyOf(seed), placeOf(vault), number, owned(sealed))
}

async function keyOf(seed: VaultSeed): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  const derived = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8("sotto vault root key 1")))
  try {
    return await crypto.subtle.importKey("raw", derived, "HKDF", false, ["deriveKey"])
  } finally {
    derived.fill(0)
  }
}

function placeOf(vault: string): string {
  return `sotto vault root 1 ${vault}`
}
