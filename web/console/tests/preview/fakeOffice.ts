import { type AccountRole, newCodeWay, Problem } from "@sotto/core"
import type { Office, SetUp, StaffSession, Team, TeamDevice } from "../../src/office.ts"
import { knownRole } from "../../src/roles.ts"
import { StepUps } from "../../src/stepup/StepUps.ts"
import { fakeAccount } from "./fakeAccount.ts"
import { fakeDesk } from "./fakeDesk.ts"
import { fakeKit, fakeKitTests, recovery } from "./fakeKit.ts"

/** `?phase=waiting&role=agent&conversations=40&kit=needed&link=used&session=none&account=fresh&idle=5&recovery&kitDue` */
export interface Scene {
  readonly phase: string
  readonly role: AccountRole
  readonly conversations: number
  readonly kitNeeded: boolean
  readonly linkUsed: boolean
  readonly signedIn: boolean
  readonly offline: boolean
  /** Somebody with the kit asked to be let in. */
  readonly recovery: boolean
  /** The kit was made eight days ago and never tested. */
  readonly kitDue: boolean
  readonly freshAccount: boolean
  /** In how many minutes the session ends. */
  readonly idle: number
}

export function sceneOf(search: string): Scene {
  const query = new URLSearchParams(search)
  return {
    phase: query.get("phase") ?? "ready",
    role: knownRole(query.get("role") ?? "") ?? "owner",
    conversations: Number(query.get("conversations") ?? "40"),
    kitNeeded: query.has("kit"),
    linkUsed: query.has("link"),
    signedIn: query.get("session") !== "none",
    offline: query.has("offline"),
    recovery: query.has("recovery"),
    kitDue: query.has("kitDue"),
    freshAccount: query.get("account") === "fresh",
    idle: Number(query.get("idle") ?? "60"),
  }
}

const day = 86_400_000
const fingerprints = ["K7QX M2PD 4TVA ZB3N", "R5WU GJ6L XC2H OQ7E", "HT3Y NVD5 QA4K 6ZMP"]

function device(number: number, state: TeamDevice["state"], name: string, own = false): TeamDevice {
  return {
    id: `dev_${number}`,
    name,
    fingerprint: fingerprints[number % 3] ?? "",
    createdAt: Date.now() - number * 9 * day,
    lastSeenAt: state === "waiting" ? undefined : Date.now() - number * day,
    state,
    expiresAt: state === "waiting" ? undefined : Date.now() + (70 - number * 7) * day,
    own,
  }
}

/** Signed in that many days ago, and perhaps disabled since. */
function accountTimes(signedIn: number, disabled?: number) {
  const disabledAt = disabled === undefined ? undefined : Date.now() - disabled * day
  return { lastSignedInAt: Date.now() - signedIn * day, disabledAt }
}

export function fakeOffice(scene: Scene): Office {
  const session: StaffSession = {
    user: { id: "usr_owner", name: "Ines Okafor", role: scene.role },
    organisation: {
      id: "org_x",
      name: "Lindgren Bicycles",
      thumbprint: "q2hCw0iX0mW1hOqEYt8r1y3S7mJvQ0eTnBzK9fXcL4A",
      fingerprint: "VM4C YNEI T6QG ZX2A",
    },
    inboxes: [
      {
        id: "inb_7f3kq2m5x4w6z2a7b3c4d5e6f7",
        name: "Support",
        greeting: "Hello! How can we help?",
        sites: ["http://127.0.0.1:5081"],
      },
    ],
    publicOrigin: "http://localhost:5080",
    ...{ id: "ses_1", method: "passkey", freshUntil: Date.now() },
    ...{ expiresAt: Date.now() + day, idleUntil: Date.now() + scene.idle * 60_000 },
  }
  const stepUps = new StepUps()
  let drafts: ReadonlyMap<string, string> = new Map()
  let waiting = true
  let policy = { passkeysOnly: false }
  let recoveries = scene.recovery ? [recovery("usr_2", "Tomás Herrera")] : []
  let kitNeeded = scene.kitNeeded
  const setUp: SetUp = {
    kit: "K7QX M2PD 4TVA ZB3N R5WU GJ6L XC2H OQ7E HT3Y NVD5 QA4K 6ZMP 2SFB WJE".split(" "),
    fingerprint: "VM4C YNEI T6QG ZX2A",
    finish: async () => session,
  }
  return {
    stepUps,
    vaultWay: newCodeWay,
    account: fakeAccount(scene.freshAccount, stepUps),
    openKit: async () => fakeKit(session),
    recoveries: {
      list: async () => recoveries,
      approve: async (id) => {
        recoveries = recoveries.map((each) => (each.id === id ? { ...each, readyAt: Date.now() } : each))
      },
      cancel: async (id) => {
        recoveries = recoveries.filter((each) => each.id !== id)
      },
    },
    kitTests: fakeKitTests(scene.kitDue, session),
    certifyingInVault: { isKept: async () => false, keep: async () => {}, use: async () => {} },
    provider: async () => "Lindgren ID",
    signInBySuggestion: async () => undefined,
    signInByPassword: async ({ password }) => {
      if (password === "slow") throw new Problem("guessing_slowed", 429, undefined, 90)
      throw new Problem("sign_in_refused", 400)
    },
    stepUp: async () => undefined,
    stepUpByPassword: async () => undefined,
    active: async () => Date.now() + 3_600_000,
    idleUntil: async () => session.idleUntil,
    session: async () => (scene.signedIn ? session : undefined),
    signIn: async () => session,
    signOut: async () => undefined,
    openSetUp: async () => {
      if (scene.linkUsed) throw new Problem("setup_used", 410)
      return { prepare: async () => setUp }
    },
    openInvitation: async () => {
      if (scene.linkUsed) throw new Problem("invitation_used", 410)
      return { organisation: "Lindgren Bicycles", name: "Tomás", accept: async () => session }
    },
    openDesk: async () => fakeDesk(scene),
    keepDrafts: async (_, kept) => {
      drafts = kept
    },
    takeDrafts: async () => drafts,
    device: async () => device(1, "certified", "Firefox on Mac", true),
    team: async (): Promise<Team> => ({
      canCertify: !kitNeeded,
      renewed: 1,
      members: [
        {
          id: "usr_owner",
          name: "Ines Okafor",
          role: "owner",
          ...accountTimes(0),
          devices: [device(1, "certified", "Firefox on Mac", true)],
        },
        {
          id: "usr_2",
          name: "Tomás Herrera",
          role: "agent",
          ...accountTimes(3),
          devices: [
            device(2, waiting ? "waiting" : "certified", "Chrome on Windows"),
            device(3, "lapsed", "Safari on iPhone"),
            device(4, "revoked", "Chrome on Linux"),
          ],
        },
        { id: "usr_3", name: "Mirela Kovač", role: "auditor", ...accountTimes(90, 2), devices: [] },
      ],
      invitations: [
        {
          id: "1",
          name: "Mirela Kovač",
          role: "auditor",
          expiresAt: Date.now() + 2 * day,
          usedAt: Date.now() - day,
        },
        { id: "2", name: "Jun Watanabe", role: "agent", expiresAt: Date.now() + 2 * day, usedAt: undefined },
      ],
    }),
    invite: async () => ({
      link: "http://localhost:5080/console/#invitation=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA",
      expiresAt: Date.now() + 3 * day,
    }),
    colleagues: {
      changeRole: async () => undefined,
      disable: async () => undefined,
      enable: async () => undefined,
      endSessions: async () => undefined,
      apiTokens: async () => [],
      revokeApiToken: async () => undefined,
      withdraw: async () => undefined,
    },
    signInPolicy: {
      get: async () => policy,
      set: async (changed) => {
        policy = changed
        return changed
      },
    },
    certify: async () => {
      waiting = false
    },
    revoke: async () => undefined,
    enterKit: async () => {
      kitNeeded = false
    },
    companyKeys: async () => ({ number: 0, keys: [] }),
    signCompanyKeys: async () => undefined,
    createInbox: async () => session,
  }
}
