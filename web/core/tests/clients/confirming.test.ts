import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { toBase64Url } from "../../src/base64.ts"
import { randomBytes } from "../../src/bytes.ts"
import { companyKey } from "../../src/certificates/companyKeys.ts"
import { issueCompanyKeys } from "../../src/certificates/issue.ts"
import { jwkOf, thumbprint } from "../../src/jose.ts"
import { openRequest } from "../../src/openRequest.ts"
import { forged } from "../fixtures/joseFixtures.ts"
import { SoftPasskey } from "../fixtures/softPasskey.ts"
import { asked, madePasskey, outcomes, plugIn, rowsOf } from "./confirmingWorld.ts"
import { Browser, DAY, openFirst, texts, until, World, warnings } from "./world.ts"

let world: World
let backend: SignatureKey

beforeEach(async () => {
  world = await World.create()
  backend = await generateSignatureKey()
  world.server.companyKeys = await statement(1)
})

afterEach(() => {
  vi.unstubAllGlobals()
  world.close()
  expect(world.faults).toEqual([])
})

async function statement(number: number, key = backend): Promise<string> {
  const keys = [await companyKey(jwkOf(key.publicKey))]
  return issueCompanyKeys(world.root, { organisation: world.organisation, number, keys }, world.now())
}

/** The company's backend, which calls whoever asks `sub`. */
function backendOf(sub: string, key = () => backend) {
  return async (jkt: string, organisation: string): Promise<string> => {
    const iat = Math.floor(world.now() / 1000)
    const header = { alg: "EdDSA", typ: "sotto-identity+jwt", kid: await thumbprint(key().publicKey) }
    const who = { aud: organisation, sub, name: "Grace Hopper", jti: toBase64Url(randomBytes(16)) }
    return forged(key(), header, { ...who, iat, exp: iat + 300, cnf: { jkt } })
  }
}

test("a passkey confirms the customer: told unasked, asked by the agent, shown to both", async () => {
  const passkey = await madePasskey(world)
  plugIn(passkey)
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => outcomes(desk.value.open).includes("known"))
  const since = rowsOf(desk.value.open)[0]?.at
  world.advance(60_000)
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  expect(chat.value.conversation?.unread).toBe(1)
  expect(await confirming.ways(request)).toEqual({ passkey: "ready", company: false })
  await confirming.byPasskey(request)
  await until(() => outcomes(desk.value.open).length === 3)
  await until(() => outcomes(chat.value.conversation).length === 3)
  for (const view of [desk.value.open, chat.value.conversation]) {
    expect(outcomes(view)).toEqual(["known", "asked", "passkey"])
    expect(rowsOf(view)[2]?.since).toBe(since)
    expect(rowsOf(view)[2]?.who?.kind).toBe("customer")
    expect(openRequest(view?.rows ?? [], world.now())).toBeUndefined()
  }
})

test("a passkey that is made on being asked confirms nobody, however often one asks", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await desk.askToConfirm(id)
  const first = await asked(chat, world)
  const passkey = await SoftPasskey.create()
  plugIn(passkey)
  await first.confirming.makePasskey({ organisation: "Example", label: "Chat with Example" })
  await until(() => outcomes(desk.value.open).includes("doubted: passkey_after_request"))
  expect(await first.confirming.ways(first.request)).toEqual({ passkey: "later", company: false })
  await expect(first.confirming.byPasskey(first.request)).rejects.toMatchObject({ rule: "unknown_passkey" })
  await first.confirming.decline(first.request)
  await until(() => outcomes(chat.value.conversation).includes("declined"))
  await desk.askToConfirm(id)
  const second = await asked(chat, world)
  expect(await second.confirming.ways(second.request)).toEqual({ passkey: "later", company: false })
  await expect(second.confirming.byPasskey(second.request)).rejects.toMatchObject({ rule: "unknown_passkey" })
})

test("a passkey is told once, also when the page is opened again", async () => {
  await madePasskey(world)
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const chat = await world.visit({ browser })
  await chat.send("hello")
  await openFirst(desk)
  await until(() => outcomes(desk.value.open).length === 1)
  chat.close()
  const again = await world.visit({ browser })
  await again.send("here again")
  await until(() => texts(desk.value.open).length === 2)
  world.server.cut()
  await again.send("and again")
  await until(() => texts(desk.value.open).length === 3)
  expect(outcomes(desk.value.open)).toEqual(["known"])
})

test("an answer whose epoch ended while the person was asked is never sent", async () => {
  const passkey = await madePasskey(world)
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => outcomes(desk.value.open).includes("known"))
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  const before = chat.value.conversation?.safety.epoch
  plugIn(passkey, async () => {
    world.advance(1.5 * DAY)
    await desk.send(id, "moved on")
    await until(() => chat.value.conversation?.safety.epoch !== before)
  })
  await expect(confirming.byPasskey(request)).rejects.toMatchObject({ rule: "epoch_moved" })
  await chat.send("still here")
  await until(() => texts(desk.value.open).includes("still here"))
  expect(outcomes(desk.value.open)).toEqual(["known", "asked"])
})

test("what the passkey did not verify is not sent, and the request stays open", async () => {
  const passkey = await madePasskey(world)
  plugIn(passkey)
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => outcomes(desk.value.open).includes("known"))
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  passkey.flags = 0x01
  await expect(confirming.byPasskey(request)).rejects.toMatchObject({ rule: "user_verified" })
  await chat.send("hm")
  await until(() => texts(desk.value.open).includes("hm"))
  expect(outcomes(desk.value.open)).toEqual(["known", "asked"])
  passkey.flags = 0x05
  await confirming.byPasskey(request)
  await until(() => outcomes(desk.value.open).at(-1) === "passkey")
})

test("without passkey and company there is only no; a request that was refused is closed", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  expect(await confirming.ways(request)).toEqual({ passkey: "none", company: false })
  await expect(confirming.byPasskey(request)).rejects.toMatchObject({ rule: "unknown_passkey" })
  await expect(confirming.byCompany(request)).rejects.toMatchObject({ rule: "not_signed_in" })
  await confirming.decline(request)
  await until(() => outcomes(desk.value.open).includes("declined"))
  expect(openRequest(desk.value.open?.rows ?? [], world.now())).toBeUndefined()
})

test("the company confirms the customer by a new word, also by a key that the agent's browser has not seen yet", async () => {
  const { desk } = await world.hire("Ada")
  let key = backend
  const chat = await world.visit({ identify: backendOf("customer-1", () => key) })
  await chat.send("hello")
  const id = await openFirst(desk)
  key = await generateSignatureKey()
  const keys = await Promise.all([backend, key].map(({ publicKey }) => companyKey(jwkOf(publicKey))))
  const { organisation } = world
  world.server.companyKeys = await issueCompanyKeys(
    world.root,
    { organisation, number: 2, keys },
    world.now(),
  )
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  expect(await confirming.ways(request)).toEqual({ passkey: "none", company: true })
  await confirming.byCompany(request)
  await until(() => outcomes(desk.value.open).includes("company"))
  expect(rowsOf(desk.value.open)[1]).toMatchObject({ subject: "customer-1", name: "Grace Hopper" })
  await until(() => outcomes(chat.value.conversation).includes("company"))
  world.server.companyKeys = await statement(3)
  await desk.checkCertificate()
  await until(() => outcomes(desk.value.open).at(-1) === "failed: company_key_removed")
  expect(rowsOf(desk.value.open)[1]).not.toHaveProperty("subject")
})

test("an answer that comes while the company's keys cannot be had counts when they can", async () => {
  const { desk } = await world.hire("Ada")
  let key = backend
  const chat = await world.visit({ identify: backendOf("customer-1", () => key) })
  await chat.send("hello")
  const id = await openFirst(desk)
  key = await generateSignatureKey()
  world.server.companyKeys = await statement(2, key)
  world.server.refuse = (_, path) =>
    path === "/v1/company-keys" ? { status: 503, code: "unavailable" } : undefined
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  await confirming.byCompany(request)
  await until(() => outcomes(desk.value.open).at(-1) === "failed: company_keys_unknown")
  world.server.refuse = () => undefined
  await desk.checkCertificate()
  await until(() => outcomes(desk.value.open).at(-1) === "company")
  expect(rowsOf(desk.value.open)[1]).toMatchObject({ subject: "customer-1", name: "Grace Hopper" })
  expect(outcomes(desk.value.open).length).toBe(2)
})

test("a company that names another person confirms nobody, and closes the chat as it always did", async () => {
  const { desk } = await world.hire("Ada")
  let sub = "customer-1"
  const identify = (jkt: string, organisation: string) => backendOf(sub)(jkt, organisation)
  const chat = await world.visit({ identify })
  await chat.send("hello")
  const id = await openFirst(desk)
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  sub = "customer-2"
  await expect(confirming.byCompany(request)).rejects.toMatchObject({ rule: "not_signed_in" })
  await until(() => chat.value.phase === "someoneElse")
  expect(outcomes(desk.value.open)).toEqual(["asked"])
  expect(warnings(desk.value.open)).toEqual([])
})
