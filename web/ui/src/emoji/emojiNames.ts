import { languageOf } from "../translate/locale.ts"
import type { Catalogue } from "../translate/translator.ts"
import type english from "./en.json"

/** Emoji in the order shown, with the words by which people look for them. */
export type EmojiNames = Catalogue<keyof typeof english>

/** Loaded when the picker first opens: nobody waits for it who only writes. */
export async function loadEmojiNames(locale: string): Promise<ReadonlyMap<string, string>> {
  const names: EmojiNames =
    languageOf(locale) === "de"
      ? (await import("./de.json", { with: { type: "json" } })).default
      : (await import("./en.json", { with: { type: "json" } })).default
  return new Map(Object.entries(names))
}

/** Every typed word must begin a word of the name. */
export function searchEmoji(names: ReadonlyMap<string, string>, query: string): readonly string[] {
  const wanted = query
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
  return [...names]
    .filter(([emoji, name]) => {
      const words = name.toLocaleLowerCase().split(/[\s-]+/)
      return wanted.every((want) => want === emoji || words.some((word) => word.startsWith(want)))
    })
    .map(([emoji]) => emoji)
}
