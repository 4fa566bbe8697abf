import { describe, expect, it } from "vitest"
import { converses, invitable, knownRole, managesTeam, mayChange } from "../src/roles.ts"

describe("roles", () => {
  it("lets owners and administrators manage the team, and nobody else", () => {
    const all = ["owner", "administrator", "supervisor", "agent", "auditor"] as const
    expect(all.filter(managesTeam)).toEqual(["owner", "administrator"])
  })

  it("leaves it to the owner who is an administrator, and makes nobody an owner", () => {
    expect(invitable("owner")).toEqual(["agent", "supervisor", "administrator", "auditor"])
    expect(invitable("administrator")).toEqual(["agent", "supervisor", "auditor"])
  })

  it("changes the accounts of those whose role one may give, and never an owner's", () => {
    const all = ["owner", "administrator", "supervisor", "agent", "auditor", "janitor"] as const
    const by = (role: "owner" | "administrator" | "supervisor") => all.filter((each) => mayChange(role, each))
    expect(by("owner")).toEqual(["administrator", "supervisor", "agent", "auditor"])
    expect(by("administrator")).toEqual(["supervisor", "agent", "auditor"])
    expect(by("supervisor")).toEqual([])
  })

  it("has no inbox for an auditor, and shows a role of a newer server by its own name", () => {
    expect([converses("auditor"), converses("supervisor")]).toEqual([false, true])
    expect([knownRole("supervisor"), knownRole("janitor")]).toEqual(["supervisor", undefined])
  })
})
