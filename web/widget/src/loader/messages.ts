/**
 * What the company's page and the chat page say to each other. No content, no keys. The chat page speaks only after
 * `hello`, and only to the origin that said it; each side checks origin and window of whatever arrives.
 */
export type ToChat =
  | { readonly sotto: "hello" }
  | { readonly sotto: "shown"; readonly shown: boolean }
  | { readonly sotto: "locale"; readonly locale: string }
  | { readonly sotto: "user"; readonly token: string }
  | { readonly sotto: "reset" }

export type ToPage =
  | { readonly sotto: "ready" }
  | { readonly sotto: "unread"; readonly count: number }
  | { readonly sotto: "close" }
  | { readonly sotto: "identify"; readonly jkt: string; readonly organisation: string }

interface Arrived {
  readonly data: unknown
  readonly origin: string
  readonly source: unknown
}

/** A message counts only when both the window and the origin are the ones we mean (peer failures, row 35). */
export function isFrom(event: Arrived, source: unknown, origin: string): boolean {
  return source !== null && source !== undefined && event.source === source && event.origin === origin
}

export function readToPage(data: unknown): ToPage | undefined {
  const kind = field(data, "sotto")
  const count = field(data, "count")
  if (kind === "ready" || kind === "close") return { sotto: kind }
  const jkt = field(data, "jkt")
  const organisation = field(data, "organisation")
  if (kind === "identify" && typeof jkt === "string" && typeof organisation === "string")
    return { sotto: kind, jkt, organisation }
  if (kind === "unread" && Number.isSafeInteger(count)) return { sotto: kind, count: Number(count) }
  return undefined
}

/** An own field of whatever arrived; nothing is read from a prototype. */
export function field(data: unknown, name: string): unknown {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, name)) return undefined
  return Reflect.get(data, name)
}
