import { catalogueProblems } from "@sotto/ui"
import { expect, test } from "vitest"
import germanConfirm from "../src/chat/confirm/de.json" with { type: "json" }
import englishConfirm from "../src/chat/confirm/en.json" with { type: "json" }
import german from "../src/chat/de.json" with { type: "json" }
import germanDialogs from "../src/chat/dialogs/de.json" with { type: "json" }
import englishDialogs from "../src/chat/dialogs/en.json" with { type: "json" }
import english from "../src/chat/en.json" with { type: "json" }
import germanKept from "../src/chat/kept/de.json" with { type: "json" }
import englishKept from "../src/chat/kept/en.json" with { type: "json" }
import { words } from "../src/loader/words.ts"

test("the chat page is complete in English and German", () => {
  expect(catalogueProblems("en", english, english)).toEqual([])
  expect(catalogueProblems("de", german, english)).toEqual([])
  expect(catalogueProblems("en", englishDialogs, englishDialogs)).toEqual([])
  expect(catalogueProblems("de", germanDialogs, englishDialogs)).toEqual([])
  expect(catalogueProblems("en", englishConfirm, englishConfirm)).toEqual([])
  expect(catalogueProblems("de", germanConfirm, englishConfirm)).toEqual([])
  expect(catalogueProblems("en", englishKept, englishKept)).toEqual([])
  expect(catalogueProblems("de", germanKept, englishKept)).toEqual([])
})

test("the loader speaks German to German pages and English to all others", () => {
  expect(words("de-CH").open).toBe("Chat öffnen")
  expect(words("den").open).toBe("Open chat")
  expect(words("").unread(2)).toBe("Open chat, 2 unread")
})

test("no sentence has a key that the chat page and its dialogs both use", () => {
  expect(Object.keys(englishDialogs).filter((key) => key in english)).toEqual([])
})
