export interface LoaderWords {
  readonly frame: string
  readonly open: string
  readonly close: string
  unread(count: number): string
}

const english: LoaderWords = {
  frame: "Chat",
  open: "Open chat",
  close: "Close chat",
  unread: (count) => `Open chat, ${count} unread`,
}

const german: LoaderWords = {
  frame: "Chat",
  open: "Chat öffnen",
  close: "Chat schließen",
  unread: (count) => `Chat öffnen, ${count} ungelesen`,
}

/** Four phrases, kept in code: the loader has no room for catalogues. */
export function words(locale: string): LoaderWords {
  return /^de\b/i.test(locale) ? german : english
}
