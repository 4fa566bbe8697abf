import { beforeEach, expect, test } from "vitest"
import { StaffApi } from "../src/api/staffApi.ts"
import { UnexpectedReply } from "../src/problems.ts"
import { FakeServer, json, nothing } from "./fixtures/fakeServer.ts"
import { DEVICE, fixedId, fixedKey, NOW } from "./fixtures/people.ts"

const AT = new Date(NOW).toISOString()
const TOKEN = fixedId("apt", 21)
const SECRET = `sotto_at_${"a".repeat(43)}`
const listed = {
  ...{ id: TOKEN, name: "Nightly export", device: DEVICE, deviceName: "Server" },
  ...{
    scopes: ["conversationsRead", "telepathy"],
    createdAt: AT,
    expiresAt: AT,
    lastUsedAt: null,
    place: null,
  },
}
let server: FakeServer

beforeEach(() => {
  server = new FakeServer()
})

async function staff(): Promise<StaffApi> {
  const key = await fixedKey(22)
  return new StaffApi({
    ...{ origin: "https://chat.example", now: () => NOW, fetch: server.fetch, key, device: DEVICE },
  })
}

test("tokens are listed, and a scope that only a newer server knows refuses no list", async () => {
  server.on("GET /v1/api-tokens", () => json(200, { tokens: [listed] }))
  const [token] = await (await staff()).apiTokens.list()
  expect(token).toMatchObject({ id: TOKEN, scopes: ["conversationsRead", "other"], expiresAt: NOW })
  server.on("GET /v1/api-tokens", () => json(200, { tokens: [{ ...listed, id: DEVICE }] }))
  await expect((await staff()).apiTokens.list()).rejects.toBeInstanceOf(UnexpectedReply)
})

test("creating and revoking carry a proof, and the token comes back once", async () => {
  server
    .on("POST /v1/api-tokens", () => json(201, { id: TOKEN, token: SECRET, expiresAt: AT }))
    .on(`POST /v1/api-tokens/${TOKEN}/revoke`, nothing)
  const { apiTokens } = await staff()
  const wanted = { name: "Export", scopes: ["directoryRead"], device: DEVICE, days: 30 } as const
  expect(await apiTokens.create(wanted)).toBe(SECRET)
  expect(server.last("POST /v1/api-tokens").body).toEqual(wanted)
  expect(server.last("POST /v1/api-tokens").headers.get("DPoP")).not.toBeNull()
  expect(server.last("POST /v1/api-tokens").headers.get("Idempotency-Key")).toBeNull()
  await apiTokens.revoke(TOKEN)
  expect(server.last(`POST /v1/api-tokens/${TOKEN}/revoke`).headers.get("DPoP")).not.toBeNull()
  expect(() => apiTokens.revoke("../sessions/end-others")).toThrow(TypeError)
})

test("something that is no token of this server is not shown as one", async () => {
  server.on("POST /v1/api-tokens", () => json(201, { id: TOKEN, token: "<b>no</b>", expiresAt: AT }))
  const wanted = { name: "Export", scopes: ["directoryRead"], device: DEVICE, days: 30 } as const
  await expect((await staff()).apiTokens.create(wanted)).rejects.toBeInstanceOf(UnexpectedReply)
})
