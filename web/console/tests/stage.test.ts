import { Offline, Problem } from "@sotto/core"
import { describe, expect, it } from "vitest"
import type { Office, OpenSetUp, StaffSession } from "../src/office.ts"
import { openStage } from "../src/stage.ts"
import { StepUps } from "../src/stepup/StepUps.ts"
import { fakeAccount } from "./preview/fakeAccount.ts"

const session: StaffSession = {
  user: { id: "usr_a", name: "Ada", role: "owner" },
  organisation: { id: "org_a", name: "Acme", thumbprint: "t", fingerprint: "f" },
  inboxes: [],
  publicOrigin: "https://chat.example.com",
  ...{ id: "ses_a", method: "passkey", expiresAt: 3, idleUntil: 2, freshUntil: 1 },
}

/** An office of which only the named calls work. */
function office(calls: Partial<Office>): Office {
  const refuse = () => Promise.reject(new Offline("not expected"))
  const none = { session: refuse, signIn: refuse, signOut: refuse, openSetUp: refuse, openInvitation: refuse }
  const rest = {
    openDesk: refuse,
    device: refuse,
    team: refuse,
    invite: refuse,
    certify: refuse,
    revoke: refuse,
    colleagues: {
      ...{ changeRole: refuse, disable: refuse, enable: refuse, endSessions: refuse },
      ...{ apiTokens: refuse, revokeApiToken: refuse, withdraw: refuse },
    },
  }
  const keys = { companyKeys: refuse, signCompanyKeys: refuse, keepDrafts: refuse, takeDrafts: refuse }
  const own = {
    account: fakeAccount(true, new StepUps()),
    stepUps: new StepUps(),
    openKit: refuse,
    recoveries: { list: refuse, approve: refuse, cancel: refuse },
    signInPolicy: { get: refuse, set: refuse },
    kitTests: { state: refuse, test: refuse },
    certifyingInVault: { isKept: refuse, keep: refuse, use: refuse },
    ...{
      provider: refuse,
      signInBySuggestion: refuse,
      signInByPassword: refuse,
      stepUp: refuse,
      stepUpByPassword: refuse,
    },
    ...{ active: refuse, idleUntil: refuse, vaultWay: refuse },
  }
  return { ...own, ...none, ...rest, enterKit: refuse, createInbox: refuse, ...keys, ...calls }
}

const failing = (code: string) => () => Promise.reject(new Problem(code, 410))

describe("where a visit starts", () => {
  it("goes to the console when somebody is signed in, else to sign-in", async () => {
    const signedIn = office({ session: async () => session })
    const signedOut = office({ session: async () => undefined })
    expect(await openStage(signedIn, { kind: "console" }, "")).toEqual({ kind: "console", session })
    expect(await openStage(signedOut, { kind: "console" }, "")).toEqual({ kind: "signIn", notice: undefined })
  })

  it("explains why an interrupted set-up has to start again", async () => {
    const stage = await openStage(
      office({ session: async () => undefined }),
      { kind: "console" },
      "#/set-up/kit",
    )
    expect(stage).toEqual({ kind: "signIn", notice: "signIn.notice.setUpReloaded" })
  })

  it("hands the link's token to the server and nothing else", async () => {
    const setUp: OpenSetUp = { prepare: () => Promise.reject(new Offline("not expected")) }
    const tokens: string[] = []
    const openSetUp = async (token: string) => {
      tokens.push(token)
      return setUp
    }
    expect(await openStage(office({ openSetUp }), { kind: "setUp", token: "abc" }, "")).toEqual({
      kind: "setUp",
      setUp,
    })
    expect(tokens).toEqual(["abc"])
  })

  it("has a page for links that were used, without a way to try again", async () => {
    const setUp = await openStage(
      office({ openSetUp: failing("setup_used") }),
      { kind: "setUp", token: "a" },
      "",
    )
    const openInvitation = failing("invitation_used")
    const invited = await openStage(office({ openInvitation }), { kind: "invitation", token: "a" }, "")
    expect(setUp).toMatchObject({ kind: "link", title: "link.setUp.title", retry: undefined })
    expect(invited).toMatchObject({ kind: "link", title: "link.invitation.title", retry: undefined })
  })

  it("says what a visit to the provider led to, in the account or at sign-in", async () => {
    const entry = { kind: "provider", returned: "taken" } as const
    const signedIn = office({ session: async () => session })
    const signedOut = office({ session: async () => undefined })
    expect(await openStage(signedIn, entry, "")).toEqual({ kind: "console", session, returned: "taken" })
    expect(await openStage(signedOut, entry, "")).toEqual({ kind: "signIn", notice: "openId.returned.taken" })
  })

  it("keeps a good link when the server cannot be reached", async () => {
    const entry = { kind: "invitation", token: "abc" } as const
    expect(await openStage(office({}), entry, "")).toMatchObject({ title: "link.failed.title", retry: entry })
  })
})
