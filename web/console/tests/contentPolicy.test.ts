import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const folder = join(import.meta.dirname, "..")
const files = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
const sources = files
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(folder, "src", name), "utf8") }))

describe("what the console's content security policy forbids", () => {
  it.each([
    ["style attributes", /\sstyle=/],
    ["markup made from text", /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc/],
    ["code made from text", /\beval\(|new Function\(/],
    ["other origins", /["'`]https?:\/\/(?!127\.0\.0\.1|\$\{)/],
  ])("has no %s in its sources", (_, pattern) => {
    expect(sources.length).toBeGreaterThan(50)
    const found = sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)
    expect(found.filter((name) => !(name.endsWith("draft.ts") && String(pattern).includes("https")))).toEqual(
      [],
    )
  })

  it("has a page without inline script and style", () => {
    const page = readFileSync(join(folder, "index.html"), "utf8")
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/)
    expect([...page.matchAll(/<script\b[^>]*>([^<]*)/g)].map(([, code]) => code)).toEqual([""])
  })
})
