import { describe, expect, test } from "vitest"
import { readAddress } from "../src/chat/address.ts"
import { chatAddress } from "../src/loader/settings.ts"

const inbox = `inb_${"a".repeat(26)}`
const root = "A".repeat(43)

describe("the chat page's address", () => {
  test("what the loader writes is what the chat page reads, and the query stays empty", () => {
    const settings = {
      inbox,
      root,
      origin: "https://chat.example",
      locale: "de",
      launcher: true,
      left: false,
      color: undefined,
    }
    const url = new URL(chatAddress(settings, "de-AT", true))
    expect(url.origin).toBe("https://chat.example")
    expect(url.search).toBe("")
    expect(readAddress(url)).toEqual({
      ...{ inbox, pinnedRoot: root, locale: "de-AT", embedded: true, identify: true },
    })
  })
  test("a page of its own has no fragment", () => {
    expect(readAddress({ pathname: `/chat/${inbox}`, hash: "" })).toEqual({
      inbox,
      pinnedRoot: undefined,
      locale: undefined,
      embedded: false,
      identify: false,
    })
  })
  test.each(["/chat/", "/chat/inb_short", `/chat/usr_${"a".repeat(26)}`, `/chat/${inbox}/x`, "/"])(
    "%s names no inbox",
    (pathname) => {
      expect(readAddress({ pathname, hash: "" }).inbox).toBeUndefined()
    },
  )
  test("a root that is no thumbprint is not dropped: pinning to it must fail, not vanish", () => {
    expect(readAddress({ pathname: `/chat/${inbox}`, hash: "#root=junk" }).pinnedRoot).toBe("junk")
  })
})
