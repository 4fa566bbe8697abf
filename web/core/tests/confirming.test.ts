import { beforeEach, expect, test } from "vitest"
import { derToRaw } from "../src/confirming/der.ts"
import { confirmDetails, readConfirmEvent } from "../src/confirming/events.ts"
import { newId } from "../src/ids.ts"
import {
  agent,
  ask,
  Cast,
  type Elsewhere,
  EPOCH,
  MINUTE,
  request,
  Stage,
  toldAndAsked,
} from "./fixtures/confirmStage.ts"
import { type Circumstances, derOf, ED25519, ES256, RS256, SoftPasskey } from "./fixtures/softPasskey.ts"

let cast: Cast
let stage: Stage

beforeEach(async () => {
  cast = await Cast.create()
  stage = await Stage.create(cast)
})

test("a passkey that was told before the request confirms the customer, and says since when it is known", async () => {
  const since = cast.now
  expect(await stage.hear(cast.told())).toMatchObject({ outcome: "known" })
  cast.now += MINUTE
  expect(await stage.hear(ask())).toMatchObject({ outcome: "asked", who: { name: "Ada" } })
  expect(await stage.hear(await cast.answer())).toMatchObject({ outcome: "passkey", since })
})

test.each([ES256, ED25519, RS256] as const)("a passkey of algorithm %i confirms", async (algorithm) => {
  cast.passkey = await SoftPasskey.create(algorithm)
  await toldAndAsked(stage, cast)
  expect(await stage.hear(await cast.answer())).toMatchObject({ outcome: "passkey" })
})

const lies: readonly (readonly [string, Circumstances, string])[] = [
  ["another ceremony", { type: "webauthn.create" }, "type"],
  ["another challenge", { challenge: new Uint8Array(32) }, "challenge"],
  ["another page", { origin: "https://chat.example.evil" }, "origin"],
  ["a port of its own", { origin: "https://chat.example:8443" }, "origin"],
  ["another host's passkey", { relyingParty: "evil.example" }, "relying_party"],
  ["nobody present", { flags: 0x04 }, "user_present"],
  ["nobody verified", { flags: 0x01 }, "user_verified"],
]

test.each(lies)("%s confirms nobody", async (_, lie, rule) => {
  await toldAndAsked(stage, cast)
  expect(await stage.hear(await cast.answer({}, lie))).toMatchObject({ outcome: "failed", rule })
})

const elsewhere: readonly (readonly [string, Elsewhere])[] = [
  ["another conversation", { group: `${newId("cnv")}/0` }],
  ["the next group of the same conversation", { group: "x/1" }],
  ["another epoch", { epoch: EPOCH - 1 }],
  ["another request", { request: new Uint8Array(16) }],
  ["another device", { deviceKey: new Uint8Array(32) }],
]

test.each(elsewhere)("an answer that was signed for %s confirms nobody", async (_, place) => {
  await toldAndAsked(stage, cast)
  expect(await stage.hear(await cast.answer(place))).toMatchObject({ outcome: "failed", rule: "challenge" })
})

test("an answer that is sent in another epoch than it names confirms nobody", async () => {
  await toldAndAsked(stage, cast)
  const said = await cast.answer()
  expect(await stage.hear(said, cast.customer, EPOCH + 1)).toMatchObject({ rule: "other_epoch" })
})

test("an answer that was good in one conversation is none in another", async () => {
  await toldAndAsked(stage, cast)
  const good = await cast.answer()
  const other = await Stage.create(cast, { id: newId("cnv") })
  await other.hear(cast.told())
  await other.hear(ask())
  expect(await other.hear(good)).toMatchObject({ outcome: "failed", rule: "challenge" })
})

test("a request is answered once", async () => {
  await toldAndAsked(stage, cast)
  expect(await stage.hear(await cast.answer({}, { counter: 1 }))).toMatchObject({ outcome: "passkey" })
  expect(await stage.hear(await cast.answer({}, { counter: 2 }))).toMatchObject({ rule: "answered_before" })
})

test("after an answer that confirmed nobody the same request confirms nobody either", async () => {
  await toldAndAsked(stage, cast)
  await stage.hear(await cast.answer({}, { flags: 0x01 }))
  expect(await stage.hear(await cast.answer())).toMatchObject({ rule: "answered_before" })
})

test("what was declined is not confirmed afterwards", async () => {
  await toldAndAsked(stage, cast)
  expect(await stage.hear({ event: "confirm-declined", request })).toMatchObject({ outcome: "declined" })
  expect(await stage.hear(await cast.answer())).toMatchObject({ rule: "answered_before" })
  expect(await stage.hear({ event: "confirm-declined", request })).toMatchObject({ outcome: "failed" })
})

test("a request that nobody made, or that was made under a number used before, asks nobody", async () => {
  await stage.hear(cast.told())
  expect(await stage.hear(await cast.answer())).toMatchObject({ rule: "unknown_request" })
  expect(await stage.hear({ event: "confirm-declined", request })).toMatchObject({ rule: "unknown_request" })
  await stage.hear(ask())
  await stage.hear(await cast.answer())
  expect(await stage.hear(ask())).toMatchObject({ outcome: "failed", rule: "request_repeated" })
  expect(await stage.hear(await cast.answer({}, { counter: 1 }))).toMatchObject({ rule: "answered_before" })
})

test("ten minutes after the request, by the server's times, it is too late", async () => {
  await toldAndAsked(stage, cast)
  const asked = cast.now
  const late = new Uint8Array(16).fill(8)
  await stage.hear(ask(late))
  cast.now = asked + 10 * MINUTE
  expect(await stage.hear(await cast.answer())).toMatchObject({ outcome: "passkey" })
  cast.now += 1
  const said = await cast.answer({ request: late })
  expect(await stage.hear({ ...said, request: late })).toMatchObject({ rule: "too_late" })
})

test("an agent cannot confirm for the customer, nor the customer ask, and neither closes the request", async () => {
  await toldAndAsked(stage, cast)
  expect(await stage.hear(await cast.answer(), agent)).toMatchObject({ rule: "not_the_customer" })
  expect(await stage.hear({ event: "confirm-declined", request }, agent)).toMatchObject({
    rule: "not_the_customer",
  })
  expect(await stage.hear(cast.told(await SoftPasskey.create()), agent)).toMatchObject({
    rule: "not_the_customer",
  })
  expect(await stage.hear(ask(new Uint8Array(16)), cast.customer)).toMatchObject({ rule: "not_an_agent" })
  expect(await stage.hear(await cast.answer())).toMatchObject({ outcome: "passkey" })
})

test("a passkey that was told only after the request confirms nobody", async () => {
  await stage.hear(ask())
  await stage.hear(cast.told())
  expect(await stage.hear(await cast.answer())).toMatchObject({ rule: "passkey_after_request" })
})

const nth = (number: number) => new Uint8Array(16).fill(number)

test("nor does it at the next question, not even a day later", async () => {
  await stage.hear(ask())
  expect(await stage.hear(cast.told())).toMatchObject({ outcome: "doubted", rule: "passkey_after_request" })
  await stage.hear({ event: "confirm-declined", request })
  cast.now += 1440 * MINUTE
  for (const id of [nth(1), nth(2)]) {
    await stage.hear(ask(id))
    const said = { ...(await cast.answer({ request: id })), request: id }
    expect(await stage.hear(said)).toMatchObject({ outcome: "failed", rule: "passkey_after_request" })
  }
})

test("a passkey that was told after a question counts once the company has confirmed the customer", async () => {
  await stage.hear(ask())
  await stage.hear(cast.told())
  await stage.hear(await cast.vouched())
  await stage.hear(ask(nth(1)))
  const said = { ...(await cast.answer({ request: nth(1) })), request: nth(1) }
  expect(await stage.hear(said)).toMatchObject({ outcome: "passkey" })
})

test("after a confirmation the questions before it hold nothing against a new first passkey", async () => {
  await stage.hear(ask())
  await stage.hear(await cast.vouched())
  expect(await stage.hear(cast.told())).toMatchObject({ outcome: "known" })
  await stage.hear(ask(nth(1)))
  const said = { ...(await cast.answer({ request: nth(1) })), request: nth(1) }
  expect(await stage.hear(said)).toMatchObject({ outcome: "passkey" })
})

test("another passkey is a warning, and counts only after the one before it has confirmed", async () => {
  await stage.hear(cast.told())
  const other = await SoftPasskey.create()
  expect(await stage.hear(cast.told(other))).toMatchObject({ outcome: "doubted", rule: "passkey_added" })
  for (const [number, by, shown] of [
    [1, other, { outcome: "failed", rule: "passkey_added" }],
    [2, cast.passkey, { outcome: "passkey" }],
    [3, other, { outcome: "passkey" }],
  ] as const) {
    const id = nth(number)
    await stage.hear(ask(id))
    const said = await cast.answer({ request: id }, { counter: number }, by)
    expect(await stage.hear({ ...said, request: id })).toMatchObject(shown)
  }
})

test("a confirmation before another passkey was told does not vouch for it", async () => {
  await toldAndAsked(stage, cast)
  await stage.hear(await cast.answer())
  const other = await SoftPasskey.create()
  expect(await stage.hear(cast.told(other))).toMatchObject({ outcome: "doubted", rule: "passkey_added" })
  await stage.hear(ask(nth(1)))
  const said = { ...(await cast.answer({ request: nth(1) }, {}, other)), request: nth(1) }
  expect(await stage.hear(said)).toMatchObject({ outcome: "failed", rule: "passkey_added" })
})

test("a server that stamps a passkey earlier than what stood before it does not make it older", async () => {
  const since = cast.now
  await stage.hear(ask())
  await stage.hear(await cast.vouched())
  cast.now -= 1440 * MINUTE
  await stage.hear(cast.told())
  cast.now = since + MINUTE
  await stage.hear(ask(nth(1)))
  const said = { ...(await cast.answer({ request: nth(1) })), request: nth(1) }
  expect(await stage.hear(said)).toMatchObject({ outcome: "passkey", since })
})

test("what could not be judged may have been a question: a passkey that is told after it is in doubt", async () => {
  await stage.unjudged()
  expect(await stage.hear(cast.told())).toMatchObject({ outcome: "doubted", rule: "passkey_after_request" })
})

test("a passkey that nobody was told of confirms nobody", async () => {
  await toldAndAsked(stage, cast)
  const other = await SoftPasskey.create()
  expect(await stage.hear(await cast.answer({}, {}, other))).toMatchObject({ rule: "unknown_passkey" })
})

test("the first key under a credential's id stays, and another one is shown", async () => {
  await toldAndAsked(stage, cast)
  const thief = await SoftPasskey.create()
  const { credentialId } = cast.passkey
  expect(await stage.hear({ ...cast.told(thief), credentialId })).toMatchObject({
    outcome: "failed",
    rule: "passkey_changed",
  })
  expect(await stage.hear(cast.told())).toBeUndefined()
  const said = await cast.answer({}, {}, thief)
  const proof = said.proof.kind === "passkey" ? { ...said.proof, credentialId } : said.proof
  expect(await stage.hear({ ...said, proof })).toMatchObject({ rule: "signature" })
})

test("a passkey's counter does not go back, nor stand still", async () => {
  await toldAndAsked(stage, cast)
  const again = new Uint8Array(16).fill(9)
  for (const [id, counter, outcome] of [
    [request, 5, "passkey"],
    [again, 5, "failed"],
    [new Uint8Array(16).fill(10), 0, "failed"],
    [new Uint8Array(16).fill(11), 6, "passkey"],
  ] as const) {
    if (id !== request) await stage.hear(ask(id))
    const said = await cast.answer({ request: id }, { counter })
    const row = await stage.hear({ ...said, request: id })
    expect(row).toMatchObject({ outcome, ...(outcome === "failed" ? { rule: "counter" } : {}) })
  }
})

test("a key of an algorithm that is not known confirms nobody, nor one that is no key", async () => {
  await stage.hear({ ...cast.told(), algorithm: -257 })
  await stage.hear(ask())
  expect(await stage.hear(await cast.answer())).toMatchObject({ rule: "signature" })
  const other = await SoftPasskey.create()
  const next = new Uint8Array(16).fill(12)
  stage = await Stage.create(cast)
  await stage.hear({ ...cast.told(other), algorithm: -39 })
  await stage.hear(ask(next))
  const said = await cast.answer({ request: next }, {}, other)
  expect(await stage.hear({ ...said, request: next })).toMatchObject({ rule: "algorithm" })
})

test("what is malformed confirms nobody and changes nothing; events of others are left alone", async () => {
  await toldAndAsked(stage, cast)
  const said = await cast.answer()
  const details = confirmDetails(said)
  for (const bad of [
    [],
    details.slice(1),
    [...details, 1],
    details.with(0, new Uint8Array(15)),
    details.with(1, -1),
  ]) {
    expect(await stage.hearRaw("confirmed", bad, cast.customer)).toMatchObject({
      outcome: "failed",
      rule: "malformed",
    })
  }
  expect(await stage.hearRaw("passkey-known", [1, 2, 3], cast.customer)).toMatchObject({ rule: "malformed" })
  expect(await stage.hearRaw("assigned", [1], agent)).toBeUndefined()
  expect(await stage.hear(said)).toMatchObject({ outcome: "passkey" })
})

test("every event reads as it was written", async () => {
  const events = [
    cast.told(),
    ask(),
    await cast.answer(),
    await cast.vouched(),
    { event: "confirm-declined", request } as const,
  ]
  for (const said of events) expect(readConfirmEvent(said.event, confirmDetails(said))).toEqual(said)
})

test("an ECDSA signature has one encoding", () => {
  const raw = new Uint8Array(64).fill(0x81)
  const der = derOf(raw)
  expect(derToRaw(der)).toEqual(raw)
  const small = new Uint8Array(64)
  small[31] = 1
  small[63] = 0x80
  expect(derToRaw(derOf(small))).toEqual(small)
  const padded = Uint8Array.of(0x30, 7, 2, 2, 0, 1, 2, 1, 1)
  const negative = Uint8Array.of(0x30, 6, 2, 1, 0x80, 2, 1, 1)
  const empty = Uint8Array.of(0x30, 5, 2, 0, 2, 1, 1)
  const long = Uint8Array.of(0x30, 38, 2, 33, 1, ...new Uint8Array(32), 2, 1, 1)
  for (const bad of [padded, negative, empty, long, der.subarray(1), new Uint8Array([...der, 0])])
    expect(() => derToRaw(bad)).toThrow(RangeError)
})
