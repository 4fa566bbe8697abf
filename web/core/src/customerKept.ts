import type { ConversationRecord } from "./conversation/tables.ts"
import { RESTORED } from "./conversation/tables.ts"
import type { CurrentConversation } from "./customerCurrent.ts"
import type { CustomerSelf } from "./customerIdentity.ts"
import type { CustomerVault } from "./customerVault.ts"
import type { Environment } from "./environment.ts"
import { type Store, VAULT_KEY } from "./store/store.ts"
import type { Engine } from "./sync/engine.ts"

export interface KeptParts {
  readonly engine: Engine
  readonly current: CurrentConversation
  readonly organisation: string
  readonly inbox: string
  readonly store: Store
  readonly environment: Environment
  readonly self: () => CustomerSelf
  /** This device became one of another customer. */
  readonly returned: () => Promise<void>
}

/**
 * The customer's vault and earlier conversations. Few visitors have any, so the code for it is fetched when there is a vault
 * on this device or somebody asks for one.
 */
export class CustomerKept {
  readonly #parts: KeptParts
  readonly #readable = new Set<string>()
  #vault: Promise<CustomerVault> | undefined
  #isClosed = false

  constructor(parts: KeptParts) {
    this.#parts = parts
  }

  /** How many conversations can be read beside this one. */
  earlier(current: string | undefined): number {
    return this.#readable.size - (current !== undefined && this.#readable.has(current) ? 1 : 0)
  }

  async begin(records: readonly (readonly [string, ConversationRecord])[]): Promise<void> {
    for (const [id, record] of records) this.stored(id, record)
    // What was restored once is wiped when its conversation is deleted, also where the vault is open no more.
    const isNeeded = records.some(([, { stopped }]) => stopped === RESTORED)
    if (isNeeded || (await this.#parts.store.getHandle(VAULT_KEY)) !== undefined) this.caughtUp(true)
  }

  /** Throws what `import()` throws when the code does not arrive; call again then. */
  vault(): Promise<CustomerVault> {
    this.#vault ??= this.#load().catch((error: unknown) => {
      this.#vault = undefined
      throw error
    })
    return this.#vault
  }

  stored(id: string, record: ConversationRecord): void {
    if (record.created && record.status !== "deleted") this.#readable.add(id)
    else this.#readable.delete(id)
    void this.#vault?.then((vault) => vault.changed()).catch(() => undefined)
  }

  /** What is new on the server, or was while nobody was here, is known. */
  caughtUp(isNeeded = this.#vault !== undefined): void {
    if (!isNeeded) return
    this.vault()
      .then((vault) => vault.refresh())
      .catch(this.#parts.environment.report)
  }

  close(): void {
    this.#isClosed = true
    void this.#vault?.then((vault) => vault.close()).catch(() => undefined)
  }

  async #load(): Promise<CustomerVault> {
    const { CustomerVault } = await import("./customerVault.ts")
    const vault = new CustomerVault(this.#parts)
    if (this.#isClosed) vault.close()
    return vault
  }
}
