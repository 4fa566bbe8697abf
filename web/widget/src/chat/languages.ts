import { createLanguages, type Languages, type Translator, type UiKey, uiLanguages } from "@sotto/ui"
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import english from "./en.json" with { type: "json" }

export type ChatKey = keyof typeof english

const chatLanguages: Languages<ChatKey> = createLanguages(english, {
  de: () => import("./de.json", { with: { type: "json" } }),
})

/** The chat page's own sentences and those of the shared pieces, in one language. */
export interface ChatLanguage {
  readonly chat: Translator<ChatKey>
  readonly ui: Translator<UiKey>
}

export async function loadLanguage(wanted: readonly string[]): Promise<ChatLanguage> {
  const [chat, ui] = await Promise.all([chatLanguages.load(wanted), uiLanguages.load(wanted)])
  return { chat, ui }
}

const Sentences = createContext<Translator<ChatKey> | undefined>(undefined)

export const SentencesProvider = Sentences.Provider

export function useSentences(): Translator<ChatKey> {
  const found = useContext(Sentences)
  if (found === undefined) throw new Error("SentencesProvider is missing")
  return found
}
