import { expect, test } from "vitest"
import { countShown, givenBack, insertAt, isSendKey, messageLimit } from "../src/compose/editing.ts"
import { loadEmojiNames, searchEmoji } from "../src/emoji/emojiNames.ts"
import { gridMove } from "../src/emoji/gridMove.ts"
import { initials } from "../src/parts/Avatar.tsx"

const enter = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 }

test("Enter sends; Shift+Enter and an input method's Enter do not", () => {
  expect(isSendKey(enter)).toBe(true)
  expect(isSendKey({ ...enter, shiftKey: true })).toBe(false)
  expect(isSendKey({ ...enter, isComposing: true })).toBe(false)
  expect(isSendKey({ ...enter, keyCode: 229 })).toBe(false)
  expect(isSendKey({ ...enter, key: "a" })).toBe(false)
})

test("an emoji replaces the selection and the caret stands after it", () => {
  expect(insertAt("hello world", 6, 11, "👋")).toEqual({ text: "hello 👋", caret: 8 })
})

test("a text that could not be sent comes back before what was typed since", () => {
  expect(givenBack("lost", "")).toBe("lost")
  expect(givenBack("lost", "typed since")).toBe("lost\ntyped since")
})

test("the count shows near the limit only", () => {
  expect(countShown(messageLimit - 501)).toBe(false)
  expect(countShown(messageLimit - 500)).toBe(true)
})

test("emoji are found by the beginning of any word, in the reader's language", async () => {
  const english = await loadEmojiNames("en-GB")
  const german = await loadEmojiNames("de")
  expect(english.size).toBeGreaterThanOrEqual(120)
  expect(searchEmoji(english, "Thumbs d")).toEqual(["👎"])
  expect(searchEmoji(german, "daumen hoch")).toEqual(["👍"])
  expect(searchEmoji(english, "")).toHaveLength(english.size)
  expect(searchEmoji(english, "qqq")).toEqual([])
})

test("arrow keys move in the grid and stay in it", () => {
  const grid = { columns: 8, count: 20, rightToLeft: false }
  expect(["ArrowRight", "ArrowDown", "ArrowUp", "Home", "End"].map((key) => gridMove(key, 9, grid))).toEqual([
    10, 17, 1, 8, 15,
  ])
  expect(gridMove("ArrowDown", 15, grid)).toBe(15)
  expect(gridMove("End", 17, grid)).toBe(19)
  expect(gridMove("ArrowLeft", 0, grid)).toBe(0)
  expect(gridMove("ArrowLeft", 9, { ...grid, rightToLeft: true })).toBe(10)
  expect(gridMove("x", 0, grid)).toBeUndefined()
})

test("initials come from the first and the last word", () => {
  expect(["Kim Lee", "kim", "Ana Maria de Souza", " ", "李 明"].map(initials)).toEqual([
    "KL",
    "K",
    "AS",
    "",
    "李明",
  ])
})
