import { isFrom, type ToChat, type ToPage } from "../loader/messages.ts"
import { readToChat } from "./readToChat.ts"

export interface PageMessages {
  onMessage(message: Exclude<ToChat, { readonly sotto: "hello" | "user" }>): void
}

/** The windows that a bridge stands between; the real one is `window`. */
export interface BridgeWindow {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void }
  addEventListener(
    type: "message",
    listener: (event: Pick<MessageEvent, "data" | "origin" | "source">) => void,
  ): void
}

/**
 * The only way in and out for the page around. It is silent until the parent window has said hello, then speaks to
 * that origin only and hears no other. Which pages may embed us at all is decided by frame-ancestors.
 */
export class Bridge {
  readonly #window: BridgeWindow | undefined
  #origin: string | undefined
  #unread: number | undefined

  /** Without a window for a chat page that stands alone: nobody to talk to. */
  constructor(window: BridgeWindow | undefined, page: PageMessages) {
    this.#window = window
    if (window === undefined) return
    window.addEventListener("message", (event) => {
      const message = readToChat(event.data)
      if (message === undefined || event.origin === "null") return
      if (!isFrom(event, window.parent, this.#origin ?? event.origin)) return
      if (message.sotto === "hello") return this.#greet(event.origin)
      // A company's token is no identity until it can be verified; the page's word alone never is.
      if (message.sotto === "user" || this.#origin === undefined) return
      page.onMessage(message)
    })
  }

  unread(count: number): void {
    if (count === this.#unread) return
    this.#unread = count
    this.#post({ sotto: "unread", count })
  }

  close(): void {
    this.#post({ sotto: "close" })
  }

  #greet(origin: string): void {
    this.#origin = origin
    this.#post({ sotto: "ready" })
    if (this.#unread !== undefined) this.#post({ sotto: "unread", count: this.#unread })
  }

  #post(message: ToPage): void {
    if (this.#origin !== undefined) this.#window?.parent.postMessage(message, this.#origin)
  }
}
