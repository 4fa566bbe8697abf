import { catalogueProblems } from "@sotto/ui"
import { expect, test } from "vitest"
import german from "../src/chat/de.json" with { type: "json" }
import laterGerman from "../src/chat/dialogs/later/de.json" with { type: "json" }
import laterEnglish from "../src/chat/dialogs/later/en.json" with { type: "json" }
import english from "../src/chat/en.json" with { type: "json" }
import { words } from "../src/loader/words.ts"

test("the chat page is complete in English and German", () => {
  expect(catalogueProblems("en", english, english)).toEqual([])
  expect(catalogueProblems("de", german, english)).toEqual([])
  expect(catalogueProblems("en", laterEnglish, laterEnglish)).toEqual([])
  expect(catalogueProblems("de", laterGerman, laterEnglish)).toEqual([])
})

test("the loader speaks German to German pages and English to all others", () => {
  expect(words("de-CH").open).toBe("Chat öffnen")
  expect(words("den").open).toBe("Open chat")
  expect(words("").unread(2)).toBe("Open chat, 2 unread")
})
