import { Frame, type Identify } from "./frame.ts"
import { drawLauncher } from "./launcher.ts"
import { field } from "./messages.ts"
import type { Settings } from "./settings.ts"

export type SottoEvent = "unread" | "ready" | "open" | "close"
type Handler = (detail?: number) => void

/** `window.sotto` once the loader runs. README.md of this package is its manual. */
export interface SottoApi {
  open(): void
  close(): void
  toggle(): void
  /** The callback gets a token of your backend for this device, or null when nobody is logged in. */
  identify(callback: Identify): void
  setLocale(locale: string): void
  reset(): void
  /** Returns the way to stop listening. */
  on(event: SottoEvent, handler: Handler): () => void
  /** The queue goes on working: a page need not know whether the loader came before or after its own script. */
  readonly q: { push(...calls: readonly unknown[]): void }
}

export function createApi(settings: Settings, before: unknown): SottoApi {
  const handlers = new Set<readonly [SottoEvent, Handler]>()
  const tell = (event: SottoEvent, detail?: number) => {
    for (const [wanted, handler] of handlers) if (wanted === event) handler(detail)
  }
  let isOpen = false
  const show = (open: boolean) => {
    if (open === isOpen) return
    isOpen = open
    if (open) frame.load()
    launcher.show(open)
    frame.shown(open)
    tell(open ? "open" : "close")
  }
  const launcher = drawLauncher(settings, () => show(!isOpen))
  const frame = new Frame(settings, launcher.panel, {
    ready: () => tell("ready"),
    close: () => show(false),
    unread(count) {
      launcher.unread(count)
      tell("unread", count)
    },
  })
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) show(false)
  })

  const api: SottoApi = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!isOpen),
    identify: (callback) => frame.identify(callback),
    setLocale(locale) {
      launcher.speak(String(locale))
      frame.setLocale(String(locale))
    },
    reset: () => frame.reset(),
    on(event, handler) {
      const entry = [event, handler] as const
      handlers.add(entry)
      return () => void handlers.delete(entry)
    },
    q: {
      push(...calls) {
        for (const call of calls) run(api, call)
      },
    },
  }
  const queue = field(before, "q")
  if (Array.isArray(queue)) api.q.push(...queue)
  return api
}

/** One queued call, `["open"]` or `["on", "unread", handler]`; an unknown name does nothing. */
function run(api: SottoApi, call: unknown): void {
  if (!Array.isArray(call)) return
  const [name, ...values]: unknown[] = call
  const method = typeof name === "string" ? field(api, name) : undefined
  if (typeof method === "function") method(...values)
}
