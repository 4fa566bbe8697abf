import { describe, expect, it } from "vitest"
import { draftProblems, finishedDraft, firstDraft, siteOrigin } from "../src/setup/draft.ts"
import { pickGroups, randomBelow, sameGroup } from "../src/setup/kitCheck.ts"
import { stepAfterPop } from "../src/setup/useStep.ts"

const draft = {
  organisation: " Acme ",
  owner: "Ada",
  inbox: "Support",
  greeting: "Hi",
  site: "www.example.com/shop",
}

describe("the website address", () => {
  it.each([
    ["www.example.com", "https://www.example.com"],
    ["https://example.com:8443/a?b#c", "https://example.com:8443"],
    ["http://127.0.0.1:5081", "http://127.0.0.1:5081"],
    ["http://localhost:3000/", "http://localhost:3000"],
  ])("reads %j as the origin %j", (typed, origin) => {
    expect(siteOrigin(typed)).toBe(origin)
  })

  it.each([
    "",
    "hello",
    "http://example.com",
    "javascript:alert(1)",
    "https://a:b@example.com",
    "ftp://example.com",
  ])("refuses %j", (typed) => {
    expect(siteOrigin(typed)).toBeUndefined()
  })
})

describe("the details", () => {
  it("suggests the demo site on the developer's own machine only", () => {
    expect(firstDraft("localhost", "Hi", "Support").site).toBe("http://127.0.0.1:5081")
    expect(firstDraft("chat.example.com", "Hi", "Support").site).toBe("")
  })

  it("names every field that is missing, too long or no address", () => {
    expect(draftProblems(draft).size).toBe(0)
    expect([...draftProblems({ ...draft, owner: "  ", organisation: "x".repeat(81), site: "here" })]).toEqual(
      [
        ["organisation", "tooLong"],
        ["owner", "needed"],
        ["site", "site"],
      ],
    )
  })

  it("sends what was meant", () => {
    expect(finishedDraft(draft)).toMatchObject({ organisation: "Acme", site: "https://www.example.com" })
  })
})

describe("the check of the kit", () => {
  it("asks for distinct groups in reading order, each group being possible", () => {
    const asked = new Set<number>()
    for (let round = 0; round < 500; round++) {
      const picks = pickGroups(14, 3, randomBelow)
      expect(new Set(picks).size).toBe(3)
      expect([...picks].sort((a, b) => a - b)).toEqual(picks)
      for (const pick of picks) asked.add(pick)
    }
    expect([...asked].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, index) => index))
  })

  it("forgives case and spaces, and nothing else", () => {
    expect(sameGroup("K7QX", " k7 qx ")).toBe(true)
    expect(sameGroup("K7QX", "K7QY")).toBe(false)
    expect(sameGroup("K7QX", "")).toBe(false)
  })
})

describe("the browser's history during set-up", () => {
  it("goes back, and never forward past what is asked", () => {
    expect(stepAfterPop("check", { setUpStep: "kit" })).toBe("kit")
    expect(stepAfterPop("kit", null)).toBe("details")
    expect(stepAfterPop("kit", { setUpStep: "passkey" })).toBe("kit")
    expect(stepAfterPop("kit", { setUpStep: "elsewhere" })).toBe("kit")
  })
})
