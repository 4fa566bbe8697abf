import type { SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { StaffKeys } from "../accounts/staffKeys.ts"
import type { StaffApi } from "../api/staffApi.ts"
import { fromBase64Url, toBase64Url } from "../base64.ts"
import { equalBytes, fromUtf8 } from "../bytes.ts"
import { chainOf } from "../certificates/verify.ts"
import { added } from "../conversation/outbox.ts"
import { type ConversationRecord, OUTBOX, RESTORED, VAULTS } from "../conversation/tables.ts"
import { isTransient } from "../customerContacting.ts"
import type { KeyPackageStock } from "../deskStock.ts"
import { thumbprint } from "../jose.ts"
import { Problem } from "../problems.ts"
import { put, type Table } from "../store/store.ts"
import type { Engine } from "../sync/engine.ts"
import { exclusively } from "../sync/locks.ts"
import type { OwnVault } from "../vault/ownVault.ts"
import { signVaultDevice } from "../vault/vaultIdentity.ts"
import { vaultKey } from "./vouched.ts"

/** The server forgets a request after seven days; it is made again before that. */
const ASK_AGAIN = 6 * 86_400_000
/** Each waits with a key package of its own, whose secrets lie here until it is used. */
const MOST_WAITING = 100
const RETRY = 60_000
/** What the server refuses for one conversation is asked again after this; the others do not wait for it. */
const REFUSED_FOR = 6 * 3_600_000

/** Key [conversation, "asked"]: when this device last asked to be let in, in Unix ms. Beside SEEN, as VAULTS is. */
const ASKED: Table<number> = { name: "seen", schema: v.number() }

/** What one conversation's request met; anything else is the way to the server, and is tried again soon. */
const SETTLED = new Set(["conflict", "not_found"])
const REFUSED = new Set(["not_certified", "quota", "malformed", "forbidden"])

export interface DeskAdmissionsParts {
  readonly engine: Engine
  readonly api: StaffApi
  readonly stock: KeyPackageStock
  readonly records: ReadonlyMap<string, ConversationRecord>
}

type Found = readonly [string, ConversationRecord]

/**
 * Keeps the way back open and takes it: tells each open conversation whose word a new browser of this person will come
 * with, and asks to be let into those that this browser knows from the vault alone. May run again at any time.
 */
export class DeskAdmissions {
  readonly #parts: DeskAdmissionsParts
  readonly #vault: OwnVault
  /** Conversations that are known to have heard of an identity: this runs after every message, and reads them once. */
  readonly #told = new Set<string>()
  #savedAt: number | undefined
  #cancel: (() => void) | undefined
  #isClosed = false

  private constructor(parts: DeskAdmissionsParts, vault: OwnVault) {
    this.#parts = parts
    this.#vault = vault
  }

  /** Works each time that vault and device have come to the same state: then what the vault knows is here. */
  static with(parts: DeskAdmissionsParts, vault: OwnVault): DeskAdmissions {
    const admissions = new DeskAdmissions(parts, vault)
    vault.subscribe(() => admissions.#follow())
    return admissions
  }

  /** Resolves when everything is told and asked, or the server cannot be asked now. */
  async run(): Promise<void> {
    const { environment, scope } = this.#parts.engine.device
    this.#cancel?.()
    try {
      await exclusively(environment, `${scope} admissions`, async () => {
        const identity = await this.#identity()
        if (identity === undefined || this.#isClosed) return
        for (const [id] of this.#open(undefined)) {
          if (this.#isClosed) return
          await this.#tell(id, identity)
        }
        await this.#ask(identity)
      })
    } catch (error) {
      if (!isTransient(error) && !(error instanceof Problem)) throw error
      if (this.#isClosed) return
      this.#cancel = environment.after(RETRY, () => void this.run().catch(environment.report))
    }
  }

  #follow(): void {
    const { state, savedAt } = this.#vault.value
    const before = this.#savedAt
    this.#savedAt = state === "open" ? savedAt : undefined
    if (this.#savedAt === undefined || this.#savedAt === before) return
    this.run().catch(this.#parts.engine.device.environment.report)
  }

  /** What the vault that is open in this browser vouches with. */
  async #identity(): Promise<SignatureKey | undefined> {
    if (this.#vault.value.state !== "open") return undefined
    const keys = await StaffKeys.open()
    const held = await keys.vault(this.#parts.engine.device.me.id).finally(() => keys.close())
    return held?.identity
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
  }

  /** Open conversations: those of which this device is a member, or those that the vault brought. */
  #open(stopped: string | undefined): readonly Found[] {
    const found = [...this.#parts.records].filter(
      ([, record]) => record.status === "open" && record.stopped === stopped,
    )
    return found.sort(([, a], [, b]) => b.lastActivityAt - a.lastActivityAt)
  }

  /** One message in each conversation, and another only when the vault is a new one. */
  async #tell(id: string, { publicKey }: SignatureKey): Promise<void> {
    const { engine } = this.#parts
    const { store, me, environment } = engine.device
    const told = `${id} ${toBase64Url(publicKey)}`
    if (this.#told.has(told)) return
    const known = await store.get(VAULTS, vaultKey(id, me.id))
    if (known !== undefined && equalBytes(known, publicKey)) {
      this.#told.add(told)
      return
    }
    const thread = await engine.thread(id)
    const isNew = await thread?.conversation.act(async (situation) => {
      const entries = await store.range(OUTBOX, { prefix: [id] })
      const waits = entries.some(({ value }) => value.outgoing.kind === "vault")
      if (situation.group === undefined || waits) return [undefined, false]
      return [added({ kind: "vault", key: publicKey }, situation, environment.now()), true]
    })
    if (isNew === true) await thread?.outbox.pump()
  }

  async #ask(identity: SignatureKey): Promise<void> {
    const { store, environment } = this.#parts.engine.device
    let waiting = 0
    const inboxes = this.#inboxes()
    for (const [id, { inbox }] of this.#open(RESTORED)) {
      if (waiting >= MOST_WAITING || this.#isClosed) return
      if (!inboxes.includes(inbox)) continue
      waiting += 1
      const at = await store.get(ASKED, [id, "asked"])
      if (at !== undefined && environment.now() - at < ASK_AGAIN) continue
      await this.#askOne(id, identity)
    }
  }

  /** Those that this device's certificate names: in others nobody may let it in. */
  #inboxes(): readonly string[] {
    const [certificate = ""] = chainOf(this.#parts.engine.device.credential())
    const claims = JSON.parse(fromUtf8(fromBase64Url(certificate.split(".")[1] ?? "")))
    return v.parse(v.object({ inboxes: v.array(v.string()) }), claims).inboxes
  }

  async #askOne(id: string, identity: SignatureKey): Promise<void> {
    const { api, stock, engine } = this.#parts
    const { key, me, organisation, environment, store } = engine.device
    const now = environment.now()
    const deviceKey = await thumbprint(key.publicKey)
    const word = await signVaultDevice(identity, { organisation, person: me.id, deviceKey }, now)
    let asked = now
    try {
      await api.askAdmission(id, toBase64Url(await stock.forAdmission(id, word)))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      // Let in already, and the Welcome is on its way; or deleted, and the vault says so.
      if (REFUSED.has(error.code)) asked = now - ASK_AGAIN + REFUSED_FOR
      else if (!SETTLED.has(error.code)) throw error
    }
    await store.write([put(ASKED, [id, "asked"], asked)])
  }
}
