import { settle } from "../conversation/delivery.ts"
import type { Device } from "../conversation/device.ts"

/** The request number of frames whose answer nobody waits for. */
const UNASKED = 0

/** Tells the server up to where this device has stored everything, so that it may forget. */
export class Acknowledgements {
  readonly #device: Device
  readonly #owed = new Map<string, number>()

  constructor(device: Device) {
    this.#device = device
  }

  /** Everything up to `sequence` is in the store. */
  owe(conversation: string, sequence: number): void {
    this.#owed.set(conversation, Math.max(sequence, this.#owed.get(conversation) ?? 0))
  }

  drop(conversation: string): void {
    this.#owed.delete(conversation)
  }

  /** One that gets lost does no harm: the server sends again, and is told again. */
  async flush(): Promise<void> {
    const owed = [...this.#owed]
    this.#owed.clear()
    for (const [conversation, sequence] of owed) {
      const frame = { kind: "acknowledge", conversation, sequence, request: UNASKED } as const
      if (this.#device.connection.tell(frame)) continue
      await settle(() => this.#device.api.acknowledge(conversation, sequence))
    }
  }
}
