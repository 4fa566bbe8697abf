import english from "./en.json" with { type: "json" }
import { createLanguages, type Languages } from "./languages.ts"

export type UiKey = keyof typeof english

/** The shared pieces' own sentences. A front end loads these beside its own and passes them to LanguageProvider. */
export const uiLanguages: Languages<UiKey> = createLanguages(english, {
  de: () => import("./de.json", { with: { type: "json" } }),
})
