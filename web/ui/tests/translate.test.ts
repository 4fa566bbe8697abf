import { describe, expect, test } from "vitest"
import germanEmoji from "../src/emoji/de.json" with { type: "json" }
import englishEmoji from "../src/emoji/en.json" with { type: "json" }
import { catalogueProblems } from "../src/translate/catalogueProblems.ts"
import german from "../src/translate/de.json" with { type: "json" }
import english from "../src/translate/en.json" with { type: "json" }
import { createLanguages } from "../src/translate/languages.ts"
import { chooseLocale, directionOf } from "../src/translate/locale.ts"
import { CatalogueError, parseSentence } from "../src/translate/parse.ts"
import { createTranslator } from "../src/translate/translator.ts"

describe("sentences", () => {
  const polish = createTranslator("pl", {
    files: "{n, plural, =0 {brak} one {# plik} few {# pliki} many {# plików} other {# pliku}}",
  })
  test("plural forms follow the language, and an exact number goes first", () => {
    expect([0, 1, 3, 5].map((n) => polish.t("files", { n }))).toEqual([
      "brak",
      "1 plik",
      "3 pliki",
      "5 plików",
    ])
  })

  const { t } = createTranslator("en", {
    select: "{who, select, agent {Agent {name}} other {Someone}}",
    quoted: "It''s '{'literal'}' and don't",
    nested: "{n, plural, one {{who, select, a {# a} other {# x}}} other {many}}",
    number: "{n}",
  })
  test("select, quoting, nesting and numbers", () => {
    expect(t("select", { who: "agent", name: "Kim" })).toBe("Agent Kim")
    expect(t("select", { who: "toString" })).toBe("Someone")
    expect(t("quoted")).toBe("It's {literal} and don't")
    expect(t("nested", { n: 1, who: "a" })).toBe("1 a")
    expect(t("number", { n: 12345 })).toBe("12,345")
  })
  test("a value that looks like a form stays text", () => {
    expect(t("select", { who: "agent", name: "{n, plural}" })).toBe("Agent {n, plural}")
  })
  test.each(["{", "{a", "}", "{a, plural, one {x}}", "{a, date}", "{a, plural, one x}"])(
    "%j is refused",
    (text) => {
      expect(() => parseSentence(text)).toThrow(CatalogueError)
    },
  )
})

describe("languages", () => {
  test("the first shipped language wins and keeps its region; malformed tags are skipped", () => {
    expect(chooseLocale(["x y", "fr", "de-AT", "en"], ["en", "de"])).toBe("de-AT")
    expect(chooseLocale(["ja"], ["en", "de"])).toBe("en")
  })
  test("direction comes from script or language", () => {
    expect(["ar", "he-IL", "fa", "de", "ar-Latn", "az-Arab"].map(directionOf)).toEqual([
      "rtl",
      "rtl",
      "rtl",
      "ltr",
      "ltr",
      "rtl",
    ])
  })
  test("a shipped language is loaded, any other falls back to English", async () => {
    const languages = createLanguages({ hi: "Hello" }, { de: async () => ({ default: { hi: "Hallo" } }) })
    expect((await languages.load(["de-CH"])).t("hi")).toBe("Hallo")
    expect((await languages.load(["it"])).t("hi")).toBe("Hello")
  })
})

describe("shipped catalogues", () => {
  test("the shared pieces are complete in English and German", () => {
    expect(catalogueProblems("en", english, english)).toEqual([])
    expect(catalogueProblems("de", german, english)).toEqual([])
  })
  test("every emoji has its name in English and German", () => {
    expect(catalogueProblems("en", englishEmoji, englishEmoji)).toEqual([])
    expect(catalogueProblems("de", germanEmoji, englishEmoji)).toEqual([])
  })
  test("the check finds what it is for", () => {
    const model = { a: "A {x}", b: "B", c: "{n, plural, one {#} other {#}}" }
    expect(catalogueProblems("pl", { a: "A", c: "{n, plural, one {#} other {#}}", d: "" }, model)).toEqual([
      "pl b: is missing",
      "pl d: is not in English",
      "pl a: has other values than English",
      'pl c: "n" has no form "few"',
      'pl c: "n" has no form "many"',
      "pl d: is empty",
    ])
  })
})
