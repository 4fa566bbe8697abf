import { createLanguages, createTranslator, type Languages, type Translate, type Translator } from "@sotto/ui"
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import english from "./en.json" with { type: "json" }

export type MessageKey = keyof typeof english

/** The console's sentences. English is built in; the others load when wanted. */
export const consoleLanguages: Languages<MessageKey> = createLanguages(english, {
  de: () => import("./de.json", { with: { type: "json" } }),
})

export interface Text {
  readonly locale: string
  readonly t: Translate<MessageKey>
  formatDate(at: number): string
  formatList(words: readonly string[]): string
}

export function textOf(translator: Translator<MessageKey>): Text {
  const { locale, t } = translator
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" })
  const list = new Intl.ListFormat(locale, { type: "conjunction" })
  return { locale, t, formatDate: (at) => date.format(at), formatList: (words) => list.format(words) }
}

const TextContext = createContext(textOf(createTranslator("en", english)))

export const TextProvider = TextContext.Provider

/** The words of the reader's language. */
export function useText(): Text {
  return useContext(TextContext)
}
