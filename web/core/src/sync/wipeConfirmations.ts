import { settle } from "../conversation/delivery.ts"
import type { Device } from "../conversation/device.ts"
import type { ConversationRecord } from "../conversation/tables.ts"
import { Backoff } from "./backoff.ts"
import type { Thread } from "./thread.ts"

/** After a deletion: tells the server that nothing is left here, again and again until it has heard. */
export class WipeConfirmations {
  readonly #device: Device
  readonly #thread: (id: string) => Promise<Thread | undefined>
  readonly #owed = new Set<string>()
  readonly #backoff: Backoff
  #cancel: (() => void) | undefined
  #running = false

  constructor(device: Device, thread: (id: string) => Promise<Thread | undefined>) {
    this.#device = device
    this.#thread = thread
    this.#backoff = new Backoff(device.environment.random)
  }

  note(id: string, record: ConversationRecord): void {
    if (record.status === "deleted" && !record.wipeConfirmed) this.#owed.add(id)
  }

  confirmUnknown(id: string): void {
    this.#owed.add(id)
    this.confirmAll()
  }

  confirmAll(): void {
    if (this.#running || this.#owed.size === 0) return
    this.#running = true
    this.#confirmEach()
      .catch(this.#device.environment.report)
      .finally(() => {
        this.#running = false
        if (this.#owed.size > 0) this.#comeBack()
        else this.#backoff.succeeded()
      })
  }

  stop(): void {
    this.#cancel?.()
    this.#owed.clear()
  }

  async #confirmEach(): Promise<void> {
    for (const id of [...this.#owed]) {
      const outcome = await settle(() => this.#device.api.confirmWipe(id))
      if (outcome.kind === "later") return
      // A refusal is an answer too: the server knows no such conversation any more.
      const thread = await this.#thread(id)
      await thread?.conversation.act(async ({ record }) => [
        { record: { ...record, wipeConfirmed: true } },
        undefined,
      ])
      this.#owed.delete(id)
    }
  }

  #comeBack(): void {
    this.#cancel?.()
    this.#cancel = this.#device.environment.after(this.#backoff.next(), () => this.confirmAll())
  }
}
