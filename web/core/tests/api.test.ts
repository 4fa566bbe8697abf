import type { SignatureKey } from "@sotto/mls"
import { beforeAll, beforeEach, expect, test } from "vitest"
import frames from "../../../fixtures/frames.json" with { type: "json" }
import { Api } from "../src/api/api.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import { fromBase64Url, toBase64Url } from "../src/base64.ts"
import { concat, fromUtf8, sha256, utf8 } from "../src/bytes.ts"
import { Offline, Problem, StaleEpoch, UnexpectedReply } from "../src/problems.ts"
import { FakeServer, json, nothing, problem, type Seen } from "./fixtures/fakeServer.ts"
import { fromHex } from "./fixtures/hex.ts"
import {
  CONVERSATION,
  CUSTOMER,
  DEVICE,
  fixedKey,
  INBOX,
  MESSAGE,
  NOW,
  ORGANISATION,
} from "./fixtures/people.ts"

const ORIGIN = "https://chat.example"
const AT = new Date(NOW).toISOString()
const OUTGOING = {
  message: MESSAGE,
  epoch: 3,
  privateMessage: new Uint8Array([1]),
  commitment: new Uint8Array(32),
}
const MESSAGES = `POST /v1/conversations/${CONVERSATION}/messages`
let key: SignatureKey
let server: FakeServer
let now: number
let tokens: number

beforeAll(async () => {
  key = await fixedKey(21)
})

beforeEach(() => {
  now = NOW
  tokens = 0
  server = new FakeServer()
    .on("POST /v1/tokens", () =>
      json(
        200,
        { token: `token-number-${++tokens}`, expiresAt: new Date(now + 300_000).toISOString() },
        { "DPoP-Nonce": server.nextNonce() },
      ),
    )
    .on(MESSAGES, () => json(200, { sequence: 9, at: AT }))
})

const device = () => new Api({ origin: ORIGIN, key, device: DEVICE, now: () => now, fetch: server.fetch })

test("a message: nonce, then token by proof, then the bearer call", async () => {
  expect(await device().sendMessage(CONVERSATION, OUTGOING)).toEqual({ sequence: 9, at: NOW })
  expect(server.calls()).toEqual(["POST /v1/nonces", "POST /v1/tokens", MESSAGES])
  const request = server.last(MESSAGES)
  expect(request.headers.get("Authorization")).toBe("Bearer token-number-1")
  expect(request.headers.get("DPoP")).toBeNull()
  expect(request.body).toEqual({
    message: MESSAGE,
    epoch: 3,
    privateMessage: "AQ",
    commitment: "A".repeat(43),
  })
  expect(claims(server.last("POST /v1/tokens"))).toMatchObject({
    htm: "POST",
    htu: `${ORIGIN}/v1/tokens`,
    nonce: "nonce-1-padding",
  })
})

test("a token is used until a minute before its end, and then renewed with the nonce of the last answer", async () => {
  const api = device()
  await api.sendMessage(CONVERSATION, OUTGOING)
  now += 239_000
  await api.sendMessage(CONVERSATION, OUTGOING)
  expect(tokens).toBe(1)
  now += 1_000
  await api.sendMessage(CONVERSATION, OUTGOING)
  expect(tokens).toBe(2)
  expect(server.last(MESSAGES).headers.get("Authorization")).toBe("Bearer token-number-2")
  expect(server.calls().filter((call) => call === "POST /v1/nonces")).toHaveLength(1)
  expect(claims(server.last("POST /v1/tokens"))).toMatchObject({ nonce: "nonce-2-padding" })
})

test("calls at the same time share one refresh", async () => {
  const api = device()
  await Promise.all(Array.from({ length: 5 }, () => api.sendMessage(CONVERSATION, OUTGOING)))
  expect(tokens).toBe(1)
})

test("a failed refresh does not stay: the next call tries again", async () => {
  const api = device()
  server.on("POST /v1/tokens", () => problem(429, "rate_limited"))
  await expect(api.sendMessage(CONVERSATION, OUTGOING)).rejects.toMatchObject({ code: "rate_limited" })
  server.on("POST /v1/tokens", () =>
    json(200, { token: "token-again", expiresAt: new Date(NOW + 300_000).toISOString() }),
  )
  await api.sendMessage(CONVERSATION, OUTGOING)
})

test("a bad nonce is retried once, with the one that the refusal brought", async () => {
  const call = `POST /v1/inboxes/${INBOX}/key-packages`
  const answers = [
    problem(401, "use_dpop_nonce", { "DPoP-Nonce": "fresh-nonce-1" }),
    json(200, { keyPackages: [] }),
  ]
  server.on(call, () => answers.shift() ?? problem(500, "bug"))
  expect(await device().keyPackages(INBOX, [DEVICE])).toEqual([])
  expect(claims(server.last(call))).toMatchObject({ nonce: "fresh-nonce-1" })
  server.on(call, () => problem(401, "use_dpop_nonce", { "DPoP-Nonce": "fresh-nonce-2" }))
  await expect(device().keyPackages(INBOX, [DEVICE])).rejects.toMatchObject({ code: "use_dpop_nonce" })
  expect(server.calls().filter((other) => other === call)).toHaveLength(4)
})

test("no nonce is used twice, also by calls at the same time", async () => {
  const call = `POST /v1/inboxes/${INBOX}/key-packages`
  server.on(call, () => json(200, { keyPackages: [] }, { "DPoP-Nonce": server.nextNonce() }))
  const api = device()
  await Promise.all([api.keyPackages(INBOX, [DEVICE]), api.keyPackages(INBOX, [DEVICE])])
  await Promise.all([api.keyPackages(INBOX, [DEVICE]), api.keyPackages(INBOX, [DEVICE])])
  const used = server.seen.filter((request) => request.call === call).map((request) => claims(request).nonce)
  expect(new Set(used).size).toBe(4)
})

test("an ended token is replaced once", async () => {
  const answers = [problem(401, "token_ended"), json(200, { sequence: 9, at: AT })]
  server.on(MESSAGES, () => answers.shift() ?? problem(401, "token_ended"))
  expect(await device().sendMessage(CONVERSATION, OUTGOING)).toEqual({ sequence: 9, at: NOW })
  expect(tokens).toBe(2)
  await expect(device().sendMessage(CONVERSATION, OUTGOING)).rejects.toMatchObject({ code: "token_ended" })
})

test("a command that needs both binds the token into the proof", async () => {
  const call = `POST /v1/conversations/${CONVERSATION}/deletion`
  server.on(call, () => json(200, { at: AT, waiting: [{ device: DEVICE }] }))
  expect(await device().deleteConversation(CONVERSATION)).toEqual({ at: NOW, waiting: [{ device: DEVICE }] })
  const request = server.last(call)
  expect(request.headers.get("Authorization")).toBe("DPoP token-number-1")
  expect(claims(request)).toMatchObject({ ath: toBase64Url(await sha256(utf8("token-number-1"))) })
})

test("nothing is repeated after a network failure: whether it arrived is not known", async () => {
  let attempts = 0
  server.on(MESSAGES, () => {
    attempts++
    throw new TypeError("fetch failed")
  })
  await expect(device().sendMessage(CONVERSATION, OUTGOING)).rejects.toBeInstanceOf(Offline)
  expect(attempts).toBe(1)
})

test("offline, refused and nonsense are three things", async () => {
  const path = `GET /v1/inboxes/${INBOX}`
  server.on(path, () => problem(404, "not_found"))
  await expect(device().directory(INBOX)).rejects.toMatchObject({ code: "not_found", status: 404 })
  server.on(path, () => new Response("<html>bad gateway</html>", { status: 502 }))
  await expect(device().directory(INBOX)).rejects.toBeInstanceOf(Offline)
  server.on(path, () => new Response("<html>portal</html>", { status: 200 }))
  await expect(device().directory(INBOX)).rejects.toBeInstanceOf(UnexpectedReply)
  server.on(path, () => json(500, { error: "no code" }))
  await expect(device().directory(INBOX)).rejects.toBeInstanceOf(UnexpectedReply)
  server.on(path, () => json(200, { inbox: CONVERSATION }))
  await expect(device().directory(INBOX)).rejects.toBeInstanceOf(UnexpectedReply)
})

test("the directory is typed, and members of newer servers are left out", async () => {
  const agent = { device: DEVICE, certificate: "a.b.c", issuer: "d.e.f", onDuty: true }
  const reply = {
    inbox: INBOX,
    name: "Shop",
    greeting: "Hi",
    organisation: { id: ORGANISATION, name: "Example" },
    root: toBase64Url(key.publicKey),
  }
  const rest = { agents: [agent], revocations: ["g.h.i"], keptDays: 30, contact: "", now: AT }
  server.on(`GET /v1/inboxes/${INBOX}`, () => json(200, { ...reply, ...rest, later: true }))
  expect(await device().directory(INBOX)).toEqual({ ...reply, ...rest, root: key.publicKey, now: NOW })
  for (const broken of [
    { root: "AAAA" },
    { agents: [{ ...agent, device: CUSTOMER }] },
    { now: "yesterday" },
    { revocations: ["a"] },
  ]) {
    server.on(`GET /v1/inboxes/${INBOX}`, () => json(200, { ...reply, ...rest, ...broken }))
    await expect(device().directory(INBOX)).rejects.toBeInstanceOf(UnexpectedReply)
  }
})

test("a stale epoch brings what was missed", async () => {
  const commit = fromHex(frames.server.find(({ name }) => name === "commit")?.hex ?? "")
  server.on(MESSAGES, () => problem(409, "stale_epoch", {}, { epoch: 4, events: [toBase64Url(commit)] }))
  const refusal = device().sendMessage(CONVERSATION, OUTGOING)
  await expect(refusal).rejects.toBeInstanceOf(StaleEpoch)
  await expect(refusal).rejects.toMatchObject({ epoch: 4, events: [{ kind: "commit", sequence: 7 }] })
})

test("polled events come as a CBOR sequence, with the token in a header", async () => {
  const two = frames.server.slice(8, 10).map(({ hex }) => fromHex(hex))
  server.on("GET /v1/events", () => new Response(concat(...two)))
  expect((await device().events(25)).map(({ kind }) => kind)).toEqual(["caughtUp", "accepted"])
  expect(server.last("GET /v1/events").url).toBe(`${ORIGIN}/v1/events?wait=25`)
  server.on("GET /v1/events", () => new Response(new Uint8Array([0xff])))
  await expect(device().events(0)).rejects.toBeInstanceOf(UnexpectedReply)
})

test("first contact and commits carry the caller's idempotency key", async () => {
  const one = new Uint8Array([1])
  server.on(`POST /v1/inboxes/${INBOX}/conversations`, () =>
    json(201, { conversation: CONVERSATION, sequence: 2, at: AT }),
  )
  server.on(`POST /v1/conversations/${CONVERSATION}/commits`, () =>
    json(200, { sequence: 3, epoch: 2, at: AT }),
  )
  const message = { id: MESSAGE, privateMessage: one, commitment: new Uint8Array(32) }
  const contact = {
    conversation: CONVERSATION,
    customer: CUSTOMER,
    device: DEVICE,
    credential: "a.b.c",
    groupInfo: one,
    commit: one,
    welcome: one,
    message,
  }
  expect(await device().firstContact(INBOX, contact, MESSAGE)).toEqual({
    conversation: CONVERSATION,
    sequence: 2,
    at: NOW,
  })
  await device().sendCommit(
    CONVERSATION,
    { epoch: 1, commit: one, welcome: undefined, groupInfo: one },
    MESSAGE,
  )
  for (const call of [
    `POST /v1/inboxes/${INBOX}/conversations`,
    `POST /v1/conversations/${CONVERSATION}/commits`,
  ]) {
    expect(server.last(call).headers.get("Idempotency-Key")).toBe(MESSAGE)
  }
  expect(server.last(`POST /v1/conversations/${CONVERSATION}/commits`).body).not.toHaveProperty("welcome")
})

test("row 35: no token, proof, nonce or invitation is ever part of an address", async () => {
  const staff = new StaffApi({ origin: ORIGIN, key, device: DEVICE, now: () => now, fetch: server.fetch })
  server.on("GET /v1/invitation", () =>
    json(200, { organisation: { id: ORGANISATION, name: "Example" }, name: "Bo" }),
  )
  server.on("GET /v1/setup", () => json(200, { organisation: ORGANISATION }))
  await staff.invitation("secret-of-the-link")
  await staff.setUpState("secret-of-the-link")
  await staff.sendMessage(CONVERSATION, OUTGOING)
  expect(server.last("GET /v1/invitation").headers.get("Sotto-Invitation")).toBe("secret-of-the-link")
  expect(server.last("GET /v1/setup").headers.get("Sotto-Setup")).toBe("secret-of-the-link")
  for (const { url } of server.seen) {
    expect(url).not.toMatch(/secret|token-number|nonce-\d/)
    expect(new URL(url).search).toBe("")
  }
})

test("cookies travel for staff alone, with the header that forms cannot send, and redirects are errors", async () => {
  const staff = new StaffApi({ origin: ORIGIN, key, device: DEVICE, now: () => now, fetch: server.fetch })
  server.on("POST /v1/sign-out", nothing).on("GET /v1/devices", () => json(200, { devices: [] }))
  await staff.signOut()
  await staff.devices()
  await staff.sendMessage(CONVERSATION, OUTGOING)
  expect(server.seen.every(({ credentials }) => credentials === "same-origin")).toBe(true)
  expect(server.last("POST /v1/sign-out").headers.get("Sotto-Request")).toBe("1")
  expect(server.last("POST /v1/tokens").headers.get("Sotto-Request")).toBe("1")
  server.seen.length = 0
  await device().sendMessage(CONVERSATION, OUTGOING)
  expect(
    server.seen.every(({ credentials, redirect }) => credentials === "omit" && redirect === "error"),
  ).toBe(true)
})

test("no answer in time is Offline", async () => {
  const silent: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))
    })
  const api = new Api({ origin: ORIGIN, now: () => now, fetch: silent, timeout: 5 })
  await expect(api.directory(INBOX)).rejects.toBeInstanceOf(Offline)
})

test("a caller's abort is an abort, not a lost connection", async () => {
  const controller = new AbortController()
  server.on(`GET /v1/inboxes/${INBOX}`, () => {
    controller.abort()
    throw new DOMException("aborted", "AbortError")
  })
  await expect(device().directory(INBOX, controller.signal)).rejects.toMatchObject({ name: "AbortError" })
})

test("what is not an id never becomes part of a path", () => {
  for (const id of ["..", "cnv_../../x", "", "%2e%2e", `${CONVERSATION}/messages`]) {
    expect(() => device().directory(id)).toThrow(TypeError)
  }
  expect(server.seen).toHaveLength(0)
})

test("a public client has no key to prove", async () => {
  const api = new Api({ origin: ORIGIN, now: () => now, fetch: server.fetch })
  await expect(api.keyPackages(INBOX, [])).rejects.toBeInstanceOf(TypeError)
  await expect(api.directory(INBOX)).rejects.toBeInstanceOf(Problem)
})

function claims(request: Seen): Record<string, unknown> & { nonce?: unknown } {
  const [, payload] = (request.headers.get("DPoP") ?? "").split(".")
  const parsed: unknown = JSON.parse(fromUtf8(fromBase64Url(payload ?? "")))
  return Object.fromEntries(Object.entries(typeof parsed === "object" ? (parsed ?? {}) : {}))
}
