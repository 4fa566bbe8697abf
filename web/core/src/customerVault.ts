import * as v from "valibot"
import { CustomerVaultApi, type Returned } from "./api/customerVaultApi.ts"
import { CONVERSATIONS } from "./conversation/tables.ts"
import { tellPasskey } from "./customerConfirm.ts"
import { returnedAs } from "./customerIdentity.ts"
import type { KeptParts } from "./customerKept.ts"
import {
  createCustomerPasskey,
  customerPasskey,
  keepCustomerPasskey,
  useCustomerPasskey,
} from "./customerPasskey.ts"
import { forgetOthers, isOwn, reown, whileNoContact } from "./customerReturning.ts"
import { KitError } from "./kit.ts"
import { PasskeyError } from "./passkeys.ts"
import { Problem } from "./problems.ts"
import { VAULT_KEY } from "./store/store.ts"
import { NoWayIn } from "./vault/noWayIn.ts"
import { type HeldVault, OwnVault, type VaultView, wiping } from "./vault/ownVault.ts"
import { VaultDamaged, vaultKeyOf } from "./vault/vaultKey.ts"
import type { OpenVault } from "./vault/vaultSync.ts"
import {
  accessOf,
  codeWay,
  newCodeWay,
  passkeyWay,
  unwrapSeed,
  type WayIn,
  wrapSeedForReturn,
} from "./vault/vaultWays.ts"
import type { ConversationView } from "./views.ts"

const HOUR = 3_600_000
const held = v.object({ id: v.string(), key: v.instance(CryptoKey) })

/** Conversations name the customer who began them: a device that has one stays that customer's. */
export class HasConversation extends Error {
  constructor() {
    super("This device has a conversation of its own.")
    this.name = "HasConversation"
  }
}

/** This passkey, or this browser, keeps no secret (WebAuthn's `prf` extension): codes open the vault then. */
export class NoCustomerSecret extends Error {
  constructor() {
    super("This passkey keeps no secret.")
    this.name = "NoCustomerSecret"
  }
}

export type KeptTrouble =
  | "cancelled"
  | "passkeyFailed"
  | "noSecret"
  | "noCode"
  | "noWay"
  | "hasConversation"
  | "damaged"
  | "lastWay"
  | "tooOften"
  | "failed"

export interface EarlierConversation {
  readonly id: string
  readonly preview: string
  readonly lastActivityAt: number
}

/** What a customer keeps for other devices, and how they return on one. Secrets handed in are wiped when a call ends. */
export class CustomerVault {
  readonly #parts: KeptParts
  readonly #api: CustomerVaultApi
  readonly #vault: OwnVault
  readonly #troubles = new Set<string>()
  #isForgotten = false
  #isClosed = false
  #cancelLook: (() => void) | undefined
  #isPasskeyRefused = false

  constructor(parts: KeptParts) {
    this.#parts = parts
    const { engine, store, environment } = parts
    this.#api = new CustomerVaultApi(engine.device.api.transport)
    this.#vault = new OwnVault({
      ...{ store, environment, api: this.#api, wrap: wrapSeedForReturn, scope: engine.device.scope },
      ...{ held: this.#held(), keys: undefined },
      own: async () => (await this.#records()).map(({ id }) => id),
      conversation: (id, inbox) => engine.newThread(id, inbox).conversation,
      alarm: (_, rule) => this.#troubles.add(rule),
    })
  }

  get value(): VaultView {
    return this.#vault.value
  }

  /** What the server did with the vault that it may not: rules that were broken, as `VaultSync` names them. */
  get troubles(): readonly string[] {
    return [...this.#troubles]
  }

  subscribe(listener: () => void): () => void {
    return this.#vault.subscribe(listener)
  }

  /**
   * Asks what there is, and again every hour: whoever only reads is connected to nothing that would say so. A device that
   * the server does not know yet has none, and asks nothing.
   */
  async refresh(): Promise<void> {
    this.#cancelLook?.()
    if (this.#isClosed || !(await this.#isKnown())) return
    const { after, report } = this.#parts.environment
    this.#cancelLook?.() // another call's, in the meantime
    this.#cancelLook = after(HOUR, () => void this.refresh().catch(report))
    try {
      await this.#vault.start()
      this.#isForgotten = false
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) throw error
      this.#isForgotten = true
    }
  }

  /** The server knows this device no more: it writes again once it has returned. */
  get isForgotten(): boolean {
    return this.#isForgotten
  }

  changed(): void {
    this.#vault.changed()
  }

  close(): void {
    this.#isClosed = true
    this.#cancelLook?.()
    this.#vault.close()
  }

  begin(ways: readonly WayIn[]): Promise<void> {
    return this.#vault.begin(ways)
  }

  openWith(way: WayIn): Promise<void> {
    return this.#vault.openWith(way)
  }

  /** `known` opens the vault and shows the server that it does. Throws NoWayIn. */
  addWay(known: WayIn, fresh: WayIn): Promise<void> {
    return this.#vault.addWay(known, fresh)
  }

  /** Throws NoWayIn when `known` is none of the ways any more, and Problem `last_way_in`. */
  removeWay(id: string, known: WayIn): Promise<void> {
    return this.#vault.removeWay(id, known).catch(unknownWay)
  }

  /** As `removeWay`, of the vault and all it holds. */
  remove(known: WayIn): Promise<void> {
    return this.#vault.remove(known).catch(unknownWay)
  }

  /** The id of the passkey of this device as a way, when one was made here. */
  async passkeyWayId(): Promise<string | undefined> {
    const known = await customerPasskey(this.#parts.store)
    return known === undefined ? undefined : (await passkeyWay(known.credentialId, new Uint8Array(0))).id
  }

  /** A new recovery code; it opens nothing before `begin` or `addWay`. */
  newCode(): Promise<WayIn & { readonly code: string }> {
    return newCodeWay()
  }

  /** Reads a code that a person typed. Throws a KitError when it cannot be one. */
  code(typed: string): Promise<WayIn> {
    return codeWay(typed)
  }

  /** What a screen can say of an error that something here threw. */
  troubleOf(error: unknown): KeptTrouble {
    if (error instanceof PasskeyError) return error.reason === "cancelled" ? "cancelled" : "passkeyFailed"
    if (error instanceof NoCustomerSecret) return "noSecret"
    if (error instanceof KitError) return "noCode"
    if (error instanceof NoWayIn) return "noWay"
    if (error instanceof HasConversation) return "hasConversation"
    if (error instanceof VaultDamaged) return "damaged"
    if (error instanceof Problem && error.code === "last_way_in") return "lastWay"
    return error instanceof Problem && error.code === "quota" ? "tooOften" : "failed"
  }

  /**
   * A passkey that is no way in yet: the one that was made here, else a new one. When that one is gone, or was not used, this
   * fails, and the next call makes a new one. Throws a PasskeyError, and NoCustomerSecret.
   */
  async newPasskey(names: { readonly organisation: string; readonly label: string }): Promise<WayIn> {
    const { store, environment } = this.#parts
    const known = await customerPasskey(store)
    const isWay = this.value.ways.includes((await this.passkeyWayId()) ?? "")
    if (known !== undefined && !isWay && !this.#isPasskeyRefused) {
      // Only when it was used is it known to be there; the browser does not say whether it is gone or was declined.
      this.#isPasskeyRefused = true
      const used = await useCustomerPasskey(known.credentialId)
      this.#isPasskeyRefused = false
      return wayOf(used)
    }
    const made = await createCustomerPasskey(names)
    await keepCustomerPasskey(store, made, environment.now())
    this.#tell().catch(environment.report)
    this.#isPasskeyRefused = false
    return wayOf(made)
  }

  /** A passkey confirms its customer only where it was told before anybody asks. */
  async #tell(): Promise<void> {
    const { current, engine } = this.#parts
    const id = await current.id()
    await tellPasskey(id === undefined ? undefined : await engine.thread(id))
  }

  /** Whichever passkey the person chooses. Throws a PasskeyError, and NoCustomerSecret. */
  async anyPasskey(): Promise<WayIn> {
    return wayOf(await useCustomerPasskey())
  }

  /**
   * Makes this device one of the customer whose way this is, and brings their history here to be read. What they write next
   * begins a conversation of the same customer. Throws NoWayIn, HasConversation, Problem `quota`, and VaultDamaged when the
   * server changed what the way unwraps; the device is nobody else's then.
   */
  async returnBy(way: WayIn): Promise<void> {
    const { current, engine, returned } = this.#parts
    await whileNoContact(this.#parts, async () => {
      const customer = await wiping([way.secret], () => current.hold(() => this.#return(way)))
      await forgetOthers(this.#parts, customer)
      await reown(this.#parts, customer)
    })
    engine.tabs.post({ kind: "current" })
    await returned()
    await this.refresh()
  }

  /** Whether `returnBy` would not throw HasConversation. What waits to be sent is no obstacle, nor what was restored. */
  async mayReturn(): Promise<boolean> {
    const found = await this.#parts.store.range(CONVERSATIONS, { prefix: [] })
    return !found.some(({ value }) => isOwn(value))
  }

  /** Beside the present conversation, newest first. */
  async earlier(): Promise<readonly EarlierConversation[]> {
    const present = await this.#parts.current.id()
    const found = await this.#records()
    return found.filter(({ id }) => id !== present).toSorted((a, b) => b.lastActivityAt - a.lastActivityAt)
  }

  /** Everything that was said in an earlier conversation. Undefined when it is gone by now. */
  async read(id: string): Promise<ConversationView | undefined> {
    const thread = await this.#parts.engine.thread(id)
    if (thread === undefined) return undefined
    const { conversation } = thread
    await conversation.look()
    try {
      let view = await thread.view()
      while (view?.hasEarlier) {
        await conversation.loadEarlier()
        view = await thread.view()
      }
      return view
    } finally {
      conversation.lookAway()
    }
  }

  async #return(way: WayIn): Promise<string> {
    const { store, organisation, environment, self } = this.#parts
    if (!(await this.mayReturn())) throw new HasConversation()
    const { customer, vault } = await this.#askToReturn(way)
    const wrapped = vault.ways.find(({ id }) => id === way.id)?.wrapped
    if (vault.id === null || wrapped === undefined) throw new NoWayIn()
    const seed = await unwrapSeed(vault.id, way, wrapped)
    const { id } = vault
    await wiping([seed], async () => this.#held().keep({ id, key: await vaultKeyOf(seed) }))
    await returnedAs(store, self(), customer, organisation, environment)
    return customer
  }

  async #askToReturn(way: WayIn): Promise<Returned> {
    const { inbox, self } = this.#parts
    const { device, credential } = self()
    const access = await accessOf(way)
    try {
      return await this.#api.returnTo(inbox, { way: way.id, access, device, credential })
    } catch (error) {
      return unknownWay(error)
    } finally {
      access.fill(0)
    }
  }

  async #records(): Promise<readonly EarlierConversation[]> {
    const found = await this.#parts.store.range(CONVERSATIONS, { prefix: [] })
    return found
      .filter(({ value }) => value.created && value.status !== "deleted")
      .map(({ key, value: { preview, lastActivityAt } }) => ({ id: String(key[0]), preview, lastActivityAt }))
  }

  /** The server knows a device once it began a conversation or returned. */
  async #isKnown(): Promise<boolean> {
    return (await this.#held().get()) !== undefined || (await this.#records()).length > 0
  }

  #held(): HeldVault {
    const { store } = this.#parts
    return {
      async get(): Promise<OpenVault | undefined> {
        const found = await store.getHandle(VAULT_KEY)
        return found === undefined ? undefined : v.parse(held, found)
      },
      async keep(vault: OpenVault): Promise<void> {
        await store.dropHandle(VAULT_KEY)
        await store.keepHandle(VAULT_KEY, vault)
      },
      forget: () => store.dropHandle(VAULT_KEY),
    }
  }
}

function unknownWay(error: unknown): never {
  throw error instanceof Problem && error.code === "not_found" ? new NoWayIn() : error
}

async function wayOf({
  credentialId,
  secret,
}: {
  readonly credentialId: Uint8Array
  readonly secret: Uint8Array | undefined
}): Promise<WayIn> {
  if (secret === undefined) throw new NoCustomerSecret()
  return passkeyWay(credentialId, secret).finally(() => secret.fill(0))
}
