import "fake-indexeddb/auto"
import { expect, test } from "vitest"
import { companyKeysOf, NoCompanyKey, readCompanyKey, signCompanyKeys } from "../src/accounts/companyKeys.ts"
import { KitMismatch } from "../src/accounts/enterKit.ts"
import type { Office } from "../src/accounts/office.ts"
import { newRootSeed, rootFromSeed } from "../src/accounts/rootKey.ts"
import { StaffKeys } from "../src/accounts/staffKeys.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import { encodeKit, KitError } from "../src/kit.ts"
import { P256 } from "./fixtures/companyFixtures.ts"
import { FakeOrganisation } from "./fixtures/fakeOrganisation.ts"
import { fixedId, fixedKey, INBOX, NOW, ORGANISATION, OWNER } from "./fixtures/people.ts"

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
  }
  return { kit, office, fake }
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
