import * as v from "valibot"
import type { StaffVaultApi } from "../api/vaultApi.ts"
import { put, type Store, type Table } from "../store/store.ts"
import { type CertifyingKeys, openCertifying, sealCertifying, wipeCertifying } from "./certifyingKeys.ts"
import { VaultDamaged, type VaultSeed } from "./vaultKey.ts"

const held = v.picklist(["root", "issuer"])
const state = v.object({ number: v.number(), kept: v.boolean(), holds: v.optional(held) })

/** What a record holds of the keys that certify: a root makes new issuers, so whoever has it has the rest. */
export type HeldToCertify = v.InferOutput<typeof held>

/** Whether the record is in a vault. Keeping it and taking it out have the next number each. */
export interface RootState {
  readonly number: number
  readonly kept: boolean
}

/**
 * Key ["vault root", vault]: the newest state that this browser has seen, and which key that is if it was sealed or opened
 * here: the server is not told. Nothing of the keys lies here, sealed or not.
 */
const SEEN: Table<v.InferOutput<typeof state>> = { name: "settings", schema: state }

const NEVER: RootState = { number: 0, kept: false }

export interface VaultRootRecordParts {
  readonly store: Store
  readonly api: StaffVaultApi
  /** As of VaultSync, about a vault instead of a conversation. */
  readonly alarm: (vault: string, rule: string) => void
}

/**
 * What certifies, in a vault: the organisation's root, an issuer or both, in a record apart from the vault's keys. Runs alone
 * among tabs.
 */
export class VaultRootRecord {
  readonly #parts: VaultRootRecordParts

  constructor(parts: VaultRootRecordParts) {
    this.#parts = parts
  }

  /**
   * `listed` is what the server shows. An older state raises an alarm each time, until the owner keeps keys or takes them
   * out in this browser: it has nothing that it could put back.
   */
  async check(vault: string, listed: RootState = NEVER): Promise<void> {
    const { store, alarm } = this.#parts
    const seen = await seenIn(store, vault)
    if (listed.number > seen.number) await see(store, vault, listed)
    else if (isOlder(listed, seen)) alarm(vault, "vault_rolled_back")
  }

  /** Which key is in what the server shows; undefined when it was sealed elsewhere and never opened here. */
  async holds(vault: string, listed: RootState): Promise<HeldToCertify | undefined> {
    const seen = await seenIn(this.#parts.store, vault)
    return seen.number === listed.number ? seen.holds : undefined
  }

  /**
   * Throws Problem `conflict` when another browser wrote in the meantime, and VaultDamaged when what was sealed does not
   * open; nothing has changed then.
   */
  async keep(vault: string, listed: RootState = NEVER, seed: VaultSeed, keys: CertifyingKeys): Promise<void> {
    const { store, api } = this.#parts
    const number = listed.number + 1
    const sealed = await sealCertifying(seed, vault, number, keys)
    // Nobody notices before the day they are needed that they do not open.
    wipeCertifying(await openCertifying(seed, vault, number, sealed))
    await api.keepRoot(vault, { number, sealed })
    await see(store, vault, { number, kept: true, holds: heldIn(keys) })
  }

  /** Throws as `keep`, and Problem `not_found` when there is none. */
  async takeOut(vault: string, listed: RootState = NEVER): Promise<void> {
    const { store, api } = this.#parts
    const number = listed.number + 1
    await api.removeRoot(vault, number)
    await see(store, vault, { number, kept: false })
  }
}

/**
 * This browser has opened the record of this number. Throws VaultDamaged when it has seen a newer one: nobody uses what was
 * replaced or taken out.
 */
export async function sawOpened(
  store: Store,
  vault: string,
  number: number,
  keys: CertifyingKeys,
): Promise<void> {
  const opened = { number, kept: true, holds: heldIn(keys) }
  if (isOlder(opened, await seenIn(store, vault))) throw new VaultDamaged()
  await see(store, vault, opened)
}

function isOlder(shown: RootState, seen: RootState): boolean {
  return shown.number < seen.number || (shown.number === seen.number && shown.kept !== seen.kept)
}

function heldIn({ root }: CertifyingKeys): HeldToCertify {
  return root === undefined ? "issuer" : "root"
}

async function seenIn(store: Store, vault: string) {
  return (await store.get(SEEN, ["vault root", vault])) ?? { ...NEVER, holds: undefined }
}

function see(store: Store, vault: string, seen: RootState & { holds?: HeldToCertify }): Promise<void> {
  return store.write([put(SEEN, ["vault root", vault], seen)])
}
