import { createLanguages, type Languages, type Translator } from "@sotto/ui"
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import { type ChatKey, useSentences } from "../languages.ts"
import english from "./en.json" with { type: "json" }

export type DialogKey = keyof typeof english

/** What dialogs say beside the chat page's own sentences; it is loaded with them. */
export const dialogLanguages: Languages<DialogKey> = createLanguages(english, {
  de: () => import("./de.json", { with: { type: "json" } }),
})

const Sentences = createContext<Translator<DialogKey> | undefined>(undefined)

export const DialogSentencesProvider = Sentences.Provider

/** The sentences of the chat page and of its dialogs. */
export function useDialogSentences(): Translator<ChatKey | DialogKey> {
  const page = useSentences()
  const own = useContext(Sentences)
  if (own === undefined) throw new Error("DialogSentencesProvider is missing")
  return { ...page, t: (key, values) => (isOwn(key) ? own.t(key, values) : page.t(key, values)) }
}

function isOwn(key: ChatKey | DialogKey): key is DialogKey {
  return key in english
}
