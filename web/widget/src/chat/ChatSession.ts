import type { CustomerChat, CustomerChatOptions } from "@sotto/core"
import { Cell } from "./Cell.ts"

export type OpenChat = (options: CustomerChatOptions) => Promise<CustomerChat>

export type SessionState =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly chat: CustomerChat }
  | { readonly kind: "failed"; readonly reason: string }

/** Opens the chat, and opens it again after a reset, a failure or a change of mind about keeping it. */
export class ChatSession {
  readonly state = new Cell<SessionState>({ kind: "opening" })
  readonly #open: OpenChat
  readonly #options: Omit<CustomerChatOptions, "keep">
  /** One step at a time: a reset during opening waits for it. */
  #last: Promise<void> = Promise.resolve()

  constructor(open: OpenChat, options: Omit<CustomerChatOptions, "keep">) {
    this.#open = open
    this.#options = options
  }

  /** Closes what is open, if anything, and opens anew. Never rejects: a failure is the state "failed". */
  open(keep: boolean): Promise<void> {
    return this.#next(async () => {
      const state = this.state.value
      if (state.kind === "open") state.chat.close()
      await this.#begin(keep)
    })
  }

  /** Forgets everything on this device, then begins afresh. */
  reset(): Promise<void> {
    return this.#next(async () => {
      const state = this.state.value
      if (state.kind === "open") await state.chat.reset()
      await this.#begin(true)
    })
  }

  async #begin(keep: boolean): Promise<void> {
    this.state.set({ kind: "opening" })
    this.state.set({ kind: "open", chat: await this.#open({ ...this.#options, keep }) })
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last
      .then(step)
      .catch((error) => this.state.set({ kind: "failed", reason: String(error) }))
    return this.#last
  }
}
