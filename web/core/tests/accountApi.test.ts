import type { SignatureKey } from "@sotto/mls"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { linkOpenId, ProviderAway } from "../src/accounts/openId.ts"
import { addPasskey, signInBySuggestion, stepUp } from "../src/accounts/signIn.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import type { AskStepUp } from "../src/api/staffTransport.ts"
import type { Authenticator } from "../src/passkeys.ts"
import { Problem, UnexpectedReply } from "../src/problems.ts"
import { FakeServer, json, nothing, problem } from "./fixtures/fakeServer.ts"
import { DEVICE, fixedId, fixedKey, INBOX, NOW, ORGANISATION, OWNER } from "./fixtures/people.ts"
import { softAuthenticator } from "./fixtures/softAuthenticator.ts"

const ORIGIN = "https://chat.example"
const AT = new Date(NOW).toISOString()
const SESSION = fixedId("ses", 20)
const PASSKEY = "cGFzc2tleQ"
const ANSWER = { signInName: "ada", password: "a long password", code: "123456" }
const session = {
  user: { id: OWNER, name: "Ada", role: "auditor" },
  organisation: { id: ORGANISATION, name: "Example", root: "A".repeat(43) },
  ...{ inboxes: [], publicOrigin: ORIGIN, id: SESSION, method: "passwordAndRecoveryCode" },
  ...{ expiresAt: AT, idleUntil: AT, freshUntil: AT },
}
const codes = { codes: ["abcd-efgh-ijkl-mnop"] }
const { authenticator } = softAuthenticator()
let key: SignatureKey
let server: FakeServer

beforeAll(async () => {
  key = await fixedKey(22)
})

beforeEach(() => {
  server = new FakeServer()
})

function staff(ask?: AskStepUp, withKey = true): StaffApi {
  const own = withKey ? { key, device: DEVICE } : {}
  return new StaffApi({ origin: ORIGIN, now: () => NOW, fetch: server.fetch, ...own }, ask)
}

test("a session says how it began and when it ends; a role that does not exist refuses it", async () => {
  server.on("GET /v1/session", () => json(200, session))
  const { id, method, expiresAt, idleUntil, freshUntil, user } = await staff().session()
  expect({ id, method, role: user.role }).toEqual({
    ...{ id: SESSION, method: "passwordAndRecoveryCode", role: "auditor" },
  })
  expect([expiresAt, idleUntil, freshUntil]).toEqual([NOW, NOW, NOW])
  for (const broken of [{ user: { ...session.user, role: "root" } }, { id: DEVICE }, { idleUntil: "soon" }]) {
    server.on("GET /v1/session", () => json(200, { ...session, ...broken }))
    await expect(staff().session()).rejects.toBeInstanceOf(UnexpectedReply)
  }
})

test("a password signs in with a proof where this browser has a key, and without one elsewhere", async () => {
  const call = "POST /v1/sign-in/password"
  server.on(call, () => json(200, session))
  await staff().account.signInByPassword(ANSWER)
  expect(server.last(call).headers.get("DPoP")).not.toBeNull()
  await staff(undefined, false).account.signInByPassword(ANSWER)
  const { headers, body } = server.last(call)
  expect(headers.get("DPoP")).toBeNull()
  expect(headers.get("Sotto-Request")).toBe("1")
  expect(headers.get("Idempotency-Key")).toBeNull()
  expect(body).toEqual(ANSWER)
})

test("a refusal that asks for patience says for how long", async () => {
  server.on("POST /v1/sign-in/password", () => problem(429, "guessing_slowed", { "Retry-After": "90" }))
  await expect(staff().account.signInByPassword(ANSWER)).rejects.toMatchObject({ retryAfter: 90 })
  server.on("POST /v1/sign-in/password", () => problem(400, "sign_in_refused"))
  await expect(staff().account.signInByPassword(ANSWER)).rejects.toMatchObject({ retryAfter: undefined })
})

test("one's own sessions, passkeys, password and events are typed", async () => {
  const own = { id: SESSION, method: "passkey", place: "203.0.113.0/24", current: true }
  const times = { createdAt: AT, lastUsedAt: AT, expiresAt: AT }
  const passkey = { id: PASSKEY, name: "Laptop", authenticator: null, synced: true, createdAt: AT }
  server
    .on("GET /v1/sessions", () => json(200, { sessions: [{ ...own, ...times, device: null }] }))
    .on("GET /v1/passkeys", () => json(200, { passkeys: [{ ...passkey, lastUsedAt: null }] }))
    .on("GET /v1/password", () => json(200, { signInName: null, changedAt: null, recoveryCodesLeft: 0 }))
    .on("GET /v1/security-events", () =>
      json(200, { events: [{ kind: "signInFailed", at: AT, place: "2001:db8::/48", method: null }] }),
    )
  const { account } = staff()
  expect(await account.sessions()).toMatchObject([{ id: SESSION, createdAt: NOW, current: true }])
  expect(await account.passkeys()).toMatchObject([{ id: PASSKEY, createdAt: NOW, lastUsedAt: null }])
  expect(await account.password()).toMatchObject({ signInName: null })
  expect(await account.securityEvents()).toMatchObject([{ kind: "signInFailed", at: NOW }])
  server
    .on("GET /v1/sessions", () => json(200, { sessions: [{ ...own, ...times, id: DEVICE }] }))
    .on("GET /v1/passkeys", () => json(200, { passkeys: [{ ...passkey, id: "../password" }] }))
    .on("GET /v1/security-events", () => json(200, { events: [{ kind: 7, at: "now", place: "" }] }))
  await expect(account.sessions()).rejects.toBeInstanceOf(UnexpectedReply)
  await expect(account.passkeys()).rejects.toBeInstanceOf(UnexpectedReply)
  await expect(account.securityEvents()).rejects.toBeInstanceOf(UnexpectedReply)
})

test("an event or a way in that only a newer server knows is still listed", async () => {
  const event = { kind: "eclipse", at: AT, place: "", method: "telepathy" }
  server.on("GET /v1/security-events", () => json(200, { events: [event] }))
  expect(await staff().account.securityEvents()).toMatchObject([{ kind: "other", method: "other", at: NOW }])
})

test("what changes an account carries a proof of the device's key, and no secret is in an address", async () => {
  const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
  server
    .on(`POST /v1/sessions/${SESSION}/end`, nothing)
    .on("POST /v1/sessions/end-others", nothing)
    .on(`PUT /v1/passkeys/${PASSKEY}`, nothing)
    .on(`POST /v1/passkeys/${PASSKEY}/remove`, nothing)
    .on("POST /v1/password/options", () => json(200, { secret, uri: `otpauth://totp/x?secret=${secret}` }))
    .on("PUT /v1/password", () => json(200, codes))
    .on("POST /v1/password/remove", nothing)
    .on("POST /v1/recovery-codes", () => json(200, codes))
  const { account } = staff()
  await account.endSession(SESSION)
  await account.endOtherSessions()
  await account.renamePasskey(PASSKEY, "Phone")
  await account.removePasskey(PASSKEY)
  expect((await account.passwordOptions()).secret).toBe(secret)
  expect(await account.setPassword(ANSWER)).toEqual(codes.codes)
  expect(await account.makeRecoveryCodes()).toEqual(codes.codes)
  await account.removePassword()
  const asked = server.seen.filter(({ call }) => call !== "POST /v1/nonces")
  expect(asked).toHaveLength(8)
  for (const { headers, credentials, url } of asked) {
    expect(headers.get("DPoP")).not.toBeNull()
    expect(headers.get("Sotto-Request")).toBe("1")
    expect(credentials).toBe("same-origin")
    expect(url).not.toMatch(/ada|password=|123456|JBSWY/)
  }
  expect(() => account.removePasskey("../../sign-out")).toThrow(TypeError)
})

test("a provider is named where there is one, and one's links to it are listed and removed", async () => {
  const identity = { id: "0f".repeat(16), issuer: "https://id.example", createdAt: AT, lastUsedAt: null }
  const remove = `POST /v1/openid/${identity.id}/remove`
  server
    .on("GET /v1/sign-in/methods", () => json(200, { openId: { name: "Example ID" } }))
    .on("GET /v1/openid", () => json(200, { identities: [identity] }))
    .on(remove, nothing)
  expect(await staff(undefined, false).provider()).toBe("Example ID")
  expect(await staff().account.openIds()).toEqual([{ ...identity, createdAt: NOW }])
  await staff().account.removeOpenId(identity.id)
  expect(server.last(remove).headers.get("DPoP")).not.toBeNull()
  server.on("GET /v1/sign-in/methods", () => json(200, { openId: null }))
  expect(await staff().provider()).toBeUndefined()
  expect(() => staff().account.removeOpenId("../../sign-out")).toThrow(TypeError)
})

test("linking leads to a page of the web and nowhere else, and says when the provider is away", async () => {
  const call = "POST /v1/openid/link"
  server.on(call, () => json(200, { address: "https://id.example/authorize?state=x" }))
  expect(await linkOpenId(staff())).toBe("https://id.example/authorize?state=x")
  expect(server.last(call).headers.get("DPoP")).not.toBeNull()
  for (const address of ["javascript:alert(1)", "data:text/html,x", "/console/", 7]) {
    server.on(call, () => json(200, { address }))
    await expect(linkOpenId(staff())).rejects.toBeInstanceOf(UnexpectedReply)
  }
  server.on(call, () => problem(409, "conflict"))
  await expect(linkOpenId(staff())).rejects.toBeInstanceOf(ProviderAway)
  server.on(call, () => problem(404, "not_found"))
  await expect(linkOpenId(staff())).rejects.toMatchObject({ code: "not_found" })
})

test("an app's secret that leads elsewhere than to an app is refused", async () => {
  const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
  server.on("POST /v1/password/options", () => json(200, { secret, uri: "https://evil.example/?x" }))
  await expect(staff().account.passwordOptions()).rejects.toBeInstanceOf(UnexpectedReply)
})

test("passkeys for a step-up and a new one post no extension results", async () => {
  const options = { challenge: "challenge-id", publicKey: { challenge: "A".repeat(43) } }
  const creation = {
    challenge: "challenge-id",
    publicKey: {
      ...options.publicKey,
      ...{ rp: { name: "Sotto" }, user: { id: "AQ", name: "Ada", displayName: "Ada" } },
      pubKeyCredParams: [{ type: "public-key", alg: -8 }],
    },
  }
  server
    .on("POST /v1/session/step-up/options", () => json(200, options))
    .on("POST /v1/session/step-up", () => json(200, { freshUntil: AT }))
    .on("POST /v1/passkeys/options", () => json(200, creation))
    .on("POST /v1/passkeys", () => json(201, {}))
  expect(await stepUp(staff(), authenticator)).toBe(NOW)
  await addPasskey(staff(), "Phone", authenticator)
  expect(server.last("POST /v1/passkeys").body).toMatchObject({ name: "Phone", challenge: "challenge-id" })
  for (const call of ["POST /v1/session/step-up", "POST /v1/passkeys"])
    expect(server.last(call).body).toMatchObject({ credential: { clientExtensionResults: {} } })
})

test("a command that needs a fresh verification asks for it once and is then sent again", async () => {
  const call = `POST /v1/passkeys/${PASSKEY}/remove`
  let fresh = false
  let asked = 0
  server.on(call, () => (fresh ? nothing() : problem(403, "step_up_required")))
  const answering = staff(async () => {
    asked += 1
    fresh = true
  })
  await answering.account.removePasskey(PASSKEY)
  expect([asked, server.calls().filter((other) => other === call).length]).toEqual([1, 2])
  fresh = false
  const useless = staff(async () => {
    asked += 1
  })
  await expect(useless.account.removePasskey(PASSKEY)).rejects.toMatchObject({ code: "step_up_required" })
  expect(asked).toBe(2)
})

test("who says no to the verification sends nothing again, and other refusals ask for none", async () => {
  const call = "POST /v1/invitations"
  server.on(call, () => problem(403, "step_up_required"))
  const refusing = staff(() => Promise.reject(new Problem("step_up_required", 403)))
  await expect(refusing.invite("Bo", "agent", [INBOX])).rejects.toMatchObject({ code: "step_up_required" })
  await expect(staff().invite("Bo", "agent", [INBOX])).rejects.toMatchObject({ code: "step_up_required" })
  server.on(call, () => problem(403, "forbidden"))
  await expect(refusing.invite("Bo", "agent", [INBOX])).rejects.toMatchObject({ code: "forbidden" })
  expect(server.calls().filter((other) => other === call)).toHaveLength(3)
})

test("a suggested passkey signs in; when something else is chosen, waiting for one ends quietly", async () => {
  const options = { challenge: "challenge-id", publicKey: { challenge: "A".repeat(43) } }
  server
    .on("POST /v1/sign-in/options", () => json(200, options))
    .on("POST /v1/sign-in", () => json(200, session))
  const seen: (CredentialRequestOptions | undefined)[] = []
  const suggesting: Authenticator = {
    ...authenticator,
    get: (asked) => {
      seen.push(asked)
      return authenticator.get(asked)
    },
  }
  expect(await signInBySuggestion(staff(), new AbortController().signal, suggesting)).toMatchObject({
    id: SESSION,
  })
  expect(seen).toMatchObject([{ mediation: "conditional" }])
  const controller = new AbortController()
  const waiting: Authenticator = {
    ...authenticator,
    get: (asked) =>
      new Promise((_, reject) => {
        asked?.signal?.addEventListener("abort", () => reject(new DOMException("no", "AbortError")))
        controller.abort()
      }),
  }
  expect(await signInBySuggestion(staff(), controller.signal, waiting)).toBeUndefined()
})

test("a password is the same from keyboards that compose letters differently", async () => {
  const call = "POST /v1/sign-in/password"
  server.on(call, () => json(200, session))
  await staff().account.signInByPassword({ ...ANSWER, password: "ﬁnestra e\u0301" })
  expect(server.last(call).body).toMatchObject({ password: "finestra \u00e9" })
})
