import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import { afterEach, beforeEach, expect, test } from "vitest"
import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { randomBytes } from "../../src/bytes.ts"
import { companyKey } from "../../src/certificates/companyKeys.ts"
import { issueCompanyKeys } from "../../src/certificates/issue.ts"
import { jwkOf, thumbprint } from "../../src/jose.ts"
import { Offline } from "../../src/problems.ts"
import { forged } from "../fixtures/joseFixtures.ts"
import { Browser, DAY, openFirst, texts, until, World } from "./world.ts"

let world: World
let backend: SignatureKey

beforeEach(async () => {
  world = await World.create()
  backend = await generateSignatureKey()
  world.server.companyKeys = await statement(1)
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

async function statement(number: number, key = backend, root = world.root): Promise<string> {
  const keys = [await companyKey(jwkOf(key.publicKey))]
  return issueCompanyKeys(root, { organisation: world.organisation, number, keys }, world.now())
}

/** The company's backend, which calls whoever asks `sub`. */
function backendOf(sub: string, change: object = {}, key = backend) {
  return async (jkt: string, organisation: string): Promise<string> => {
    const iat = Math.floor(world.now() / 1000)
    const header = { alg: "EdDSA", typ: "sotto-identity+jwt", kid: await thumbprint(key.publicKey) }
    const who = { aud: organisation, sub, name: "Grace Hopper", jti: toBase64Url(randomBytes(16)) }
    return forged(key, header, { ...who, iat, exp: iat + 300, cnf: { jkt }, ...change })
  }
}

test("an agent sees whom the company has signed, also a month later and in a new page", async () => {
  const { desk, user, browser } = await world.hire("Ada")
  const chat = await world.visit({ identify: backendOf("customer-1") })
  await chat.send("hello")
  const id = await openFirst(desk)
  const person = { subject: "customer-1", name: "Grace Hopper" }
  expect(desk.value.open?.company).toEqual(person)
  world.advance(30 * DAY)
  desk.close()
  world.server.companyKeys = null
  const again = await world.openDesk(user, "Ada", browser)
  await again.open(id)
  expect(again.value.open?.company).toEqual(person)
})

test("fresh key material of the customer keeps the token that began the conversation", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit({ identify: backendOf("customer-1") })
  await chat.send("hello")
  await openFirst(desk)
  const epoch = chat.value.conversation?.safety.epoch
  world.advance(8 * DAY)
  await chat.send("a week later")
  await until(() => texts(desk.value.open).includes("a week later"))
  expect(chat.value.conversation?.safety.epoch).not.toBe(epoch)
  await until(() => desk.value.open?.company?.subject === "customer-1")
})

test("nobody is verified without a token, by an unsigned id, or by keys that the root did not sign", async () => {
  const outsider = await generateSignatureKey()
  const { desk } = await world.hire("Ada")
  const other = await world.visit({ identify: backendOf("admin", {}, outsider) })
  await other.send("believe me")
  await openFirst(desk)
  expect(desk.value.open?.company).toBeUndefined()
  world.server.companyKeys = await statement(2, outsider, outsider)
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "company_keys_not_signed_by_root"))
  expect(desk.value.open?.company).toBeUndefined()
})

test("a token of another device, or from before, verifies nobody", async () => {
  const { desk } = await world.hire("Ada")
  const jkt = await thumbprint((await generateSignatureKey()).publicKey)
  const chat = await world.visit({ identify: backendOf("customer-1", { cnf: { jkt } }) })
  await chat.send("stolen")
  const id = await openFirst(desk)
  expect(desk.value.open?.company).toBeUndefined()
  await desk.open(undefined)
  const late = await world.visit({
    browser: new Browser(world),
    keep: false,
    identify: backendOf("customer-1", { iat: 1_000_000, exp: 1_000_300 }),
  })
  await late.send("old")
  await until(() => desk.value.conversations.length === 2)
  await desk.open(desk.value.conversations.find((one) => one.id !== id)?.id)
  expect(texts(desk.value.open)).toEqual(["old"])
  expect(desk.value.open?.company).toBeUndefined()
})

test("keys that go back are refused and raise an alarm; a key that is taken away verifies nobody any more", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit({ identify: backendOf("customer-1") })
  await chat.send("hello")
  await openFirst(desk)
  const next = await generateSignatureKey()
  const first = world.server.companyKeys
  world.server.companyKeys = await statement(2, next)
  await desk.checkCertificate()
  await until(() => desk.value.open?.company === undefined)
  world.server.companyKeys = first
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "company_keys_rolled_back"))
  expect(desk.value.open?.company).toBeUndefined()
})

test("Peer 12: another person's token does not open the earlier person's chat", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  const first = await world.visit({ browser, identify: backendOf("customer-1") })
  await first.send("my secret")
  await until(() => texts(first.value.conversation).length === 1)
  first.close()
  const second = await world.visit({ browser, identify: backendOf("customer-2") })
  expect(second.value.phase).toBe("someoneElse")
  expect(second.value.conversation).toBeUndefined()
  await second.reset()
  const third = await world.visit({ browser, identify: backendOf("customer-2") })
  await until(() => third.value.phase === "ready")
  expect(third.value.conversation).toBeUndefined()
})

test("who has logged out does not see the chat either, and who comes back to it does", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  const first = await world.visit({ browser, identify: backendOf("customer-1") })
  await first.send("my secret")
  first.close()
  const out = await world.visit({ browser, identify: async () => "" })
  expect(out.value.phase).toBe("someoneElse")
  out.close()
  const back = await world.visit({ browser, identify: backendOf("customer-1") })
  await until(() => texts(back.value.conversation).length === 1)
})

test("who is logged out while writing loses nothing that was written", async () => {
  const { desk } = await world.hire("Ada")
  let sub = "customer-1"
  let asked = 0
  const identify = async (jkt: string, organisation: string) => {
    asked += 1
    return sub && backendOf(sub)(jkt, organisation)
  }
  const chat = await world.visit({ identify })
  const phases: string[] = []
  chat.subscribe(() => phases.push(chat.value.phase))
  sub = ""
  asked = 0
  await chat.send("typed after the session ran out")
  await until(() => asked > 1)
  sub = "customer-1"
  world.advance(DAY / 24)
  await openFirst(desk)
  expect(texts(desk.value.open)).toEqual(["typed after the session ran out"])
  expect(new Set(phases)).toEqual(new Set(["ready"])) // at "someoneElse" the chat page wipes what is kept
})

test("a backend that does not answer opens nobody's chat", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  const first = await world.visit({ browser, identify: backendOf("customer-1") })
  await first.send("my secret")
  first.close()
  const later = await world.visit({ browser, identify: () => Promise.reject(new Offline(undefined)) })
  expect(later.value.phase).toBe("unavailable")
  expect(later.value.conversation).toBeUndefined()
  await expect(later.send("to whom?")).rejects.toThrow()
})

test("what another tab stores while the company is asked is not written back", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const one = await world.visit({ browser })
  const two = await world.visit({
    browser,
    identify: async (jkt, organisation) => {
      await one.setName("Grace")
      return backendOf("customer-1")(jkt, organisation)
    },
  })
  await two.send("hello")
  await openFirst(desk)
  expect(desk.value.open?.customer.name).toBe("Grace")
})

test("a chat that another tab opened for somebody else while the company was asked stays closed", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  const late = await world.visit({
    browser,
    identify: async (jkt, organisation) => {
      await (await world.visit({ browser, identify: backendOf("customer-1") })).send("my secret")
      return backendOf("customer-2")(jkt, organisation)
    },
  })
  expect(late.value.phase).toBe("someoneElse")
  expect(late.value.conversation).toBeUndefined()
  const back = await world.visit({ browser, identify: backendOf("customer-1") })
  await until(() => texts(back.value.conversation).length === 1)
})

test.each(["nonsense", "a.b.c", "..", "a.e30.c"])(
  "a backend that answers %s is away, and is asked again",
  async (token) => {
    await world.hire("Ada")
    let answer = async (_jkt: string, _organisation: string) => token
    const chat = await world.visit({ identify: (jkt, organisation) => answer(jkt, organisation) })
    expect(chat.value.phase).toBe("unavailable")
    answer = backendOf("customer-1")
    await until(() => chat.value.phase === "ready")
  },
)

test("refusals that say nothing about the token do not cost it", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit({ identify: backendOf("customer-1") })
  let refused = 0
  world.server.refuse = (method, path) => {
    if (method !== "POST" || !path.endsWith("/conversations") || refused === 2) return undefined
    refused += 1
    return { status: 400, code: "malformed" }
  }
  await chat.send("verified all the same")
  await openFirst(desk)
  expect(refused).toBe(2)
  await until(() => desk.value.open?.company?.subject === "customer-1")
})

test("a token that the server refuses for good keeps nobody from writing: they write unverified", async () => {
  const { desk } = await world.hire("Ada")
  let token = ""
  let refused = 0
  world.server.refuse = (method, path) => {
    if (method !== "POST" || !path.endsWith("/conversations")) return undefined
    const { groupInfo } = JSON.parse(world.server.posted.at(-1)?.body ?? "")
    if (!new TextDecoder("latin1").decode(fromBase64Url(groupInfo)).includes(token)) return undefined
    refused += 1
    return { status: 403, code: "not_certified" }
  }
  const identify = async (jkt: string, organisation: string) => {
    token = await backendOf("customer-1")(jkt, organisation)
    return token
  }
  const chat = await world.visit({ identify })
  await chat.send("hello")
  await openFirst(desk)
  expect(refused).toBe(2) // a token that was only late is made anew first
  expect(texts(desk.value.open)).toEqual(["hello"])
  expect(desk.value.open?.company).toBeUndefined()
})
