import { fromBase64Url, toBase64Url } from "../base64.ts"
import { clear, put, remove } from "../store/store.ts"
import type { Conversation } from "./conversation.ts"
import { added, type Outbox } from "./outbox.ts"
import { RECEIPTS, UNREAD } from "./tables.ts"

/** Receipts that follow each other within this time share one message. */
const DEBOUNCE = 1000
/** What one status message may carry. */
const MAX_BATCH = 500

/**
 * Reports what arrived and what was read: one status message for a batch. Reports are never reported on, so two
 * clients cannot keep each other busy.
 */
export class Receipts {
  readonly #conversation: Conversation
  readonly #outbox: Outbox
  #cancel: (() => void) | undefined

  constructor(conversation: Conversation, outbox: Outbox) {
    this.#conversation = conversation
    this.#outbox = outbox
  }

  /** Sends what is owed after a moment; calls in between change nothing. */
  schedule(): void {
    if (this.#cancel !== undefined) return
    const { environment } = this.#conversation.device
    this.#cancel = environment.after(DEBOUNCE, () => {
      this.#cancel = undefined
      this.#flush().catch(environment.report)
    })
  }

  /** Somebody looks at the conversation: everything in it counts as read. */
  async read(): Promise<void> {
    const changed = await this.#conversation.act(async ({ id, record }) => {
      if (record.unread === 0) return [undefined, false]
      const unread = await this.#conversation.device.store.range(UNREAD, { prefix: [id] })
      const owed = unread.map(({ value }) => put(RECEIPTS, [id, toBase64Url(value)], "read"))
      return [{ record: { ...record, unread: 0 }, writes: [...owed, clear(UNREAD, [id])] }, true]
    })
    if (changed === true) this.schedule()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  async #flush(): Promise<void> {
    const more = await this.#conversation.act(async (situation) => {
      const { id, record } = situation
      const owed = await this.#conversation.device.store.range(RECEIPTS, { prefix: [id], limit: MAX_BATCH })
      if (owed.length === 0 || record.stopped !== undefined) return [undefined, false]
      const statuses = owed.map(({ key, value }) => ({ id: fromBase64Url(String(key[1])), status: value }))
      const step = added({ kind: "status", statuses }, situation, this.#conversation.device.environment.now())
      const writes = [...(step.writes ?? []), ...owed.map(({ key }) => remove(RECEIPTS, key))]
      return [{ ...step, writes }, owed.length === MAX_BATCH]
    })
    if (more === true) this.schedule()
    await this.#outbox.pump()
  }
}
