import { createLanguages, type Languages, type Translator } from "@sotto/ui"
import english from "./en.json" with { type: "json" }

export type ConfirmKey = keyof typeof english

/** What is said around confirming; it is loaded with it. */
export const confirmLanguages: Languages<ConfirmKey> = createLanguages(english, {
  de: () => import("./de.json", { with: { type: "json" } }),
})

export type ConfirmSentences = Translator<ConfirmKey>
