import type { SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { rootFromSeed } from "../accounts/rootKey.ts"
import type { StaffVaultApi, StoredVault } from "../api/vaultApi.ts"
import { equalBytes, sha256 } from "../bytes.ts"
import { Problem } from "../problems.ts"
import { put, type Store, type Table } from "../store/store.ts"
import { VaultDamaged } from "./vaultKey.ts"
import { newVaultKeys, openKeys, sealKeys, type VaultKeys, VaultKeysNewer, wipeKeys } from "./vaultKeys.ts"
import { isForLater, type OpenVault } from "./vaultSync.ts"

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const known = v.object({ number: v.number(), sealed: bytes })
type Known = v.InferOutput<typeof known>

/** Key ["vault keys", vault]: what the server must have at least, sealed as it was given or taken. */
const KNOWN: Table<Known> = { name: "settings", schema: known }

type Listed = NonNullable<StoredVault["keys"]>

export interface VaultKeysSyncParts {
  readonly store: Store
  readonly api: StaffVaultApi
  /** As of VaultSync, about a vault instead of a conversation. */
  readonly alarm: (vault: string, rule: string) => void
  readonly report: (error: unknown) => void
}

/** Brings the vault's keys and what this browser knows of them to the same state. Runs alone among tabs. */
export class VaultKeysSync {
  readonly #parts: VaultKeysSyncParts

  constructor(parts: VaultKeysSyncParts) {
    this.#parts = parts
  }

  /**
   * `listed` is what the server shows of them, undefined when it has no keys. Returns the vault's identity as a handle; a vault
   * without one gets it here. Undefined, and nothing is written, when what the server gave does not open, names another
   * identity than this browser has seen, or when it refuses the keys: an alarm says so. Also undefined, without one, when a
   * newer version has written them. Throws what is to be tried again.
   */
  async run(vault: OpenVault, listed: Listed | undefined): Promise<SignatureKey | undefined> {
    try {
      const keys = await this.#current(vault, listed)
      return await rootFromSeed(keys.identity).finally(() => wipeKeys(keys))
    } catch (error) {
      if (isForLater(error)) throw error
      this.#say(vault, error)
      return undefined
    }
  }

  #say({ id }: OpenVault, error: unknown): void {
    if (error instanceof VaultKeysNewer) return
    const isDamaged = error instanceof VaultDamaged
    this.#parts.alarm(id, isDamaged ? "vault_damaged" : "vault_not_saved")
    if (!isDamaged && !(error instanceof Problem)) this.#parts.report(error)
  }

  async #current(vault: OpenVault, shown: Listed | undefined): Promise<VaultKeys> {
    const before = await this.#known(vault)
    const listed = shown?.number ?? 0
    if (listed > (before?.number ?? 0)) return this.#fetch(vault, listed)
    if (before === undefined) return this.#write(vault, 1, newVaultKeys())
    const keys = await openKeys(vault.key, vault.id, before.number, before.sealed)
    if (listed === before.number) {
      if (!(await isOther(before, shown?.hash))) return keys
      wipeKeys(keys)
      // Two browsers were given two states, or the server was set back. What is there now counts, unless it is another vault's.
      const theirs = await this.#fetch(vault, listed)
      this.#parts.alarm(vault.id, "vault_rolled_back")
      return theirs
    }
    await this.#write(vault, listed + 1, keys)
    // Said only now, as of conversations: a vault that was removed in the meantime is no older state.
    this.#parts.alarm(vault.id, "vault_rolled_back")
    return keys
  }

  async #fetch(vault: OpenVault, listed: number): Promise<VaultKeys> {
    const record = await this.#parts.api.keys()
    if (record.number < listed) throw new VaultDamaged()
    const keys = await openKeys(vault.key, vault.id, record.number, record.sealed)
    await this.#refuseOtherIdentity(vault, keys)
    await this.#keep(vault, record)
    return keys
  }

  /** A vault's identity never changes; where it seems to, somebody gave two browsers two vaults. */
  async #refuseOtherIdentity({ identity }: OpenVault, keys: VaultKeys): Promise<void> {
    if (identity === undefined) return
    const { publicKey } = await rootFromSeed(keys.identity)
    if (equalBytes(publicKey, identity.publicKey)) return
    wipeKeys(keys)
    throw new VaultDamaged()
  }

  async #write(vault: OpenVault, number: number, keys: VaultKeys): Promise<VaultKeys> {
    const record = { number, sealed: await sealKeys(vault.key, vault.id, number, keys) }
    await this.#parts.api.putKeys(vault.id, record)
    await this.#keep(vault, record)
    return keys
  }

  #known({ id }: OpenVault): Promise<Known | undefined> {
    return this.#parts.store.get(KNOWN, ["vault keys", id])
  }

  #keep({ id }: OpenVault, record: Known): Promise<void> {
    return this.#parts.store.write([put(KNOWN, ["vault keys", id], record)])
  }
}

/** Whether the server has something else under the number that this browser knows. */
async function isOther({ sealed }: Known, hash: Uint8Array | null | undefined): Promise<boolean> {
  return hash !== null && hash !== undefined && !equalBytes(await sha256(sealed), hash)
}
