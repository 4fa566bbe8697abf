import * as v from "valibot"
import type { StaffVaultApi } from "../api/vaultApi.ts"
import { put, type Store, type Table } from "../store/store.ts"
import type { VaultSeed } from "./vaultKey.ts"
import { openRoot, sealRoot } from "./vaultRoot.ts"

const state = v.object({ number: v.number(), kept: v.boolean() })

/** Whether the root is in a vault. Keeping it and taking it out have the next number each. */
export type RootState = v.InferOutput<typeof state>

/** Key ["vault root", vault]: the newest state that this browser has seen. Nothing of the root lies here, sealed or not. */
const SEEN: Table<RootState> = { name: "settings", schema: state }

const NEVER: RootState = { number: 0, kept: false }

export interface VaultRootRecordParts {
  readonly store: Store
  readonly api: StaffVaultApi
  /** As of VaultSync, about a vault instead of a conversation. */
  readonly alarm: (vault: string, rule: string) => void
}

/** The organisation's root in a vault, a record apart from the vault's keys. Runs alone among tabs. */
export class VaultRootRecord {
  readonly #parts: VaultRootRecordParts

  constructor(parts: VaultRootRecordParts) {
    this.#parts = parts
  }

  /**
   * `listed` is what the server shows. An older state raises an alarm each time, until the owner keeps the root or takes it
   * out in this browser: it has nothing that it could put back.
   */
  async check(vault: string, listed: RootState = NEVER): Promise<void> {
    const seen = await this.#seen(vault)
    if (listed.number > seen.number) await this.#see(vault, listed)
    else if (listed.number < seen.number || listed.kept !== seen.kept)
      this.#parts.alarm(vault, "vault_rolled_back")
  }

  /**
   * Throws Problem `conflict` when another browser wrote in the meantime, and VaultDamaged when what was sealed does not
   * open; nothing has changed then.
   */
  async keep(vault: string, listed: RootState = NEVER, seed: VaultSeed, root: Uint8Array): Promise<void> {
    const number = listed.number + 1
    const sealed = await sealRoot(seed, vault, number, root)
    // Nobody notices before the day it is needed that a root does not open.
    const opened = await openRoot(seed, vault, number, sealed)
    opened.fill(0)
    await this.#parts.api.keepRoot(vault, { number, sealed })
    await this.#see(vault, { number, kept: true })
  }

  /** Throws as `keep`, and Problem `not_found` when there is none. */
  async takeOut(vault: string, listed: RootState = NEVER): Promise<void> {
    const number = listed.number + 1
    await this.#parts.api.removeRoot(vault, number)
    await this.#see(vault, { number, kept: false })
  }

  async #seen(vault: string): Promise<RootState> {
    return (await this.#parts.store.get(SEEN, ["vault root", vault])) ?? NEVER
  }

  #see(vault: string, seen: RootState): Promise<void> {
    return this.#parts.store.write([put(SEEN, ["vault root", vault], seen)])
  }
}
