import { generateSignatureKey } from "@sotto/mls"
import { beforeEach, expect, test } from "vitest"
import { toBase64Url } from "../src/base64.ts"
import { randomBytes } from "../src/bytes.ts"
import { newId } from "../src/ids.ts"
import { thumbprint } from "../src/jose.ts"
import { agent, ask, Cast, EPOCH, MINUTE, START, Stage } from "./fixtures/confirmStage.ts"

let cast: Cast
let stage: Stage

beforeEach(async () => {
  cast = await Cast.create()
  stage = await Stage.create(cast)
})

test("the company's word confirms the customer, with the name that it gives", async () => {
  await stage.hear(ask())
  const row = await stage.hear(await cast.vouched())
  expect(row).toMatchObject({ outcome: "company", subject: "customer-1", name: "Grace Hopper" })
  expect(row?.key).toBe(await thumbprint(cast.backend.publicKey))
})

test("the company's word has to be fresh, for this device, this organisation and this person", async () => {
  const first = await cast.token({ sub: "customer-1" })
  const thief = await generateSignatureKey()
  const seconds = Math.floor(START / 1000)
  const minutes = (count: number) => ({ iat: seconds + count * 60, exp: seconds + count * 60 + 600 })
  for (const [change, by, rule] of [
    [minutes(-6), cast.backend, "token_older_than_request"],
    [minutes(-20), cast.backend, "expired"],
    [minutes(6), cast.backend, "not_yet_valid"],
    [{ cnf: { jkt: await thumbprint(thief.publicKey) } }, cast.backend, "wrong_key"],
    [{ aud: newId("org") }, cast.backend, "wrong_organisation"],
    [{ sub: "customer-2" }, cast.backend, "other_person"],
    [{}, thief, "not_signed_by_company"],
    [{ sub: undefined }, cast.backend, "malformed"],
  ] as const) {
    stage = await Stage.create(cast, { token: first })
    await stage.hear(ask())
    expect(await stage.hear(await cast.vouched(change, by)), rule).toMatchObject({ outcome: "failed", rule })
  }
  stage = await Stage.create(cast, { token: first })
  await stage.hear(ask())
  expect(await stage.hear(await cast.vouched(minutes(-4)))).toMatchObject({ outcome: "company" })
})

test("a token confirms once, and the one that began the conversation never", async () => {
  const jti = toBase64Url(randomBytes(16))
  const first = await cast.token()
  stage = await Stage.create(cast, { token: first })
  await stage.hear(ask())
  expect(await stage.hear(await cast.vouched({ jti }))).toMatchObject({ outcome: "company" })
  const second = new Uint8Array(16).fill(2)
  await stage.hear(ask(second))
  const said = { ...(await cast.vouched({ jti })), request: second }
  expect(await stage.hear(said)).toMatchObject({ rule: "token_used" })
  const third = new Uint8Array(16).fill(3)
  await stage.hear(ask(third))
  const proof = { kind: "company", token: first } as const
  expect(await stage.hear({ event: "confirmed", request: third, epoch: EPOCH, proof })).toMatchObject({
    rule: "token_used",
  })
})

test("two confirmations of one conversation name the same person", async () => {
  const nth = (number: number) => new Uint8Array(16).fill(number)
  for (const [number, sub, shown] of [
    [1, "customer-1", { outcome: "company", subject: "customer-1" }],
    [2, "customer-2", { outcome: "failed", rule: "other_person" }],
    [3, "customer-1", { outcome: "company", subject: "customer-1" }],
  ] as const) {
    await stage.hear(ask(nth(number)))
    const said = { ...(await cast.vouched({ sub })), request: nth(number) }
    expect(await stage.hear(said)).toMatchObject(shown)
  }
})

test("the company's word counts in its epoch, once, in time and from the customer alone", async () => {
  await stage.hear(ask())
  expect(await stage.hear(await cast.vouched(), agent)).toMatchObject({ rule: "not_the_customer" })
  expect(await stage.hear(await cast.vouched(), cast.customer, EPOCH + 1)).toMatchObject({
    rule: "other_epoch",
  })
  const late = new Uint8Array(16).fill(2)
  await stage.hear(ask(late))
  cast.now += 11 * MINUTE
  expect(await stage.hear({ ...(await cast.vouched()), request: late })).toMatchObject({
    rule: "too_late",
  })
})

test("a device without keys of the company believes no token of another device", async () => {
  stage = await Stage.create(cast, { hasKeys: false })
  await stage.hear(ask())
  expect(await stage.hear(await cast.vouched())).toMatchObject({
    outcome: "failed",
    rule: "company_keys_unknown",
  })
})

test("an answer that came before the company's keys is judged when they come, as of the day it came", async () => {
  stage = await Stage.create(cast, { hasKeys: false, token: await cast.token() })
  await stage.hear(ask())
  await stage.hear(await cast.vouched())
  expect(await stage.again()).toEqual([])
  stage.keysCome()
  expect(await stage.again(false)).toEqual([])
  cast.now += 60 * MINUTE
  expect(await stage.again()).toMatchObject([
    { sequence: 2, id: "2.confirmation", outcome: "company", subject: "customer-1", name: "Grace Hopper" },
  ])
  expect(await stage.again()).toEqual([])
})

test("whoever waited for the keys gains nothing by it", async () => {
  const jti = toBase64Url(randomBytes(16))
  const thief = await generateSignatureKey()
  for (const [change, by, rule] of [
    [{ sub: "customer-2" }, cast.backend, "other_person"],
    [{}, thief, "not_signed_by_company"],
    [{ iat: 1, exp: 300 }, cast.backend, "expired"],
    [{ jti }, cast.backend, "token_used"],
  ] as const) {
    stage = await Stage.create(cast, { hasKeys: false, token: await cast.token({ jti }) })
    await stage.hear(ask())
    await stage.hear(await cast.vouched(change, by))
    stage.keysCome()
    expect(await stage.again(), rule).toMatchObject([{ outcome: "failed", rule }])
    expect(await stage.again()).toEqual([])
  }
})

test("an answer that waited is the one answer to its request, and its word is used up", async () => {
  const jti = toBase64Url(randomBytes(16))
  stage = await Stage.create(cast, { hasKeys: false })
  await stage.hear(ask())
  await stage.hear(await cast.vouched({ jti }))
  expect(await stage.hear(await cast.vouched())).toMatchObject({ rule: "answered_before" })
  stage.keysCome()
  const second = new Uint8Array(16).fill(2)
  await stage.hear(ask(second))
  await stage.hear({ ...(await cast.vouched({ sub: "customer-2" })), request: second })
  // Another person was confirmed meanwhile: the earlier answer names somebody else.
  expect(await stage.again()).toMatchObject([{ outcome: "failed", rule: "other_person" }])
})
