import { Offline } from "@sotto/core"
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
  #asked: ToPage | undefined
  #answer: ((token: string) => void) | undefined

  /** Without a window for a chat page that stands alone: nobody to talk to. */
  constructor(window: BridgeWindow | undefined, page: PageMessages) {
    this.#window = window
    if (window === undefined) return
    window.addEventListener("message", (event) => {
      const message = readToChat(event.data)
      if (message === undefined || event.origin === "null") return
      if (!isFrom(event, window.parent, this.#origin ?? event.origin)) return
      if (message.sotto === "hello") return this.#greet(event.origin)
      if (this.#origin === undefined) return
      // A company's token is no identity until agents have verified it; the page's word alone never is.
      if (message.sotto === "user") this.#answer?.(message.token)
      else page.onMessage(message)
    })
  }

  unread(count: number): void {
    if (count === this.#unread) return
    this.#unread = count
    this.#post({ sotto: "unread", count })
  }

  /** Asks the page around for its backend's token for this device. Rejects with Offline when none comes. */
  readonly identify = (jkt: string, organisation: string): Promise<string> =>
    new Promise((resolve, reject) => {
      setTimeout(reject, 20_000, new Offline(undefined))
      this.#answer = resolve
      this.#asked = { sotto: "identify", jkt, organisation }
      this.#post(this.#asked)
    })

  close(): void {
    this.#post({ sotto: "close" })
  }

  #greet(origin: string): void {
    this.#origin = origin
    this.#post({ sotto: "ready" })
    if (this.#asked !== undefined) this.#post(this.#asked)
    if (this.#unread !== undefined) this.#post({ sotto: "unread", count: this.#unread })
  }

  #post(message: ToPage): void {
    if (this.#origin !== undefined) this.#window?.parent.postMessage(message, this.#origin)
  }
}
