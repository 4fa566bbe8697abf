import { isFrom, readToPage, type ToChat } from "./messages.ts"
import { chatAddress, type Settings } from "./settings.ts"
import { words } from "./words.ts"

export interface Asked {
  /** RFC 7638 thumbprint of the device's key. */
  readonly jkt: string
  readonly organisation: string
}
export type Identify = (asked: Asked) => unknown

interface FrameEvents {
  ready(): void
  close(): void
  unread(count: number): void
}

/**
 * The chat page in its frame. Nothing is loaded before `load`. Whatever the page says before the chat page is ready is
 * kept here, in memory, and told then; every message names the one origin that may read it.
 */
export class Frame {
  readonly #settings: Settings
  readonly #box: HTMLElement
  readonly #events: FrameEvents
  #frame: HTMLIFrameElement | undefined
  #isReady = false
  #isShown = false
  #locale: string
  #identify: Identify | undefined
  #isListening = false
  #mustReset = false

  constructor(settings: Settings, box: HTMLElement, events: FrameEvents) {
    this.#settings = settings
    this.#box = box
    this.#events = events
    this.#locale = settings.locale
  }

  load(): void {
    if (this.#frame !== undefined) return
    const frame = document.createElement("iframe")
    frame.title = words(this.#locale).frame
    frame.allow = "publickey-credentials-get; publickey-credentials-create; clipboard-write"
    frame.src = chatAddress(this.#settings, this.#locale, this.#identify !== undefined)
    frame.addEventListener("load", () => this.#post({ sotto: "hello" }))
    if (!this.#isListening) addEventListener("message", (event) => this.#receive(event))
    this.#isListening = true
    this.#frame = frame
    this.#box.append(frame)
  }

  shown(isShown: boolean): void {
    this.#isShown = isShown
    this.#tell({ sotto: "shown", shown: isShown })
    if (isShown) this.#frame?.focus()
  }

  setLocale(locale: string): void {
    this.#locale = locale
    if (this.#frame !== undefined) this.#frame.title = words(locale).frame
    this.#tell({ sotto: "locale", locale })
  }

  /** A chat that is open already opens anew: it may be somebody else's. */
  identify(callback: Identify): void {
    if (typeof callback !== "function") return
    this.#identify = callback
    if (this.#frame === undefined) return
    this.#frame.remove()
    this.#frame = undefined
    this.#isReady = false
    this.load()
  }

  /** What the chat keeps is out of the page's reach, so a reset has to load the chat page, unseen if need be. */
  reset(): void {
    this.#mustReset = !this.#isReady
    this.load()
    this.#tell({ sotto: "reset" })
  }

  #receive(event: MessageEvent): void {
    if (!isFrom(event, this.#frame?.contentWindow, this.#settings.origin)) return
    const message = readToPage(event.data)
    if (message?.sotto === "unread") this.#events.unread(message.count)
    if (message?.sotto === "close") this.#events.close()
    if (message?.sotto === "ready") this.#ready()
    if (message?.sotto === "identify") void this.#ask(message)
  }

  /** Without an answer the chat stays closed and asks again: a failing backend is not a logged-out person. */
  async #ask({ jkt, organisation }: Asked): Promise<void> {
    const frame = this.#frame
    const token: unknown = await this.#identify?.({ jkt, organisation })
    if (frame !== this.#frame) return
    if (token === null) this.#tell({ sotto: "user", token: "" })
    if (typeof token === "string") this.#tell({ sotto: "user", token })
  }

  #ready(): void {
    this.#isReady = true
    if (this.#mustReset) this.#tell({ sotto: "reset" })
    this.#mustReset = false
    if (this.#locale !== this.#settings.locale) this.#tell({ sotto: "locale", locale: this.#locale })
    this.#tell({ sotto: "shown", shown: this.#isShown })
    this.#events.ready()
  }

  #tell(message: ToChat): void {
    if (this.#isReady) this.#post(message)
  }

  #post(message: ToChat): void {
    this.#frame?.contentWindow?.postMessage(message, this.#settings.origin)
  }
}
