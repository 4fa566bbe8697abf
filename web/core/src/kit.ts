import { type ReadableSecret, readSecret, writeSecret } from "./readableSecret.ts"

export { KitError } from "./readableSecret.ts"
export const SEED_LENGTH = 32
const KIT: ReadableSecret = { length: SEED_LENGTH, characters: 55, label: "sotto kit v1" }

/** The printed form of a root key's seed: fourteen groups in base32. As secret as the key; the caller wipes `seed`. */
export function encodeKit(seed: Uint8Array): Promise<string> {
  return writeSecret(KIT, seed)
}

/** The seed of a kit that a person typed, forgiving what `readSecret` forgives. Throws a KitError. The caller wipes it. */
export function decodeKit(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return readSecret(KIT, text)
}
