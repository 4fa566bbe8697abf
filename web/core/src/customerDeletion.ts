import * as v from "valibot"
import type { Conversation } from "./conversation/conversation.ts"
import type { Device } from "./conversation/device.ts"
import { wiped } from "./conversation/wipe.ts"
import { isTransient } from "./customerContacting.ts"
import { Problem } from "./problems.ts"
import { put, remove, type Table } from "./store/store.ts"
import { Backoff } from "./sync/backoff.ts"

const stored = v.object({ conversation: v.string(), at: v.number(), waiting: v.number() })
type StoredDeletion = v.InferOutput<typeof stored>
const DELETION: Table<StoredDeletion> = { name: "settings", schema: stored }
const KEY = ["deletion"]

/** The customer's last deletion, and how many devices have not confirmed yet that they wiped. */
export class CustomerDeletion {
  readonly #device: Device
  readonly #changed: () => void
  /** Devices that are online confirm within a moment, the others perhaps tomorrow. */
  readonly #pause: Backoff
  #stored: StoredDeletion | undefined
  #cancel: (() => void) | undefined

  constructor(device: Device, changed: () => void) {
    this.#device = device
    this.#changed = changed
    this.#pause = new Backoff(device.environment.random)
  }

  get state(): { readonly at: number; readonly waiting: number } | undefined {
    return this.#stored === undefined ? undefined : { at: this.#stored.at, waiting: this.#stored.waiting }
  }

  async load(): Promise<void> {
    this.#stored = await this.#device.store.get(DELETION, KEY)
    this.#schedule()
  }

  /** Content is gone on the server when this resolves. Throws what the network throws; then nothing has changed. */
  async request(conversation: string): Promise<void> {
    const { at, waiting } = await this.#device.api.deleteConversation(conversation)
    const others = waiting.filter(({ device }) => device !== this.#device.id)
    this.#pause.succeeded()
    await this.#keep({ conversation, at, waiting: others.length })
  }

  /** Ends a conversation on the server, then here. Throws as `request` does. */
  async end(conversation: Conversation): Promise<void> {
    const created = await conversation.act(async ({ record }) => [undefined, record.created])
    if (created === true) await this.request(conversation.id)
    await conversation.act(async (situation) => {
      const step = wiped(situation, this.#device.environment.now())
      // A draft is unknown to the server, so there is nothing to confirm.
      return [{ ...step, record: { ...step.record, wipeConfirmed: !situation.record.created } }, undefined]
    })
  }

  async check(): Promise<void> {
    const known = this.#stored
    if (known === undefined || known.waiting === 0) return
    try {
      const { devices } = await this.#device.api.deletionState(known.conversation)
      const waiting = devices.filter(
        ({ device, confirmedAt }) => confirmedAt === null && device !== this.#device.id,
      )
      await this.#keep({ ...known, waiting: waiting.length })
    } catch (error) {
      if (!(error instanceof Problem || isTransient(error))) throw error
      this.#schedule()
    }
  }

  async forget(): Promise<void> {
    this.stop()
    this.#stored = undefined
    await this.#device.store.write([remove(DELETION, KEY)])
  }

  stop(): void {
    this.#cancel?.()
  }

  async #keep(deletion: StoredDeletion): Promise<void> {
    this.#stored = deletion
    await this.#device.store.write([put(DELETION, KEY, deletion)])
    this.#changed()
    this.#schedule()
  }

  #schedule(): void {
    this.#cancel?.()
    if (this.#stored === undefined || this.#stored.waiting === 0) return
    this.#cancel = this.#device.environment.after(this.#pause.next(), () => {
      this.check().catch(this.#device.environment.report)
    })
  }
}
