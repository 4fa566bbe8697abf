import { createContext } from "preact"
import { useContext } from "preact/hooks"
import english from "./en.json" with { type: "json" }
import { createTranslator, type Translator } from "./translator.ts"
import type { UiKey } from "./uiLanguages.ts"

const Language = createContext<Translator<UiKey>>(createTranslator("en", english))

/** Put around everything that uses a shared piece: `<LanguageProvider value={await uiLanguages.load([...])}>`. */
export const LanguageProvider = Language.Provider

export function useLanguage(): Translator<UiKey> {
  return useContext(Language)
}
