import * as v from "valibot"
import { owned, utf8 } from "../bytes.ts"
import { CborError } from "../cborError.ts"
import { decode, encode } from "../plainCbor.ts"
import { padded, unpadded } from "./padding.ts"
import { openFor, sealFor, VaultDamaged, type VaultSeed } from "./vaultKey.ts"
import { VaultKeysNewer } from "./vaultKeys.ts"

/** One size for all, so that the server does not learn from it which keys are inside. */
const SIZE = 4 * 1024
const VERSION = 1
const SEED_LENGTH = 32

const seed = v.pipe(
  v.custom<Uint8Array>((value) => value instanceof Uint8Array),
  v.length(SEED_LENGTH),
)
const issuerSchema = v.object({ seed, certificate: v.string() })
const keysSchema = v.pipe(
  v.object({ version: v.literal(VERSION), root: v.optional(seed), issuer: v.optional(issuerSchema) }),
  v.check(({ root, issuer }) => root !== undefined || issuer !== undefined),
)
const newerSchema = v.object({ version: v.pipe(v.number(), v.integer(), v.minValue(VERSION + 1)) })

/** An issuer's key as a seed, and what the root signed about it. */
export type KeptIssuer = v.InferOutput<typeof issuerSchema>

/** What lets an owner's next browser certify: an issuer, the organisation's root, or both. Seeds are secret. */
export interface CertifyingKeys {
  readonly root?: Uint8Array | undefined
  readonly issuer?: KeptIssuer | undefined
}

/**
 * Seals them for a vault and under their number there, so that it takes a way in to open them each time. A browser that has
 * opened the vault keeps its key as a handle for HKDF, which scripts can use whenever they like; the key here comes from the
 * vault key by HMAC, and that handle cannot make it. `vaultSeed` and `keys` stay the caller's to wipe. Throws a RangeError
 * when the certificate is longer than the record.
 */
export async function sealCertifying(
  vaultSeed: VaultSeed,
  vault: string,
  number: number,
  { root, issuer }: CertifyingKeys,
): Promise<Uint8Array> {
  const encoded = encode({ version: VERSION, root, issuer })
  try {
    const content = padded(encoded, [SIZE])
    try {
      return await sealFor(await keyOf(vaultSeed), placeOf(vault), number, content)
    } finally {
      content.fill(0)
    }
  } finally {
    encoded.fill(0)
  }
}

/**
 * The keys, which the caller wipes with `wipeCertifying`. Throws VaultDamaged for anything but those of this vault and
 * number, and VaultKeysNewer for those of a version that is not known here.
 */
export async function openCertifying(
  vaultSeed: VaultSeed,
  vault: string,
  number: number,
  sealed: Uint8Array,
): Promise<CertifyingKeys> {
  const content = await openFor(await keyOf(vaultSeed), placeOf(vault), number, owned(sealed))
  const encoded = unpadded(content)
  try {
    const keys = decode(encoded)
    if (v.is(newerSchema, keys)) throw new VaultKeysNewer()
    return v.parse(keysSchema, keys)
  } catch (cause) {
    if (cause instanceof v.ValiError || cause instanceof CborError) throw new VaultDamaged(cause)
    throw cause
  } finally {
    encoded.fill(0)
    content.fill(0)
  }
}

export function wipeCertifying({ root, issuer }: CertifyingKeys): void {
  root?.fill(0)
  issuer?.seed.fill(0)
}

async function keyOf(vaultSeed: VaultSeed): Promise<CryptoKey> {
  const hmac = { name: "HMAC", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("raw", vaultSeed, hmac, false, ["sign"])
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
