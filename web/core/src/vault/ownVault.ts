import * as v from "valibot"
import type { StoredVault, VaultApi } from "../api/vaultApi.ts"
import type { Environment } from "../environment.ts"
import { newId } from "../ids.ts"
import { LiveView } from "../observable.ts"
import { present } from "../present.ts"
import { put, type Store, type Table } from "../store/store.ts"
import { Backoff } from "../sync/backoff.ts"
import { exclusively } from "../sync/locks.ts"
import type { Observable } from "../views.ts"
import type { CertifyingKeys } from "./certifyingKeys.ts"
import { NoWayIn } from "./noWayIn.ts"
import { newVaultSeed, type VaultSeed, vaultKeyOf } from "./vaultKey.ts"
import type { VaultKeysSync, VaultKeysSyncParts } from "./vaultKeysSync.ts"
import type { HeldToCertify, RootState, VaultRootRecord } from "./vaultRootRecord.ts"
import { isForLater, type OpenVault, VaultGone, VaultSync, type VaultSyncParts } from "./vaultSync.ts"
import { unwrapSeed, type VaultWay, type WayIn } from "./vaultWays.ts"

/** After a change, so that a burst of messages is sealed once. */
const SETTLE = 5_000

export interface VaultView {
  /** "locked": there is one, and this browser has not opened it. */
  readonly state: "unknown" | "none" | "locked" | "open"
  /** Ids of the ways in, oldest first. */
  readonly ways: readonly string[]
  /**
   * Which key that certifies is in it; "either" when it was put there by another browser, for the server does not know.
   * Undefined: none.
   */
  readonly certifies: HeldToCertify | "either" | undefined
  /** Of bringing vault and device to the same state. */
  readonly progress: { readonly done: number; readonly total: number } | undefined
  /** When both last were in the same state, in Unix ms. */
  readonly savedAt: number | undefined
}

/** What screens see of a vault, and what people do with it. */
export type Vault = Pick<
  OwnVault,
  "value" | "subscribe" | "begin" | "openWith" | "addWay" | "removeWay" | "keepRoot" | "removeRoot" | "remove"
>

/** Vaults that were removed here are never opened again. */
const REMOVED: Table<boolean> = { name: "settings", schema: v.boolean() }

function removedKey(vault: string) {
  return ["vault removed", vault] as const
}

/** Whether this browser removed that vault. A server that kept it shows it to somebody who is done with it. */
export async function wasRemovedHere(store: Store, vault: string): Promise<boolean> {
  return (await store.get(REMOVED, removedKey(vault))) === true
}

/** What a browser keeps of a vault that it has opened. */
export interface HeldVault {
  get(): Promise<OpenVault | undefined>
  keep(vault: OpenVault): Promise<void>
  forget(): Promise<void>
}

/** What looks after a vault's keys. It is handed in, so that customers' pages, which have none, need not load it. */
export interface KeysOfVault {
  readonly sync: VaultKeysSync
  readonly certifying: VaultRootRecord
}

export interface OwnVaultParts extends Omit<VaultSyncParts, "progress" | "now" | "report"> {
  /** Where the vault's key lies in this browser, as a handle that cannot be read. */
  readonly held: HeldVault
  /** The vault's key for a way, as the server keeps it. */
  readonly wrap: (vault: string, way: WayIn, seed: VaultSeed) => Promise<VaultWay>
  /** Name of locks among the tabs that share the store. */
  readonly scope: string
  readonly environment: Environment
  /** The conversations that lie here. */
  readonly own: () => Promise<readonly string[]>
  readonly api: VaultApi
  /** Makes what looks after the keys that the vault holds; undefined for people who have none, customers. */
  readonly keys: ((parts: Omit<VaultKeysSyncParts, "api">) => KeysOfVault) | undefined
}

/** The vault of whoever is here, on this device. Secrets that are handed in are wiped when the call ends. */
export class OwnVault implements Observable<VaultView> {
  readonly #parts: OwnVaultParts
  readonly #sync: VaultSync
  readonly #keys: KeysOfVault | undefined
  readonly #view: LiveView<VaultView>
  readonly #backoff: Backoff
  #open: OpenVault | undefined
  #state: VaultView = {
    ...{ state: "unknown", ways: [], certifies: undefined },
    ...{ progress: undefined, savedAt: undefined },
  }
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(parts: OwnVaultParts) {
    this.#parts = parts
    const { environment } = parts
    this.#backoff = new Backoff(environment.random)
    this.#sync = new VaultSync({
      ...parts,
      now: environment.now,
      report: environment.report,
      progress: (done, total) => this.#show({ progress: { done, total } }),
    })
    const { store, alarm } = parts
    this.#keys = parts.keys?.({ store, alarm, report: environment.report })
    this.#view = new LiveView(this.#state, async () => this.#state, environment.report)
  }

  get value(): VaultView {
    return this.#view.value
  }

  subscribe(listener: () => void): () => void {
    return this.#view.subscribe(listener)
  }

  /** Finds out what there is, and begins to keep it current. */
  async start(): Promise<void> {
    const before = this.#open
    const stored = await this.#parts.api.look()
    const held = await this.#parts.held.get()
    // What was begun or opened in the meantime is newer than what was asked for.
    if (this.#open === before) this.#open = held !== undefined && held.id === stored.id ? held : undefined
    await this.#shown(stored)
    // Also without a vault that is open: what was restored once is wiped when its conversation is deleted.
    await exclusively(this.#parts.environment, `${this.#parts.scope} vault`, () =>
      this.#sync.forget(stored.deleted),
    )
    if (held !== undefined && stored.id !== null && held.id !== stored.id) {
      this.#parts.alarm(stored.id, "vault_replaced")
    }
    if (this.#open !== undefined) this.#soon(0)
  }

  /** A conversation changed here. */
  changed(): void {
    if (this.#open !== undefined) this.#soon(SETTLE)
  }

  /** Throws Problem `conflict` when there is a vault already, and `step_up_required` without a fresh verification. */
  begin(ways: readonly WayIn[]): Promise<void> {
    const seed = newVaultSeed()
    return wiping([seed, ...ways.map(({ secret }) => secret)], async () => {
      const id = newId("vlt")
      await this.#parts.api.create(id, await Promise.all(ways.map((way) => this.#parts.wrap(id, way, seed))))
      await this.#opened(id, seed)
    })
  }

  /** Throws NoWayIn, and VaultDamaged when the server changed what the way unwraps. */
  openWith(way: WayIn): Promise<void> {
    return wiping([way.secret], async () => {
      const { id, seed } = await this.#unwrap(way)
      await wiping([seed], () => this.#opened(id, seed))
    })
  }

  /** `known` opens the vault, for its key cannot be read from this browser. */
  addWay(known: WayIn, fresh: WayIn): Promise<void> {
    return wiping([known.secret, fresh.secret], async () => {
      const { id, seed } = await this.#unwrap(known)
      const { api, wrap } = this.#parts
      const shown = await api.shown(known)
      await wiping([seed], async () => api.addWay(id, await wrap(id, fresh, seed), shown))
      await this.#shown(await this.#parts.api.look())
    })
  }

  /** Throws Problem `last_way_in` when fewer than two would remain. Customers show a way in: `known`, else `not_found`. */
  removeWay(id: string, known?: WayIn): Promise<void> {
    return wiping(known === undefined ? [] : [known.secret], async () => {
      const { api } = this.#parts
      await api.removeWay(id, await api.shown(known))
      await this.#shown(await api.look())
    })
  }

  /**
   * Puts what certifies into the vault that is open here; `known` opens it once more, and only then is it made. What
   * `make` gives stays the caller's to wipe. Throws NoWayIn, VaultGone when that is another vault by now, VaultDamaged when what was sealed does not
   * open, Problem `conflict` when another browser wrote in the meantime, and what `make` throws; the vault is as it was then.
   */
  keepRoot(known: WayIn, make: () => Promise<CertifyingKeys>): Promise<void> {
    return wiping([known.secret], async () => {
      const { id, seed } = await this.#unwrap(known)
      await wiping([seed], async () => {
        if (this.#open?.id !== id) throw new VaultGone()
        const keys = await make()
        await this.#changeRoot((vault, listed) => {
          if (vault !== id) throw new VaultGone()
          return present(this.#keys).certifying.keep(id, listed, seed, keys)
        })
      })
    })
  }

  /** Takes it out again. */
  removeRoot(): Promise<void> {
    return this.#changeRoot((vault, listed) => present(this.#keys).certifying.takeOut(vault, listed))
  }

  /** The vault and all it holds. What lies on devices stays there. `known` as in `removeWay`. */
  remove(known?: WayIn): Promise<void> {
    return wiping(known === undefined ? [] : [known.secret], async () => {
      const { api, store } = this.#parts
      const { id } = await api.look()
      await api.remove(await api.shown(known))
      if (id !== null) await store.write([put(REMOVED, removedKey(id), true)])
      await this.#gone(undefined)
    })
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
  }

  /** Resolves when vault and device are in the same state. */
  async sync(): Promise<void> {
    const { environment, scope, own } = this.#parts
    const vault = this.#open
    if (vault === undefined) return
    try {
      await exclusively(environment, `${scope} vault`, async () => {
        const stored = await this.#parts.api.look()
        await this.#sync.forget(stored.deleted)
        if (stored.id !== vault.id) throw new VaultGone()
        await this.#keys?.certifying.check(vault.id, stored.root ?? undefined)
        // A server that takes no keys must not keep the history out with that.
        const [keys] = await Promise.allSettled([this.#syncKeys(vault, stored)])
        await this.#sync.run(vault, stored, await own())
        if (keys.status === "rejected") throw keys.reason
      })
      this.#backoff.succeeded()
      this.#show({ progress: undefined, savedAt: environment.now() })
    } catch (error) {
      this.#show({ progress: undefined })
      // Another one may have been begun or opened here while this one was looked at: that one stays.
      if (error instanceof VaultGone) {
        if (this.#open?.id === vault.id) await this.#gone(vault.id)
      } else if (isForLater(error)) this.#soon(this.#backoff.next())
      else throw error
    }
  }

  /** Keeps the identity beside the vault's key, as a handle, once it is known. */
  async #syncKeys(vault: OpenVault, { keys }: StoredVault): Promise<void> {
    const identity = await this.#keys?.sync.run(vault, keys ?? undefined)
    if (vault.identity !== undefined || identity === undefined || this.#open?.id !== vault.id) return
    this.#open = { ...vault, identity }
    await this.#parts.held.keep(this.#open)
  }

  async #changeRoot(change: (vault: string, listed?: RootState) => Promise<void>): Promise<void> {
    const { api, environment, scope } = this.#parts
    await exclusively(environment, `${scope} vault`, async () => {
      const stored = await api.look()
      if (this.#open === undefined || stored.id !== this.#open.id) throw new VaultGone()
      await change(this.#open.id, stored.root ?? undefined)
    })
    await this.#shown(await api.look())
  }

  #soon(milliseconds: number): void {
    this.#cancel?.()
    if (this.#isClosed) return
    const { after, report } = this.#parts.environment
    this.#cancel = after(milliseconds, () => void this.sync().catch(report))
  }

  async #unwrap(way: WayIn): Promise<{ readonly id: string; readonly seed: VaultSeed }> {
    const { id, ways } = await this.#parts.api.look()
    const wrapped = ways.find((each) => each.id === way.id)?.wrapped
    if (id === null || wrapped === undefined) throw new NoWayIn()
    // A server that kept it could have this browser seal everything for whoever made its person remove it.
    if (await wasRemovedHere(this.#parts.store, id)) throw new NoWayIn()
    return { id, seed: await unwrapSeed(id, way, wrapped) }
  }

  async #opened(id: string, seed: VaultSeed): Promise<void> {
    const before = await this.#parts.held.get()
    // Who opens it once more must not do without its identity until the keys were read again.
    const identity = before?.id === id ? before.identity : undefined
    const vault = { id, key: await vaultKeyOf(seed), identity }
    await this.#parts.held.keep(vault)
    this.#open = vault
    await this.#shown(await this.#parts.api.look())
    this.#soon(0)
  }

  /** `missed` is the vault that was open here, when this browser did not remove it. */
  async #gone(missed: string | undefined): Promise<void> {
    this.#open = undefined
    await this.#parts.held.forget()
    const stored = await this.#parts.api.look()
    await this.#shown(stored)
    if (missed !== undefined && stored.id !== null) this.#parts.alarm(stored.id, "vault_replaced")
  }

  async #shown({ id, ways, root }: Awaited<ReturnType<VaultApi["look"]>>): Promise<void> {
    const state = id === null ? "none" : this.#open?.id === id ? "open" : "locked"
    const certifies =
      id !== null && root?.kept ? ((await this.#keys?.certifying.holds(id, root)) ?? "either") : undefined
    this.#show({ state, ways: ways.map((way) => way.id), certifies })
    await this.#view.refresh()
  }

  #show(change: Partial<VaultView>): void {
    this.#state = { ...this.#state, ...change }
    void this.#view.refresh()
  }
}

/** Wipes the secrets when the work ends, however it ends. */
export async function wiping<T>(secrets: readonly Uint8Array[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    for (const secret of secrets) secret.fill(0)
  }
}
