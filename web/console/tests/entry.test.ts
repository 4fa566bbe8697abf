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

  it("takes what the provider led to and removes it from the address at once", () => {
    const { entry, replaceState } = enter("#openid=second_factor")
    expect(entry).toEqual({ kind: "provider", returned: "second_factor" })
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, "", "/console/")
  })

  it("takes any other word in its place for a refusal", () => {
    for (const word of ["", "owned", "linked%20by%20me"])
      expect(enter(`#openid=${word}`).entry).toEqual({ kind: "provider", returned: "refused" })
  })

  it("leaves an ordinary address alone", () => {
    const { entry, replaceState } = enter("#/conversations/cnv_a")
    expect(entry).toEqual({ kind: "console" })
    expect(replaceState).not.toHaveBeenCalled()
  })
})
