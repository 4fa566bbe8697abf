import type { SignatureKey } from "@sotto/mls"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { KitMismatch } from "../src/accounts/enterKit.ts"
import { openKit, recoveryState } from "../src/accounts/recovery.ts"
import { newRootSeed, rootFromSeed } from "../src/accounts/rootKey.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import { toBase64Url } from "../src/base64.ts"
import { publicKeyOf } from "../src/jose.ts"
import { encodeKit, KitError } from "../src/kit.ts"
import { UnexpectedReply } from "../src/problems.ts"
import { FakeServer, json, nothing, problem, type Seen } from "./fixtures/fakeServer.ts"
import { DAY, DEVICE, fixedId, fixedKey, NOW, ORGANISATION, OWNER } from "./fixtures/people.ts"
import { softAuthenticator } from "./fixtures/softAuthenticator.ts"

const ORIGIN = "https://chat.example"
const AT = new Date(NOW).toISOString()
const RECOVERY = fixedId("rcv", 41)
const asked = {
  ...{ id: RECOVERY, user: OWNER, name: "Ada", requestedAt: AT, place: "203.0.113.0/24" },
  ...{ readyAt: null, needsApproval: true },
}
const accounts = [{ user: OWNER, name: "Ada", role: "owner" }]
const organisation = { id: ORGANISATION, name: "Example" }
const creation = {
  challenge: "challenge-id",
  publicKey: {
    challenge: "A".repeat(43),
    ...{ rp: { name: "Sotto" }, user: { id: "AQ", name: "Ada", displayName: "Ada" } },
    pubKeyCredParams: [{ type: "public-key", alg: -8 }],
  },
}
const session = {
  user: { id: OWNER, name: "Ada", role: "owner" },
  organisation: { ...organisation, root: "A".repeat(43) },
  ...{ inboxes: [], publicOrigin: ORIGIN, id: fixedId("ses", 20), method: "passkey" },
  ...{ expiresAt: AT, idleUntil: AT, freshUntil: AT },
}
let key: SignatureKey
let seed: Uint8Array
let kit: string
let server: FakeServer

beforeAll(async () => {
  key = await fixedKey(22)
  seed = newRootSeed()
  kit = await encodeKit(Uint8Array.from(seed))
})

beforeEach(() => {
  server = new FakeServer()
  const view = (recoveries: readonly object[]) => json(200, { organisation, accounts, recoveries })
  server
    .on("POST /v1/recovery", () => view([]))
    .on("POST /v1/recovery/request", () => view([asked]))
    .on("POST /v1/recovery/options", () => json(200, creation))
    .on("POST /v1/recovery/finish", () => json(200, session))
})

function open(text = kit) {
  const { authenticator, seen } = softAuthenticator()
  const connection = { origin: ORIGIN, now: () => NOW, fetch: server.fetch }
  return { seen, opened: openKit(connection, text, authenticator) }
}

function recoveries() {
  return new StaffApi({ origin: ORIGIN, now: () => NOW, fetch: server.fetch, key, device: DEVICE }).recoveries
}

function proverOf({ headers }: Seen): Uint8Array {
  const header: unknown = JSON.parse(atob(headers.get("DPoP")?.split(".")[0] ?? ""))
  const jwk = Object.entries(header ?? {}).find(([name]) => name === "jwk")?.[1]
  return publicKeyOf(jwk)
}

test("the kit opens with a proof of the root key, and neither it nor its seed is sent", async () => {
  const held = await open(kit.toLowerCase()).opened
  expect(held.view).toEqual({ organisation, accounts, recoveries: [] })
  expect((await held.request(OWNER)).recoveries).toMatchObject([
    { id: RECOVERY, requestedAt: NOW, readyAt: null },
  ])
  const root = await rootFromSeed(Uint8Array.from(seed))
  expect(proverOf(server.last("POST /v1/recovery"))).toEqual(root.publicKey)
  for (const { url, text, headers } of server.seen) {
    const everything = `${url} ${text} ${JSON.stringify([...headers])}`
    for (const secret of [kit, kit.replaceAll(" ", ""), toBase64Url(seed)])
      expect(everything.toLowerCase()).not.toContain(secret.toLowerCase())
    expect(headers.get("Idempotency-Key")).toBeNull()
  }
})

test("mistyped text asks nothing, and a root that this server does not know is another organisation's", async () => {
  await expect(open("ABCD").opened).rejects.toBeInstanceOf(KitError)
  expect(server.seen).toHaveLength(0)
  server.on("POST /v1/recovery", () => problem(404, "not_found"))
  await expect(open().opened).rejects.toBeInstanceOf(KitMismatch)
  server.on("POST /v1/recovery", () =>
    json(200, { organisation, accounts, recoveries: [{ ...asked, id: DEVICE }] }),
  )
  await expect(open().opened).rejects.toBeInstanceOf(UnexpectedReply)
})

test("finishing makes a passkey and signs in; before its time none is made", async () => {
  const { opened, seen } = open()
  server.on("POST /v1/recovery/options", () => problem(409, "recovery_waiting"))
  await expect((await opened).finish(RECOVERY)).rejects.toMatchObject({ code: "recovery_waiting" })
  expect(seen.creation).toBeUndefined()
  server.on("POST /v1/recovery/options", () => json(200, creation))
  expect(await (await opened).finish(RECOVERY)).toMatchObject({ user: { id: OWNER } })
  expect(server.last("POST /v1/recovery/finish").body).toMatchObject({
    ...{ recovery: RECOVERY, challenge: "challenge-id" },
    credential: { clientExtensionResults: {} },
  })
})

test("what is under way is listed, approved and cancelled with proofs of one's own device", async () => {
  const calls = [`POST /v1/recoveries/${RECOVERY}/approve`, `POST /v1/recoveries/${RECOVERY}/cancel`]
  server.on("GET /v1/recoveries", () => json(200, { recoveries: [asked] }))
  for (const call of calls) server.on(call, nothing)
  expect(await recoveries().list()).toMatchObject([{ id: RECOVERY, user: OWNER }])
  await recoveries().approve(RECOVERY)
  await recoveries().cancel(RECOVERY)
  for (const call of calls) expect(proverOf(server.last(call))).toEqual(key.publicKey)
  server.on(calls[0] ?? "", () => problem(403, "forbidden"))
  await expect(recoveries().approve(RECOVERY)).rejects.toMatchObject({ code: "forbidden" })
  expect(() => recoveries().cancel("../x")).toThrow(TypeError)
})

test("a recovery waits for an approval or its hour, may then be finished for seven days, and is over", () => {
  const at = (readyAt: number | null) => recoveryState({ readyAt }, NOW)
  expect(at(null)).toEqual({ kind: "approval" })
  expect(at(NOW + 3 * DAY)).toEqual({ kind: "waiting", until: NOW + 3 * DAY })
  expect(at(NOW)).toEqual({ kind: "ready", until: NOW + 7 * DAY })
  expect(at(NOW - 7 * DAY + 1)).toMatchObject({ kind: "ready" })
  expect(at(NOW - 7 * DAY)).toEqual({ kind: "over" })
})
