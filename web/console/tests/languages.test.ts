import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { catalogueProblems } from "@sotto/ui"
import { describe, expect, it } from "vitest"
import german from "../src/i18n/de.json" with { type: "json" }
import english from "../src/i18n/en.json" with { type: "json" }

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, "utf8")] : []
  })
}

describe("the languages", () => {
  it("has every sentence in English and German, readable and with the same values", () => {
    expect(catalogueProblems("en", english, english)).toEqual([])
    expect(catalogueProblems("de", german, english)).toEqual([])
  })

  it("ships no sentence that nothing shows", () => {
    const code = sources(join(import.meta.dirname, "../src")).join("\n")
    const patterns = [...code.matchAll(/`([\w.]*\$\{[^`]*)`/g)].map(
      ([, template = ""]) =>
        new RegExp(`^${template.replaceAll(".", "\\.").replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, "\\w+")}$`),
    )
    const unused = Object.keys(english).filter(
      (key) => !code.includes(`"${key}"`) && !patterns.some((pattern) => pattern.test(key)),
    )
    expect(unused).toEqual([])
  })
})
