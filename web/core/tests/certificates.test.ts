import { expect, test } from "vitest"
import fixtures from "../../../fixtures/certificates.json" with { type: "json" }
import { toBase64Url } from "../src/base64.ts"
import { utf8 } from "../src/bytes.ts"
import {
  CertificateError,
  type Identity,
  sameSubject,
  type TrustedRoot,
} from "../src/certificates/identity.ts"
import {
  credentialOf,
  issueAgent,
  issueCustomer,
  issueIssuer,
  issueRevocations,
} from "../src/certificates/issue.ts"
import { RevocationLists } from "../src/certificates/revocationLists.ts"
import { isAgentCredential, type Trust, verifyIdentity } from "../src/certificates/verify.ts"
import { cast } from "./fixtures/certificateFixtures.ts"
import { fromHex } from "./fixtures/hex.ts"
import { CUSTOMER, CUSTOMER_DEVICE, DAY, DEVICE, INBOX, NOW, ORGANISATION, OWNER } from "./fixtures/people.ts"

const root: TrustedRoot = { organisation: fixtures.organisation, publicKey: fromHex(fixtures.root) }

async function judged(fixture: (typeof fixtures.cases)[number]): Promise<Identity> {
  const chain: unknown = JSON.parse(fixture.credential)
  const issuers = Array.isArray(chain) && typeof chain[1] === "string" ? [chain[1]] : []
  const now = Date.parse(fixture.now)
  const revocations = await RevocationLists.none.acceptAll(fixture.revocations, issuers, root, now)
  const trust: Trust = { root, inbox: fixtures.inbox, revocations, now, adding: fixture.adding }
  return verifyIdentity(utf8(fixture.credential), fromHex(fixture.leafKey), trust)
}

test.each(fixtures.cases.filter(({ rule }) => rule === undefined))("believes: $name", async (fixture) => {
  expect(await judged(fixture)).toMatchObject(fixture.identity ?? { kind: "nobody" })
})

test.each(fixtures.cases.filter(({ rule }) => rule !== undefined))("$rule: $name", async (fixture) => {
  const refusal = judged(fixture)
  await expect(refusal).rejects.toBeInstanceOf(CertificateError)
  await expect(refusal).rejects.toMatchObject({ rule: fixture.rule })
})

test.each([
  ["no UTF-8", new Uint8Array([0xff])],
  ["no JSON", utf8("[")],
  ["no array", utf8('{"0":"a"}')],
  ["not only texts", utf8('["a",1]')],
  ["too large", utf8(JSON.stringify(["a".repeat(40_000)]))],
  ["empty", new Uint8Array()],
])("uncertified: a credential that is %s", async (_, credential) => {
  const trust: Trust = { root, inbox: INBOX, revocations: RevocationLists.none, now: NOW, adding: false }
  await expect(verifyIdentity(credential, root.publicKey, trust)).rejects.toMatchObject({
    rule: "uncertified",
  })
})

test("what is issued here is believed here", async () => {
  const { root: rootKey, issuer, agent, customer } = await cast()
  const who = { organisation: ORGANISATION, user: OWNER, name: "Ada" }
  const issuerJws = await issueIssuer(rootKey, { ...who, publicKey: issuer.publicKey }, NOW)
  const subject = {
    ...who,
    role: "supervisor",
    device: DEVICE,
    inboxes: [INBOX],
    publicKey: agent.publicKey,
  } as const
  const agentJws = await issueAgent(issuer, subject, NOW)
  const list = await issueRevocations(issuer, { organisation: ORGANISATION, number: 1, revoked: [] }, NOW)
  const revocations = await RevocationLists.none.accept(list, issuerJws, root, NOW)
  const trust: Trust = { root, inbox: INBOX, revocations, now: NOW, adding: true }
  const believed = await verifyIdentity(credentialOf(agentJws, issuerJws), agent.publicKey, trust)
  expect(believed).toMatchObject({
    kind: "agent",
    role: "supervisor",
    expiresAt: NOW + 90 * DAY,
    lapsed: false,
  })
  const visitor = await issueCustomer(
    customer,
    { organisation: ORGANISATION, customer: CUSTOMER, device: CUSTOMER_DEVICE },
    NOW,
  )
  expect(await verifyIdentity(credentialOf(visitor), customer.publicKey, trust)).toMatchObject({
    customer: CUSTOMER,
  })
})

test("a leaf keeps its person, its device and its kind", () => {
  const key = new Uint8Array(32)
  const agent: Identity = {
    ...{ kind: "agent", user: OWNER, name: "Ada", role: "agent", device: DEVICE, inboxes: [INBOX] },
    ...{ signatureKey: key, certificate: "a", issuer: "b", expiresAt: 0, lapsed: false },
  }
  const customer: Identity = {
    kind: "customer",
    customer: CUSTOMER,
    device: CUSTOMER_DEVICE,
    signatureKey: key,
  }
  expect(sameSubject(agent, { ...agent, name: "Ada L.", certificate: "c" })).toBe(true)
  expect(sameSubject(agent, { ...agent, user: "usr_other" })).toBe(false)
  expect(sameSubject(agent, { ...agent, device: CUSTOMER_DEVICE })).toBe(false)
  expect(sameSubject(customer, { ...customer, signatureKey: new Uint8Array([1]) })).toBe(true)
  expect(sameSubject(customer, { ...customer, customer: "cus_other" })).toBe(false)
  expect(sameSubject(customer, { ...customer, device: DEVICE })).toBe(false)
  expect(sameSubject(agent, customer)).toBe(false)
  expect(sameSubject(customer, agent)).toBe(false)
})

test("a customer with a company's token beside their statement is no agent", () => {
  const statement = (typ: string) => `${toBase64Url(utf8(JSON.stringify({ typ, alg: "Ed25519" })))}.e30.AA`
  const credential = (...chain: readonly string[]) => utf8(JSON.stringify(chain))
  const token = statement("sotto-identity+jwt")
  expect(isAgentCredential(credential(statement("sotto-customer+jwt")))).toBe(false)
  expect(isAgentCredential(credential(statement("sotto-customer+jwt"), token))).toBe(false)
  expect(isAgentCredential(credential(statement("sotto-agent+jwt"), statement("sotto-issuer+jwt")))).toBe(
    true,
  )
})
