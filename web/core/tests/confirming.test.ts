import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import { beforeEach, expect, test } from "vitest"
import { toBase64Url } from "../src/base64.ts"
import { randomBytes } from "../src/bytes.ts"
import { type CompanyKeys, companyKey, verifyCompanyKeys } from "../src/certificates/companyKeys.ts"
import type { AgentIdentity, CustomerIdentity, Identity } from "../src/certificates/identity.ts"
import { credentialOf, issueCompanyKeys, issueCustomer } from "../src/certificates/issue.ts"
import { applyConfirming, type Judging, type Scene } from "../src/confirming/applyConfirming.ts"
import { confirmChallenge } from "../src/confirming/assertion.ts"
import { derToRaw } from "../src/confirming/der.ts"
import { type ConfirmEvent, confirmDetails, readConfirmEvent } from "../src/confirming/events.ts"
import { newId } from "../src/ids.ts"
import { jwkOf, thumbprint } from "../src/jose.ts"
import { Store } from "../src/store/store.ts"
import { forged } from "./fixtures/joseFixtures.ts"
import { type Circumstances, derOf, ED25519, ES256, RS256, SoftPasskey } from "./fixtures/softPasskey.ts"

const ORIGIN = "https://chat.example"
const START = Date.UTC(2026, 10, 30, 9)
const MINUTE = 60_000
const EPOCH = 3
const organisation = newId("org")
const request = new Uint8Array(16).fill(7)

let conversation: string
let customer: CustomerIdentity
let key: SignatureKey
let backend: SignatureKey
let passkey: SoftPasskey
let stage: Stage

const agent: AgentIdentity = {
  ...{ kind: "agent", user: newId("usr"), name: "Ada", role: "agent", device: newId("dev"), inboxes: [] },
  ...{ signatureKey: randomBytes(32), certificate: "c", issuer: "i", expiresAt: START * 2, lapsed: false },
}

/** One agent's device in one conversation, hearing one message after the other. */
class Stage {
  readonly store: Store
  readonly scene: Scene
  readonly judging: Judging
  #sequence = 0
  now = START

  constructor(store: Store, scene: Scene, keys: CompanyKeys | undefined) {
    this.store = store
    this.scene = scene
    this.judging = { id: agent.device, store, chatOrigin: ORIGIN, companyKeys: async () => keys }
  }

  /** What the row says, or undefined when there is none. */
  async hear(
    said: ConfirmEvent,
    sender: Identity = said.event === "confirm-asked" ? agent : customer,
    epoch = EPOCH,
  ) {
    return this.hearRaw(said.event, confirmDetails(said), sender, epoch)
  }

  async hearRaw(event: string, details: readonly unknown[], sender: Identity, epoch = EPOCH) {
    this.#sequence += 1
    const frame = { sequence: this.#sequence, at: this.now, epoch }
    const { rows, writes } = await applyConfirming(
      { event, details, sender, frame },
      this.scene,
      this.judging,
    )
    await this.store.write(writes)
    const row = rows[0]?.row
    return row?.kind === "confirmation" ? row : undefined
  }
}

beforeEach(async () => {
  conversation = newId("cnv")
  key = await generateSignatureKey()
  backend = await generateSignatureKey()
  passkey = await SoftPasskey.create()
  customer = { kind: "customer", customer: newId("cus"), device: newId("dev"), signatureKey: key.publicKey }
  stage = await newStage()
})

async function companyKeys(): Promise<CompanyKeys> {
  const root = await generateSignatureKey()
  const keys = [await companyKey(jwkOf(backend.publicKey))]
  const statement = await issueCompanyKeys(root, { organisation, number: 1, keys }, START)
  return verifyCompanyKeys(statement, { organisation, publicKey: root.publicKey }, START)
}

/** `token` stands in the customer's leaf, since the conversation began. */
async function newStage(token?: string, id = conversation): Promise<Stage> {
  const { customer: subject, device } = customer
  const jws = await issueCustomer(key, { organisation, customer: subject, device }, START)
  const identity = credentialOf(jws, ...(token === undefined ? [] : [token]))
  const group = { groupId: `${id}/0`, members: [{ leaf: 0, signatureKey: key.publicKey, identity }] }
  return new Stage(await Store.inMemory(), { id, group }, await companyKeys())
}

function told(of = passkey): ConfirmEvent {
  const { credentialId, publicKey, algorithm } = of
  return { event: "passkey-known", credentialId, publicKey, algorithm }
}

function ask(id = request): ConfirmEvent {
  return { event: "confirm-asked", request: id }
}

async function toldAndAsked(): Promise<void> {
  await stage.hear(told())
  stage.now += MINUTE
  await stage.hear(ask())
}

interface Elsewhere {
  readonly group?: string
  readonly epoch?: number
  readonly request?: Uint8Array
  readonly deviceKey?: Uint8Array
}

/** The customer's answer by passkey to `request`; a test signs it for elsewhere, or lies in its circumstances. */
async function answer(
  elsewhere: Elsewhere = {},
  lie: Circumstances = {},
  by = passkey,
): Promise<ConfirmEvent> {
  const here = { group: `${conversation}/0`, epoch: EPOCH, request, deviceKey: key.publicKey }
  const proof = await by.sign(await confirmChallenge({ ...here, ...elsewhere }), ORIGIN, lie)
  return { event: "confirmed", request, epoch: EPOCH, proof }
}

async function tokenOf(change: object = {}, by = backend): Promise<string> {
  const iat = Math.floor(stage.now / 1000)
  const header = { alg: "EdDSA", typ: "sotto-identity+jwt", kid: await thumbprint(by.publicKey) }
  const cnf = { jkt: await thumbprint(key.publicKey) }
  const who = {
    aud: organisation,
    sub: "customer-1",
    name: "Grace Hopper",
    jti: toBase64Url(randomBytes(16)),
  }
  return forged(by, header, { ...who, iat, exp: iat + 300, cnf, ...change })
}

async function vouched(change: object = {}, by = backend): Promise<ConfirmEvent> {
  const proof = { kind: "company", token: await tokenOf(change, by) } as const
  return { event: "confirmed", request, epoch: EPOCH, proof }
}

test("a passkey that was told before the request confirms the customer, and says since when it is known", async () => {
  const since = stage.now
  expect(await stage.hear(told())).toMatchObject({ outcome: "known" })
  stage.now += MINUTE
  expect(await stage.hear(ask())).toMatchObject({ outcome: "asked", who: { name: "Ada" } })
  expect(await stage.hear(await answer())).toMatchObject({ outcome: "passkey", since })
})

test.each([ES256, ED25519, RS256] as const)("a passkey of algorithm %i confirms", async (algorithm) => {
  passkey = await SoftPasskey.create(algorithm)
  await toldAndAsked()
  expect(await stage.hear(await answer())).toMatchObject({ outcome: "passkey" })
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
  await toldAndAsked()
  expect(await stage.hear(await answer({}, lie))).toMatchObject({ outcome: "failed", rule })
})

const elsewhere: readonly (readonly [string, Elsewhere])[] = [
  ["another conversation", { group: `${newId("cnv")}/0` }],
  ["the next group of the same conversation", { group: "x/1" }],
  ["another epoch", { epoch: EPOCH - 1 }],
  ["another request", { request: new Uint8Array(16) }],
  ["another device", { deviceKey: new Uint8Array(32) }],
]

test.each(elsewhere)("an answer that was signed for %s confirms nobody", async (_, place) => {
  await toldAndAsked()
  expect(await stage.hear(await answer(place))).toMatchObject({ outcome: "failed", rule: "challenge" })
})

test("an answer that is sent in another epoch than it names confirms nobody", async () => {
  await toldAndAsked()
  const said = await answer()
  expect(await stage.hear(said, customer, EPOCH + 1)).toMatchObject({ rule: "other_epoch" })
})

test("an answer that was good in one conversation is none in another", async () => {
  await toldAndAsked()
  const good = await answer()
  const other = await newStage(undefined, newId("cnv"))
  await other.hear(told())
  await other.hear(ask())
  expect(await other.hear(good)).toMatchObject({ outcome: "failed", rule: "challenge" })
})

test("a request is answered once", async () => {
  await toldAndAsked()
  expect(await stage.hear(await answer({}, { counter: 1 }))).toMatchObject({ outcome: "passkey" })
  expect(await stage.hear(await answer({}, { counter: 2 }))).toMatchObject({ rule: "answered_before" })
})

test("after an answer that confirmed nobody the same request confirms nobody either", async () => {
  await toldAndAsked()
  await stage.hear(await answer({}, { flags: 0x01 }))
  expect(await stage.hear(await answer())).toMatchObject({ rule: "answered_before" })
})

test("what was declined is not confirmed afterwards", async () => {
  await toldAndAsked()
  expect(await stage.hear({ event: "confirm-declined", request })).toMatchObject({ outcome: "declined" })
  expect(await stage.hear(await answer())).toMatchObject({ rule: "answered_before" })
  expect(await stage.hear({ event: "confirm-declined", request })).toMatchObject({ outcome: "failed" })
})

test("a request that nobody made, or that was made under a number used before, asks nobody", async () => {
  await stage.hear(told())
  expect(await stage.hear(await answer())).toMatchObject({ rule: "unknown_request" })
  expect(await stage.hear({ event: "confirm-declined", request })).toMatchObject({ rule: "unknown_request" })
  await stage.hear(ask())
  await stage.hear(await answer())
  expect(await stage.hear(ask())).toMatchObject({ outcome: "failed", rule: "request_repeated" })
  expect(await stage.hear(await answer({}, { counter: 1 }))).toMatchObject({ rule: "answered_before" })
})

test("ten minutes after the request, by the server's times, it is too late", async () => {
  await toldAndAsked()
  const asked = stage.now
  const late = new Uint8Array(16).fill(8)
  await stage.hear(ask(late))
  stage.now = asked + 10 * MINUTE
  expect(await stage.hear(await answer())).toMatchObject({ outcome: "passkey" })
  stage.now += 1
  const said = await answer({ request: late })
  expect(await stage.hear({ ...said, request: late } as ConfirmEvent)).toMatchObject({ rule: "too_late" })
})

test("an agent cannot confirm for the customer, nor the customer ask, and neither closes the request", async () => {
  await toldAndAsked()
  expect(await stage.hear(await answer(), agent)).toMatchObject({ rule: "not_the_customer" })
  expect(await stage.hear({ event: "confirm-declined", request }, agent)).toMatchObject({
    rule: "not_the_customer",
  })
  expect(await stage.hear(told(await SoftPasskey.create()), agent)).toMatchObject({
    rule: "not_the_customer",
  })
  expect(await stage.hear(ask(new Uint8Array(16)), customer)).toMatchObject({ rule: "not_an_agent" })
  expect(await stage.hear(await answer())).toMatchObject({ outcome: "passkey" })
})

test("a passkey that was told only after the request confirms nobody", async () => {
  await stage.hear(ask())
  await stage.hear(told())
  expect(await stage.hear(await answer())).toMatchObject({ rule: "passkey_after_request" })
})

test("a passkey that nobody was told of confirms nobody", async () => {
  await toldAndAsked()
  const other = await SoftPasskey.create()
  expect(await stage.hear(await answer({}, {}, other))).toMatchObject({ rule: "unknown_passkey" })
})

test("the first key under a credential's id stays, and another one is shown", async () => {
  await toldAndAsked()
  const thief = await SoftPasskey.create()
  const swapped = { ...thief, ...told(thief), credentialId: passkey.credentialId } as ConfirmEvent
  expect(await stage.hear(swapped)).toMatchObject({ outcome: "failed", rule: "passkey_changed" })
  expect(await stage.hear(told())).toBeUndefined()
  const said = await answer({}, {}, thief)
  const proof = { ...("proof" in said ? said.proof : {}), credentialId: passkey.credentialId }
  expect(await stage.hear({ ...said, proof } as ConfirmEvent)).toMatchObject({ rule: "signature" })
})

test("a passkey's counter does not go back, nor stand still", async () => {
  await toldAndAsked()
  const again = new Uint8Array(16).fill(9)
  for (const [id, counter, outcome] of [
    [request, 5, "passkey"],
    [again, 5, "failed"],
    [new Uint8Array(16).fill(10), 0, "failed"],
    [new Uint8Array(16).fill(11), 6, "passkey"],
  ] as const) {
    if (id !== request) await stage.hear(ask(id))
    const said = await answer({ request: id }, { counter })
    const row = await stage.hear({ ...said, request: id } as ConfirmEvent)
    expect(row).toMatchObject({ outcome, ...(outcome === "failed" ? { rule: "counter" } : {}) })
  }
})

test("a key of an algorithm that is not known confirms nobody, nor one that is no key", async () => {
  await stage.hear({ ...told(), algorithm: -257 } as ConfirmEvent)
  await stage.hear(ask())
  expect(await stage.hear(await answer())).toMatchObject({ rule: "signature" })
  const other = await SoftPasskey.create()
  const next = new Uint8Array(16).fill(12)
  await stage.hear({ ...told(other), algorithm: -39 } as ConfirmEvent)
  await stage.hear(ask(next))
  const said = await answer({ request: next }, {}, other)
  expect(await stage.hear({ ...said, request: next } as ConfirmEvent)).toMatchObject({ rule: "algorithm" })
})

test("the company's word confirms the customer, with the name that it gives", async () => {
  await stage.hear(ask())
  const row = await stage.hear(await vouched())
  expect(row).toMatchObject({ outcome: "company", subject: "customer-1", name: "Grace Hopper" })
  expect(row?.key).toBe(await thumbprint(backend.publicKey))
})

test("the company's word has to be fresh, for this device, this organisation and this person", async () => {
  const first = await tokenOf({ sub: "customer-1" })
  const thief = await generateSignatureKey()
  const seconds = Math.floor(START / 1000)
  const minutes = (count: number) => ({ iat: seconds + count * 60, exp: seconds + count * 60 + 600 })
  for (const [change, by, rule] of [
    [minutes(-6), backend, "token_older_than_request"],
    [minutes(-20), backend, "expired"],
    [minutes(6), backend, "not_yet_valid"],
    [{ cnf: { jkt: await thumbprint(thief.publicKey) } }, backend, "wrong_key"],
    [{ aud: newId("org") }, backend, "wrong_organisation"],
    [{ sub: "customer-2" }, backend, "other_person"],
    [{}, thief, "not_signed_by_company"],
    [{ sub: undefined }, backend, "malformed"],
  ] as const) {
    stage = await newStage(first)
    await stage.hear(ask())
    expect(await stage.hear(await vouched(change, by)), rule).toMatchObject({ outcome: "failed", rule })
  }
  stage = await newStage(first)
  await stage.hear(ask())
  expect(await stage.hear(await vouched(minutes(-4)))).toMatchObject({ outcome: "company" })
})

test("a token confirms once, and the one that began the conversation never", async () => {
  const jti = toBase64Url(randomBytes(16))
  const first = await tokenOf()
  stage = await newStage(first)
  await stage.hear(ask())
  expect(await stage.hear(await vouched({ jti }))).toMatchObject({ outcome: "company" })
  const second = new Uint8Array(16).fill(2)
  await stage.hear(ask(second))
  const said = { ...(await vouched({ jti })), request: second } as ConfirmEvent
  expect(await stage.hear(said)).toMatchObject({ rule: "token_used" })
  const third = new Uint8Array(16).fill(3)
  await stage.hear(ask(third))
  const proof = { kind: "company", token: first } as const
  expect(await stage.hear({ event: "confirmed", request: third, epoch: EPOCH, proof })).toMatchObject({
    rule: "token_used",
  })
})

test("the company's word counts in its epoch, once, in time and from the customer alone", async () => {
  await stage.hear(ask())
  expect(await stage.hear(await vouched(), agent)).toMatchObject({ rule: "not_the_customer" })
  expect(await stage.hear(await vouched(), customer, EPOCH + 1)).toMatchObject({ rule: "other_epoch" })
  const late = new Uint8Array(16).fill(2)
  await stage.hear(ask(late))
  stage.now += 11 * MINUTE
  expect(await stage.hear({ ...(await vouched()), request: late } as ConfirmEvent)).toMatchObject({
    rule: "too_late",
  })
})

test("a device without keys of the company believes no token of another device", async () => {
  const { store, scene } = stage
  stage = new Stage(store, scene, undefined)
  await stage.hear(ask())
  expect(await stage.hear(await vouched())).toMatchObject({ outcome: "failed", rule: "company_keys_unknown" })
})

test("what is malformed confirms nobody and changes nothing; events of others are left alone", async () => {
  await toldAndAsked()
  const said = await answer()
  const details = confirmDetails(said)
  for (const bad of [
    [],
    details.slice(1),
    [...details, 1],
    details.with(0, new Uint8Array(15)),
    details.with(1, -1),
  ]) {
    expect(await stage.hearRaw("confirmed", bad, customer)).toMatchObject({
      outcome: "failed",
      rule: "malformed",
    })
  }
  expect(await stage.hearRaw("passkey-known", [1, 2, 3], customer)).toMatchObject({ rule: "malformed" })
  expect(await stage.hearRaw("assigned", [1], agent)).toBeUndefined()
  expect(await stage.hear(said)).toMatchObject({ outcome: "passkey" })
})

test("every event reads as it was written", async () => {
  const events = [
    told(),
    ask(),
    await answer(),
    await vouched(),
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
