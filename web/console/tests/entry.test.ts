import { describe, expect, it, vi } from "vitest"
import { takeEntry } from "../src/entry.ts"

function enter(hash: string) {
  const replaceState = vi.fn()
  const entry = takeEntry({ hash, pathname: "/console/" }, { replaceState })
  return { entry, replaceState }
}

describe("how the console is entered", () => {
  it("takes a set-up token and removes it from the address at once", () => {
    const { entry, replaceState } = enter("#setup=abc-_123")
    expect(entry).toEqual({ kind: "setUp", token: "abc-_123" })
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, "", "/console/")
  })

  it("takes an invitation token and removes it from the address at once", () => {
    const { entry, replaceState } = enter("#invitation=xyz")
    expect(entry).toEqual({ kind: "invitation", token: "xyz" })
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, "", "/console/")
  })

  it("leaves an ordinary address alone", () => {
    const { entry, replaceState } = enter("#/conversations/cnv_a")
    expect(entry).toEqual({ kind: "console" })
    expect(replaceState).not.toHaveBeenCalled()
  })
})
