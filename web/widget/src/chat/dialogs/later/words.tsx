import { createLanguages, type Languages, type Translator } from "@sotto/ui"
import { type ComponentChildren, createContext, type JSX } from "preact"
import { useContext, useEffect, useState } from "preact/hooks"
import { useSentences } from "../../languages.ts"
import english from "./en.json" with { type: "json" }

export type LaterKey = keyof typeof english

/** Apart from the chat's own sentences, because few visitors need them. */
export const laterLanguages: Languages<LaterKey> = createLanguages(english, {
  de: () => import("./de.json", { with: { type: "json" } }),
})

const Words = createContext<Translator<LaterKey> | undefined>(undefined)

/** In the language that the chat speaks; English when that file does not load. */
export function LaterWords({ children }: { readonly children: ComponentChildren }): JSX.Element | null {
  const { locale } = useSentences()
  const [words, setWords] = useState<Translator<LaterKey>>()
  useEffect(() => {
    laterLanguages
      .load([locale])
      .catch(() => laterLanguages.load(["en"]))
      .then(setWords)
  }, [locale])
  return words === undefined ? null : <Words.Provider value={words}>{children}</Words.Provider>
}

export function useLaterWords(): Translator<LaterKey> {
  const found = useContext(Words)
  if (found === undefined) throw new Error("LaterWords is missing")
  return found
}
