import type { SignatureKey } from "@sotto/mls"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { StaffApi } from "../src/api/staffApi.ts"
import { UnexpectedReply } from "../src/problems.ts"
import { FakeServer, json, nothing, problem } from "./fixtures/fakeServer.ts"
import { DEVICE, fixedId, fixedKey, NOW, OWNER } from "./fixtures/people.ts"

const BO = fixedId("usr", 77)
const TOKEN = fixedId("apt", 78)
const AT = new Date(NOW).toISOString()
let key: SignatureKey
let server: FakeServer

beforeAll(async () => {
  key = await fixedKey(22)
})

beforeEach(() => {
  server = new FakeServer()
})

function staff() {
  const origin = "https://chat.example"
  return new StaffApi({ origin, now: () => NOW, fetch: server.fetch, key, device: DEVICE })
}

function colleagues() {
  return staff().colleagues
}

test("everybody who has an account is listed, also with a role that only a newer server knows", async () => {
  const ada = { user: OWNER, name: "Ada", role: "owner", createdAt: AT, lastSignedInAt: AT, disabledAt: null }
  const bo = { user: BO, name: "Bo", role: "captain", createdAt: AT, lastSignedInAt: null, disabledAt: AT }
  server.on("GET /v1/staff", () => json(200, { staff: [ada, bo] }))
  expect(await colleagues().list()).toEqual([
    { ...ada, createdAt: NOW, lastSignedInAt: NOW },
    { ...bo, createdAt: NOW, disabledAt: NOW },
  ])
  server.on("GET /v1/staff", () => json(200, { staff: [{ ...bo, disabledAt: "yesterday" }] }))
  await expect(colleagues().list()).rejects.toBeInstanceOf(UnexpectedReply)
})

test("each change is one call about one person, with a proof of the device's key", async () => {
  const path = `/v1/staff/${BO}`
  const calls = [
    `PUT ${path}/role`,
    `POST ${path}/disable`,
    `POST ${path}/enable`,
    `POST ${path}/end-sessions`,
    `POST ${path}/api-tokens/${TOKEN}/revoke`,
    `POST /v1/invitations/0a1b/withdraw`,
  ]
  for (const call of calls) server.on(call, nothing)
  await colleagues().changeRole(BO, "supervisor")
  await colleagues().disable(BO)
  await colleagues().enable(BO)
  await colleagues().endSessions(BO)
  await colleagues().revokeApiToken(BO, TOKEN)
  await colleagues().withdraw("0a1b")
  expect(server.calls().filter((call) => call !== "POST /v1/nonces")).toEqual(calls)
  expect(calls.map((call) => server.last(call).body)).toEqual([{ role: "supervisor" }, ...Array(5).fill({})])
  for (const call of calls) {
    expect(server.last(call).headers.get("DPoP")).not.toBeNull()
    expect(server.last(call).headers.get("Idempotency-Key")).toBeNull()
  }
})

test("a colleague's programs are read as one's own are", async () => {
  const times = { createdAt: "2026-11-30T09:00:00Z", expiresAt: "2026-12-30T09:00:00Z" }
  const token = {
    ...{ id: TOKEN, name: "Nightly export", scopes: ["directoryRead"], device: DEVICE, deviceName: "Server" },
    ...times,
  }
  server.on(`GET /v1/staff/${BO}/api-tokens`, () => json(200, { tokens: [token] }))
  const expiresAt = Date.parse(times.expiresAt)
  expect(await colleagues().apiTokens(BO)).toMatchObject([{ id: TOKEN, name: "Nightly export", expiresAt }])
  server.on(`GET /v1/staff/${BO}/api-tokens`, () => json(200, { tokens: [{ ...token, id: BO }] }))
  await expect(colleagues().apiTokens(BO)).rejects.toBeInstanceOf(UnexpectedReply)
})

test("a refusal is passed on, and no id reaches another path", async () => {
  server.on(`POST /v1/staff/${BO}/disable`, () => problem(403, "forbidden"))
  await expect(colleagues().disable(BO)).rejects.toMatchObject({ code: "forbidden" })
  expect(() => colleagues().disable("../sign-out")).toThrow(TypeError)
  expect(() => colleagues().revokeApiToken(BO, "..")).toThrow(TypeError)
  expect(() => colleagues().withdraw("a/b")).toThrow(TypeError)
})

test("what the owner demands of everybody is put with a proof, and read back as the server keeps it", async () => {
  const path = "/v1/sign-in/policy"
  server.on(`GET ${path}`, () => json(200, { passkeysOnly: false }))
  server.on(`PUT ${path}`, () => json(200, { passkeysOnly: true }))
  expect(await staff().policy.get()).toEqual({ passkeysOnly: false })
  expect(await staff().policy.set({ passkeysOnly: true })).toEqual({ passkeysOnly: true })
  expect(server.last(`PUT ${path}`).body).toEqual({ passkeysOnly: true })
  expect(server.last(`PUT ${path}`).headers.get("DPoP")).not.toBeNull()
  server.on(`PUT ${path}`, () => problem(409, "passkey_missing"))
  await expect(staff().policy.set({ passkeysOnly: true })).rejects.toMatchObject({ code: "passkey_missing" })
  server.on(`GET ${path}`, () => json(200, { passkeysOnly: "no" }))
  await expect(staff().policy.get()).rejects.toBeInstanceOf(UnexpectedReply)
})
