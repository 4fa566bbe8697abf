import "fake-indexeddb/auto"
import { IDBFactory } from "fake-indexeddb"
import { beforeEach, expect, test } from "vitest"
import { companyKeysOf, NoCompanyKey, readCompanyKey, signCompanyKeys } from "../src/accounts/companyKeys.ts"
import { KitMismatch } from "../src/accounts/enterKit.ts"
import type { Office } from "../src/accounts/office.ts"
import { newRootSeed, rootFromSeed } from "../src/accounts/rootKey.ts"
import { StaffKeys } from "../src/accounts/staffKeys.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import { deskStoreName } from "../src/desk.ts"
import { DeskCompany } from "../src/deskCompany.ts"
import { encodeKit, KitError } from "../src/kit.ts"
import { Offline } from "../src/problems.ts"
import { Store } from "../src/store/store.ts"
import { P256 } from "./fixtures/companyFixtures.ts"
import { FakeLocks } from "./fixtures/fakeLocks.ts"
import { FakeOrganisation } from "./fixtures/fakeOrganisation.ts"
import { fixedId, fixedKey, INBOX, NOW, ORGANISATION, OWNER } from "./fixtures/people.ts"

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

async function scene() {
  const seed = newRootSeed()
  const kit = await encodeKit(seed)
  const root = await rootFromSeed(seed)
  const fake = new FakeOrganisation(() => NOW)
  const now = () => NOW
  const key = await fixedKey(41)
  const options = { origin: "https://chat.example", key, device: fixedId("dev", 42), now }
  const office: Office = {
    api: new StaffApi({ ...options, fetch: fake.server.fetch }),
    keys: await StaffKeys.open(),
    session: {
      user: { id: OWNER, name: "Ada", role: "owner" },
      organisation: { id: ORGANISATION, name: "Example", root: new Uint8Array(root.publicKey) },
      inboxes: [{ id: INBOX, name: "Help", greeting: "Hello", sites: [] }],
      publicOrigin: "https://chat.example",
      ...{ id: fixedId("ses", 1), method: "passkey", expiresAt: NOW, idleUntil: NOW, freshUntil: NOW },
    },
    now,
    locks: new FakeLocks(),
  }
  return { kit, office, fake }
}

/** No time passes here. */
function never(): () => void {
  return () => undefined
}

test("the owner's kit signs exactly the keys that were chosen, under a number that rises", async () => {
  const { kit, office } = await scene()
  const none = await companyKeysOf(office)
  const key = await readCompanyKey(JSON.stringify({ ...P256, kid: "anything", use: "sig" }))
  await signCompanyKeys(office, kit, none, [key])
  const one = await companyKeysOf(office)
  expect([one.number, one.keys.map(({ thumbprint }) => thumbprint)]).toEqual([1, [key.thumbprint]])
  await signCompanyKeys(office, kit, one, [])
  expect(await companyKeysOf(office)).toEqual({ number: 2, keys: [] })
})

const ROLLED_BACK = { rule: "company_keys_rolled_back" }

test("a server that goes back to a list from before gets no key signed again that the owner took away", async () => {
  const { kit, office, fake } = await scene()
  const key = await readCompanyKey(JSON.stringify(P256))
  await signCompanyKeys(office, kit, { number: 0, keys: [] }, [key])
  const before = fake.companyKeys
  await signCompanyKeys(office, kit, await companyKeysOf(office), [])
  fake.companyKeys = before
  await expect(companyKeysOf(office)).rejects.toMatchObject(ROLLED_BACK)
  fake.companyKeys = null
  await expect(companyKeysOf(office)).rejects.toMatchObject(ROLLED_BACK)
})

test("what the desk has seen counts in the office too", async () => {
  const { kit, office, fake } = await scene()
  await signCompanyKeys(office, kit, { number: 0, keys: [] }, [])
  const first = fake.companyKeys
  await signCompanyKeys(office, kit, { number: 1, keys: [] }, [])
  globalThis.indexedDB = new IDBFactory() // another browser of the owner, in which only the desk was open
  const store = await Store.inBrowser(deskStoreName(OWNER))
  const root = { organisation: ORGANISATION, publicKey: office.session.organisation.root }
  const desk = new DeskCompany(root, store, { ...office, after: never })
  await desk.fetch(office.api)
  fake.companyKeys = first
  await expect(companyKeysOf(office)).rejects.toMatchObject(ROLLED_BACK)
})

test("a list that another tab has published is not signed over", async () => {
  const { kit, office, fake } = await scene()
  const one = await companyKeysOf(office)
  await signCompanyKeys(office, kit, one, [])
  const published = fake.companyKeys
  const key = await readCompanyKey(JSON.stringify(P256))
  await expect(signCompanyKeys(office, kit, one, [key])).rejects.toMatchObject(ROLLED_BACK)
  expect(fake.companyKeys).toBe(published)
})

test("two tabs that ask at the same time raise no alarm over a list that is just being published", async () => {
  const { kit, office, fake } = await scene()
  await signCompanyKeys(office, kit, { number: 0, keys: [] }, [])
  const first = fake.companyKeys
  await signCompanyKeys(office, kit, { number: 1, keys: [] }, [])
  const second = fake.companyKeys
  const store = await Store.inMemory()
  const root = { organisation: ORGANISATION, publicKey: office.session.organisation.root }
  let answer: (statement: string | null) => void = () => undefined
  const late = new Promise<string | null>((resolve) => {
    answer = resolve
  })
  const tab = (companyKeys: () => Promise<string | null>) =>
    new DeskCompany(root, store, { ...office, after: never }).fetch({ companyKeys })
  const slower = tab(() => late)
  const faster = tab(async () => second)
  await new Promise((resolve) => setTimeout(resolve, 50)) // the faster one has its answer by now, if it may ask
  answer(first)
  await expect(Promise.all([slower, faster])).resolves.toBeDefined()
})

test("a server that does not answer holds no conversation up, and what it answers later is used", async () => {
  const { kit, office, fake } = await scene()
  const none = await companyKeysOf(office)
  const key = await readCompanyKey(JSON.stringify(P256))
  await signCompanyKeys(office, kit, none, [key])
  const root = { organisation: ORGANISATION, publicKey: office.session.organisation.root }
  let expire = never
  const desk = new DeskCompany(root, await Store.inMemory(), {
    ...office,
    after: (milliseconds, work) => {
      expect(milliseconds).toBeLessThanOrEqual(10_000)
      expire = () => {
        work()
        return never
      }
      return never
    },
  })
  let answer: (statement: string | null) => void = () => undefined
  const companyKeys = () =>
    new Promise<string | null>((resolve) => {
      answer = resolve
    })
  const asked = desk.keysWith(key.thumbprint, { companyKeys })
  await expect.poll(() => expire !== never).toBe(true)
  expire()
  expect(await asked).toBeUndefined()
  answer(fake.companyKeys)
  const refusing = { companyKeys: () => Promise.reject(new Offline("no answer")) }
  await expect
    .poll(async () => (await desk.keysWith(key.thumbprint, refusing))?.keys.has(key.thumbprint))
    .toBe(true)
  expect(await desk.keysWith("another", refusing)).toBeUndefined()
})

test("a mistyped kit and another organisation's sign nothing", async () => {
  const { office, fake } = await scene()
  const none = { number: 0, keys: [] }
  await expect(signCompanyKeys(office, "nonsense", none, [])).rejects.toBeInstanceOf(KitError)
  const other = await encodeKit(newRootSeed())
  await expect(signCompanyKeys(office, other, none, [])).rejects.toBeInstanceOf(KitMismatch)
  expect(fake.companyKeys).toBeNull()
})

const PEM = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
-----END PUBLIC KEY-----
`

test("PEM and JWK of one key are one key", async () => {
  expect((await readCompanyKey(PEM)).thumbprint).toBe((await readCompanyKey(JSON.stringify(P256))).thumbprint)
})

test.each([
  ["a private JWK", JSON.stringify({ ...P256, d: "AAAA" })],
  ["a secret", JSON.stringify({ kty: "oct", k: "AAAA" })],
  ["a private key in PEM", PEM.replaceAll("PUBLIC", "PRIVATE")],
  ["a certificate", PEM.replaceAll("PUBLIC KEY", "CERTIFICATE")],
  ["nothing", ""],
  ["a typed word", "customer-4711"],
])("%s is no public key", async (_, text) => {
  await expect(readCompanyKey(text)).rejects.toBeInstanceOf(NoCompanyKey)
})
