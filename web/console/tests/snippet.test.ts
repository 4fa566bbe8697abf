import { describe, expect, it } from "vitest"
import { snippetText } from "../src/inboxes/snippetText.ts"

describe("the snippet", () => {
  it("is one script tag that pins the organisation's root", () => {
    expect(snippetText("https://chat.example.com", "inb_a", "thumb-print_1")).toBe(
      '<script async src="https://chat.example.com/loader.js" data-inbox="inb_a" data-root="thumb-print_1"></script>',
    )
  })

  it("cannot be broken out of", () => {
    expect(snippetText("https://chat.example.com", 'a"><script>', "&")).toContain(
      'data-inbox="a&quot;&gt;&lt;script&gt;" data-root="&amp;"',
    )
  })
})
