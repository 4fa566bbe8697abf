import * as v from "valibot"
import { randomBytes } from "../bytes.ts"
import { CborError } from "../cborError.ts"
import { decode, encode } from "../plainCbor.ts"
import { padded, unpadded } from "./padding.ts"
import { openFor, sealFor, VaultDamaged } from "./vaultKey.ts"

/** One size for all, so that the server does not learn from it what keys there are. */
const SIZE = 4 * 1024
const VERSION = 1
const SEED_LENGTH = 32

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const keysSchema = v.looseObject({
  version: v.literal(VERSION),
  identity: v.pipe(bytes, v.length(SEED_LENGTH)),
})

/**
 * The keys that a vault holds, by name. `identity` is the seed of the key that vouches for its person's devices. Names that
 * this version does not know are kept as they are. What certifies is a record of its own: see certifyingKeys.ts.
 */
export type VaultKeys = v.InferOutput<typeof keysSchema>

const newerSchema = v.looseObject({ version: v.pipe(v.number(), v.integer(), v.minValue(VERSION + 1)) })

/** A later version of this software has written the keys. They are good, and not for this one. */
export class VaultKeysNewer extends Error {
  constructor() {
    super("The vault's keys were written by a newer version.")
    this.name = "VaultKeysNewer"
  }
}

/** Those of a vault that has none yet. Whoever gets them wipes them with `wipeKeys`. */
export function newVaultKeys(): VaultKeys {
  return { version: VERSION, identity: randomBytes(SEED_LENGTH) }
}

/** Throws a RangeError when they are more than the record holds. */
export async function sealKeys(
  key: CryptoKey,
  vault: string,
  number: number,
  keys: VaultKeys,
): Promise<Uint8Array> {
  const encoded = encode(keys)
  const content = padded(encoded, [SIZE])
  return sealFor(key, placeOf(vault), number, content).finally(() => {
    for (const secret of [encoded, content]) secret.fill(0)
  })
}

/**
 * Throws VaultDamaged for anything but the keys of this very vault under this very number, and VaultKeysNewer for those of
 * a version that is not known here.
 */
export async function openKeys(
  key: CryptoKey,
  vault: string,
  number: number,
  sealed: Uint8Array,
): Promise<VaultKeys> {
  const content = await openFor(key, placeOf(vault), number, sealed)
  try {
    const keys = decode(unpadded(content))
    if (v.is(newerSchema, keys)) throw new VaultKeysNewer()
    return v.parse(keysSchema, keys)
  } catch (cause) {
    if (cause instanceof v.ValiError || cause instanceof CborError) throw new VaultDamaged(cause)
    throw cause
  } finally {
    content.fill(0)
  }
}

/** Every key at the first level of the record; what is unknown here may lie deeper. */
export function wipeKeys(keys: VaultKeys): void {
  for (const value of Object.values(keys)) if (value instanceof Uint8Array) value.fill(0)
}

function placeOf(vault: string): string {
  return `sotto vault keys 1 ${vault}`
}
