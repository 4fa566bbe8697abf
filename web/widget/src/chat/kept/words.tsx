import { createLanguages, type Languages, type Translator } from "@sotto/ui"
import { type ComponentChildren, createContext, type JSX } from "preact"
import { useContext, useEffect, useState } from "preact/hooks"
import { useSentences } from "../languages.ts"
import english from "./en.json" with { type: "json" }

export type KeptKey = keyof typeof english

/** Apart from the chat's own sentences, because few visitors need them. */
export const keptLanguages: Languages<KeptKey> = createLanguages(english, {
  de: () => import("./de.json", { with: { type: "json" } }),
})

const Words = createContext<Translator<KeptKey> | undefined>(undefined)

/** In the language that the chat speaks; English when that file does not load. */
export function KeptWords({ children }: { readonly children: ComponentChildren }): JSX.Element | null {
  const { locale } = useSentences()
  const [words, setWords] = useState<Translator<KeptKey>>()
  useEffect(() => {
    keptLanguages
      .load([locale])
      .catch(() => keptLanguages.load(["en"]))
      .then(setWords)
  }, [locale])
  return words === undefined ? null : <Words.Provider value={words}>{children}</Words.Provider>
}

export function useKeptWords(): Translator<KeptKey> {
  const found = useContext(Words)
  if (found === undefined) throw new Error("KeptWords is missing")
  return found
}
