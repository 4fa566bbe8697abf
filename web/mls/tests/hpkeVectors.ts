import { hex, list, member, number } from "./vectorFields.ts"

/** One case of the official HPKE vectors, as far as single-shot base mode goes. */
export interface HpkeVector {
  readonly info: Uint8Array
  readonly ephemeralIkm: Uint8Array
  readonly recipientIkm: Uint8Array
  readonly recipientPrivate: Uint8Array
  readonly recipientPublic: Uint8Array
  readonly enc: Uint8Array
  readonly sharedSecret: Uint8Array
  readonly key: Uint8Array
  readonly baseNonce: Uint8Array
  readonly first: { readonly aad: Uint8Array; readonly pt: Uint8Array; readonly ct: Uint8Array }
}

export interface X25519Case {
  readonly privateKey: Uint8Array
  readonly publicKey: Uint8Array
  readonly shared: Uint8Array
}

/** Base mode of DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM; the file holds many more. */
export function parseHpkeVectors(file: unknown): readonly HpkeVector[] {
  const wanted = { mode: 0, kem_id: 0x20, kdf_id: 1, aead_id: 1 }
  return list(file)
    .filter((item) => Object.entries(wanted).every(([name, id]) => number(member(item, name)) === id))
    .map(parseHpkeVector)
}

function parseHpkeVector(item: unknown): HpkeVector {
  const first = list(member(item, "encryptions"))[0]
  return {
    info: hex(member(item, "info")),
    ephemeralIkm: hex(member(item, "ikmE")),
    recipientIkm: hex(member(item, "ikmR")),
    recipientPrivate: hex(member(item, "skRm")),
    recipientPublic: hex(member(item, "pkRm")),
    enc: hex(member(item, "enc")),
    sharedSecret: hex(member(item, "shared_secret")),
    key: hex(member(item, "key")),
    baseNonce: hex(member(item, "base_nonce")),
    first: { aad: hex(member(first, "aad")), pt: hex(member(first, "pt")), ct: hex(member(first, "ct")) },
  }
}

export function parseX25519Cases(file: unknown): readonly X25519Case[] {
  return list(member(file, "testGroups"))
    .flatMap((group) => list(member(group, "tests")))
    .map((item) => ({
      privateKey: hex(member(item, "private")),
      publicKey: hex(member(item, "public")),
      shared: hex(member(item, "shared")),
    }))
}
