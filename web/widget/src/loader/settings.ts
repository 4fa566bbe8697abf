import { field } from "./messages.ts"

export interface Settings {
  readonly inbox: string
  /** Thumbprint of the organisation's root key, from the snippet. */
  readonly root: string
  readonly origin: string
  readonly locale: string
  readonly launcher: boolean
  readonly left: boolean
  readonly color: string | undefined
}

/** Undefined when the snippet names no inbox: then nothing is drawn. */
export function readSettings(script: HTMLScriptElement, page: unknown): Settings | undefined {
  const text = (name: string) => {
    const value = field(page, name)
    return typeof value === "string" && value !== "" ? value : undefined
  }
  const inbox = text("inbox") ?? script.getAttribute("data-inbox") ?? undefined
  if (inbox === undefined) return undefined
  return {
    inbox,
    root: script.getAttribute("data-root") ?? "",
    origin: new URL(script.src).origin,
    locale: text("locale") ?? (document.documentElement.lang || navigator.language),
    launcher: field(page, "launcher") !== false,
    left: field(page, "position") === "left",
    color: text("color"),
  }
}

/** The chat page's address. Everything but the inbox is in the fragment, which no server sees or logs. */
export function chatAddress(settings: Settings, locale: string, identify: boolean): string {
  const fragment = new URLSearchParams({ root: settings.root, locale, embedded: "1" })
  if (identify) fragment.set("identify", "1")
  return `${settings.origin}/chat/${encodeURIComponent(settings.inbox)}#${fragment}`
}
