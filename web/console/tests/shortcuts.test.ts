import { describe, expect, it } from "vitest"
import { actionOf, type Pressed } from "../src/shell/shortcuts.ts"

const pressed = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  ...{ key, altKey: false, ctrlKey: false, shiftKey: false, metaKey: false, typing: false, modal: false },
  ...more,
})

describe("keyboard shortcuts", () => {
  it.each([
    ["?", "help"],
    ["/", "search"],
    ["r", "reply"],
    ["E", "resolve"],
    ["i", "details"],
  ])("does what %j promises, unless single keys are off or somebody types", (key, action) => {
    expect(actionOf(pressed(key), true)).toBe(action)
    expect(actionOf(pressed(key), false)).toBeUndefined()
    expect(actionOf(pressed(key, { typing: true }), true)).toBeUndefined()
  })

  it("moves between conversations while typing too", () => {
    expect(actionOf(pressed("ArrowDown", { altKey: true, typing: true }), false)).toBe("next")
    expect(actionOf(pressed("ArrowUp", { altKey: true }), true)).toBe("previous")
  })

  it("locks from anywhere: while typing, in a dialog, and without single keys", () => {
    const keys = { ctrlKey: true, shiftKey: true, typing: true, modal: true }
    expect(actionOf(pressed("L", keys), false)).toBe("lock")
    expect(actionOf(pressed("l", keys), true)).toBe("lock")
    expect(actionOf(pressed("L", { ...keys, ctrlKey: false }), true)).toBeUndefined()
    expect(actionOf(pressed("L", { ...keys, altKey: true }), true)).toBeUndefined()
    expect(actionOf(pressed("l", { ctrlKey: true }), true)).toBeUndefined()
  })

  it("leaves the browser's own keys and open dialogs alone", () => {
    expect(actionOf(pressed("r", { ctrlKey: true }), true)).toBeUndefined()
    expect(actionOf(pressed("r", { metaKey: true }), true)).toBeUndefined()
    expect(actionOf(pressed("Escape", { modal: true }), true)).toBeUndefined()
    expect(actionOf(pressed("Escape", { typing: true }), false)).toBe("leave")
  })
})
