import {
  type OwnApiToken,
  type OwnOpenId,
  type OwnPasskey,
  type OwnSession,
  type PasswordState,
  Problem,
  type SecurityEvent,
} from "@sotto/core"
import type { Account } from "../../src/account/account.ts"
import type { StepUps } from "../../src/stepup/StepUps.ts"

const hour = 3_600_000
const day = 24 * hour
const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

function passkey(id: string, name: string, authenticator: string | null, synced: boolean): OwnPasskey {
  const now = Date.now()
  return {
    id,
    name,
    authenticator,
    synced,
    createdAt: now - 200 * day,
    lastUsedAt: synced ? now - hour : null,
  }
}

function session(id: string, deviceName: string | null, more: Partial<OwnSession>): OwnSession {
  const now = Date.now()
  return {
    ...{ id, deviceName, device: null, method: "passkey", place: "203.0.113.0/24", current: false },
    ...{ createdAt: now - 3 * hour, lastUsedAt: now - 60_000, expiresAt: now + 9 * hour },
    ...more,
  }
}

function identity(): OwnOpenId {
  const createdAt = Date.now() - 30 * day
  return { id: "i1", issuer: "https://id.lindgren.example/realms/staff", createdAt, lastUsedAt: null }
}

function events(): readonly SecurityEvent[] {
  const kinds = [
    ...["signedIn", "steppedUp", "signInFailed", "guessingSlowed", "passkeyAdded", "sessionEnded"],
    ...["tokenReused", "recoveryCodeUsed", "deviceRegistered", "passwordChanged", "signedOut", "roleChanged"],
  ] as const satisfies readonly SecurityEvent["kind"][]
  return kinds.map((kind, index) => ({
    kind,
    at: Date.now() - index * 7 * hour,
    place: index % 3 === 1 ? "2001:db8:1200::/48" : "203.0.113.0/24",
    method: kind === "signedIn" ? "passkey" : kind === "steppedUp" ? "passwordAndCode" : null,
    deviceName: index % 2 === 0 ? "Firefox on Mac" : null,
  }))
}

function apiToken(id: string, name: string, more: Partial<OwnApiToken> = {}): OwnApiToken {
  const now = Date.now()
  return {
    ...{ id, name, scopes: ["conversationsRead"], device: "d1", deviceName: "Export server" },
    ...{ createdAt: now - 12 * day, expiresAt: now + 18 * day, lastUsedAt: null, place: null },
    ...more,
  }
}

/** `fresh`: nothing there yet, as on the first day. Every change asks for a step-up once, as the server does. */
export function fakeAccount(fresh: boolean, stepUps: StepUps): Account {
  let isVerified = false
  let passkeys = [passkey("a", "MacBook of Ines", "Apple Passwords", true)]
  if (!fresh) passkeys.push(passkey("b", "Security key in the safe", "YubiKey 5", false))
  let state: PasswordState = fresh
    ? { signInName: null, changedAt: null, recoveryCodesLeft: 0 }
    : { signInName: "ines@lindgren.example", changedAt: Date.now() - 40 * day, recoveryCodesLeft: 3 }
  let sessions = [session("1", "Firefox on Mac", { current: true })]
  if (!fresh)
    sessions.push(
      session("2", "Safari on iPhone", { place: "2001:db8:1200::/48", lastUsedAt: Date.now() - 2 * day }),
      session("3", null, { method: "passwordAndRecoveryCode", lastUsedAt: Date.now() - 4 * day }),
    )
  let identities: readonly OwnOpenId[] = fresh ? [] : [identity()]
  let tokens = fresh
    ? []
    : [apiToken("t1", "Nightly export", { lastUsedAt: Date.now() - 8 * hour, place: "203.0.113.0/24" })]
  const verified = async () => {
    if (!isVerified) await stepUps.ask()
    isVerified = true
  }
  const codes = () =>
    Array.from({ length: 10 }, (_, index) => `k7qx-m2pd-4tva-zb${(index + 2).toString(32)}n`)
  return {
    passkeys: async () => passkeys,
    addPasskey: async (name) => {
      await verified()
      passkeys = [...passkeys, passkey(name, name, null, true)]
    },
    renamePasskey: async (id, name) => {
      passkeys = passkeys.map((each) => (each.id === id ? { ...each, name } : each))
    },
    removePasskey: async (id) => {
      await verified()
      if (passkeys.length === 1 && state.signInName === null) throw new Problem("last_way_in", 409)
      passkeys = passkeys.filter((each) => each.id !== id)
    },
    password: async () => state,
    passwordOptions: async () => {
      await verified()
      const label = encodeURIComponent("Lindgren Bicycles:Ines Okafor")
      return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=Lindgren%20Bicycles` }
    },
    setPassword: async ({ signInName, password }) => {
      if (password === "password") throw new Problem("weak_password", 400)
      state = { signInName, changedAt: Date.now(), recoveryCodesLeft: 10 }
      return codes()
    },
    removePassword: async () => {
      await verified()
      state = { signInName: null, changedAt: null, recoveryCodesLeft: 0 }
    },
    makeRecoveryCodes: async () => {
      await verified()
      state = { ...state, recoveryCodesLeft: 10 }
      return codes()
    },
    openId: async () => ({ provider: "Lindgren ID", identities }),
    linkOpenId: async () => "/console/#openid=linked",
    removeOpenId: async () => {
      await verified()
      identities = []
    },
    sessions: async () => sessions,
    endSession: async (id) => {
      sessions = sessions.filter((each) => each.id !== id)
    },
    endOtherSessions: async () => {
      sessions = sessions.filter(({ current }) => current)
    },
    apiTokens: async () => ({ tokens, devices: fresh ? [] : [{ id: "d1", name: "Export server" }] }),
    createApiToken: async ({ name, scopes, device, days }) => {
      await verified()
      const expiresAt = Date.now() + days * day
      tokens = [apiToken(`t${name}`, name, { scopes: [...scopes], device, expiresAt }), ...tokens]
      return `sotto_at_${"k7qxm2pd4tv".repeat(4).slice(1)}`
    },
    revokeApiToken: async (id) => {
      await verified()
      tokens = tokens.filter((each) => each.id !== id)
    },
    securityEvents: async () => (fresh ? [] : events()),
  }
}
