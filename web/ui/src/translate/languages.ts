import { chooseLocale, languageOf } from "./locale.ts"
import { type Catalogue, createTranslator, type Translator } from "./translator.ts"

export interface Languages<Key extends string> {
  /** Fetches the best catalogue for the wanted locales. Rejects when its file cannot be loaded. */
  load(wanted: readonly string[]): Promise<Translator<Key>>
}

type Loaders<Key extends string> = Readonly<Record<string, () => Promise<{ default: Catalogue<Key> }>>>

/**
 * English is built in and defines the keys; other languages load when wanted. A loader whose file misses a key
 * does not compile, and `catalogueProblems` checks the rest.
 */
export function createLanguages<Key extends string>(
  english: Catalogue<Key>,
  others: Loaders<Key>,
): Languages<Key> {
  const shipped = ["en", ...Object.keys(others)]
  return {
    async load(wanted) {
      const locale = chooseLocale(wanted, shipped)
      const loader = others[languageOf(locale)]
      return createTranslator(locale, loader === undefined ? english : (await loader()).default)
    },
  }
}
