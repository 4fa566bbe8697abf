import "fake-indexeddb/auto"
import { IDBFactory } from "fake-indexeddb"
import { beforeEach, expect, test } from "vitest"
import { certify } from "../src/accounts/certifying.ts"
import { enterByVault, keepInVault } from "../src/accounts/certifyingInVault.ts"
import { KitMismatch } from "../src/accounts/enterKit.ts"
import { issuerOf, type Office } from "../src/accounts/office.ts"
import { IssuerOver } from "../src/accounts/resumeIssuer.ts"
import { newestLists, publishList } from "../src/accounts/revoking.ts"
import { newRootSeed, rootFromSeed } from "../src/accounts/rootKey.ts"
import { toBase64Url } from "../src/base64.ts"
import { utf8 } from "../src/bytes.ts"
import { CertificateError } from "../src/certificates/identity.ts"
import { issueIssuer } from "../src/certificates/issue.ts"
import { decodeKit, encodeKit, KitError } from "../src/kit.ts"
import { encode } from "../src/plainCbor.ts"
import { Problem } from "../src/problems.ts"
import { RootChanged } from "../src/store/settings.ts"
import { type CertifyingKeys, openCertifying, sealCertifying } from "../src/vault/certifyingKeys.ts"
import { NoWayIn } from "../src/vault/noWayIn.ts"
import { padded } from "../src/vault/padding.ts"
import { newVaultSeed, sealFor, VaultDamaged, type VaultSeed } from "../src/vault/vaultKey.ts"
import { VaultKeysNewer } from "../src/vault/vaultKeys.ts"
import { newCodeWay, passkeyWay, type WayIn, wrapSeed } from "../src/vault/vaultWays.ts"
import { FakeOrganisation, numberOf } from "./fixtures/fakeOrganisation.ts"
import { json, problem } from "./fixtures/fakeServer.ts"
import { ownersOffice, setUpOrganisation } from "./fixtures/ownersOffice.ts"
import { DAY, fixedId, fixedKey, NOW, ORGANISATION } from "./fixtures/people.ts"

const OPEN = "POST /v1/vault/root/open"
const VAULT = fixedId("vlt", 1)
const BO = fixedId("usr", 77)
const BOS_DEVICE = fixedId("dev", 78)
let now: number
let organisation: FakeOrganisation
let kit: string
let owner: Office
let vaultSeed: VaultSeed
let number: number
/** What the server has of it. */
let sealed: Uint8Array | undefined
let made: CertifyingKeys

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  now = NOW
  organisation = new FakeOrganisation(() => now)
  kit = (await setUpOrganisation(organisation, () => now)).kit
  owner = await ownersOffice(organisation, () => now)
  vaultSeed = newVaultSeed()
  number = 0
  sealed = undefined
  const way = await wrapSeed(VAULT, await passkey(), vaultSeed)
  const ways = [{ id: way.id, wrapped: toBase64Url(way.wrapped) }]
  organisation.server.on(OPEN, () =>
    sealed === undefined
      ? problem(404, "not_found")
      : json(200, { vault: VAULT, ways, number, sealed: toBase64Url(sealed) }),
  )
})

const passkey = () => passkeyWay(Uint8Array.of(7), new Uint8Array(32).fill(9))
const rootSeed = () => decodeKit(kit)

async function seal(keys: CertifyingKeys): Promise<void> {
  number += 1
  sealed = await sealCertifying(vaultSeed, VAULT, number, keys)
}

/** The vault that is open in the owner's browser, as far as it is asked. */
const vault = {
  keepRoot: async (_: WayIn, make: () => Promise<CertifyingKeys>) => {
    made = await make()
    await seal(made)
  },
}

async function inside(): Promise<CertifyingKeys> {
  return openCertifying(vaultSeed, VAULT, number, sealed ?? new Uint8Array())
}

async function onNewBrowser(): Promise<Office> {
  globalThis.indexedDB = new IDBFactory()
  return ownersOffice(organisation, () => now)
}

async function bosDevice(at: Office) {
  const found = (await at.api.devices()).find(({ device }) => device === BOS_DEVICE)
  if (found === undefined) throw new Error("Bo has no device")
  return found
}

const issuerHere = async (at: Office) => (await issuerOf(at))?.verified.thumbprint

test("a new browser becomes the same issuer without the root, goes on from its list, and certifies", async () => {
  const before = await issuerHere(owner)
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  const kept = await issuerHere(owner)
  expect(kept).not.toBe(before)
  const revoked = { jti: toBase64Url(new Uint8Array(16).fill(1)), at: NOW }
  await publishList(owner, [revoked])

  const fresh = await onNewBrowser()
  const way = await passkey()
  await enterByVault(fresh, way)
  expect(await issuerHere(fresh)).toBe(kept)
  expect((await fresh.keys.issuer(ORGANISATION))?.key.privateKey.extractable).toBe(false)
  expect(way.secret).toEqual(new Uint8Array(32))
  expect((await newestLists(fresh)).isRevoked(revoked.jti)).toBe(true)
  organisation.newcomer(BOS_DEVICE, BO, (await fixedKey(31)).publicKey)
  await certify(fresh, await bosDevice(fresh))
  expect((await bosDevice(fresh)).issuer).toBe((await fresh.keys.issuer(ORGANISATION))?.certificate)
  await publishList(fresh, [])
  expect(organisation.lists.map(numberOf)).toEqual([1, 1, 2, 3])
})

test("an issuer that is kept alone has no root beside it, and no seed is sent", async () => {
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  const alone = await inside()
  expect(alone.root).toBeUndefined()
  expect(alone.issuer?.certificate).toBe((await owner.keys.issuer(ORGANISATION))?.certificate)
  const length = sealed?.length
  await keepInVault(owner, vault, "root", kit, await passkey())
  const both = await inside()
  expect(both.root).toEqual(await rootSeed())
  expect(both.issuer?.seed).not.toEqual(alone.issuer?.seed)
  expect(sealed?.length).toBe(length)
  expect(length).toBe(4096 + 1 + 12 + 16)
  for (const wiped of [made.root, made.issuer?.seed]) expect(wiped).toEqual(new Uint8Array(32))
  const sent = JSON.stringify(organisation.server.seen.map(({ text, url }) => [text, url]))
  for (const secret of [both.root, both.issuer?.seed, alone.issuer?.seed])
    expect(sent).not.toContain(toBase64Url(secret ?? new Uint8Array()))
})

test("a root alone makes another issuer, and so does one whose issuer is over", async () => {
  await seal({ root: await rootSeed() })
  const first = await onNewBrowser()
  await enterByVault(first, await passkey())
  expect(await issuerHere(first)).toBeDefined()
  await keepInVault(owner, vault, "root", kit, await passkey())
  const kept = await issuerHere(owner)
  now = NOW + 22 * DAY
  const second = await onNewBrowser()
  await enterByVault(second, await passkey())
  expect([undefined, kept]).not.toContain(await issuerHere(second))
})

test.each([
  ["whose list is too late for anybody to go by it", 22],
  ["whose certificate has ended", 401],
  ["whose certificate ended long ago", 420],
])("an issuer %s takes the kit", async (_, days) => {
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  if (days > 400) now = NOW + 395 * DAY
  if (days > 400) await publishList(owner, [])
  now = NOW + days * DAY
  const fresh = await onNewBrowser()
  await expect(enterByVault(fresh, await passkey())).rejects.toBeInstanceOf(IssuerOver)
  expect(await issuerHere(fresh)).toBeUndefined()
})

test("a server that keeps the issuer's list back, or an older one than was seen here, makes no issuer", async () => {
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  await publishList(owner, [])
  organisation.lists.pop()
  const before = (await owner.keys.issuer(ORGANISATION))?.revocations
  const rolledBack = { rule: "revocations_rolled_back" }
  await expect(enterByVault(owner, await passkey())).rejects.toMatchObject(rolledBack)
  expect((await owner.keys.issuer(ORGANISATION))?.revocations).toEqual(before)
  organisation.lists.splice(1)
  const fresh = await onNewBrowser()
  await expect(enterByVault(fresh, await passkey())).rejects.toMatchObject(rolledBack)
  expect(await issuerHere(fresh)).toBeUndefined()
})

test("what was replaced or taken out is not used by a browser that has seen what came after", async () => {
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  const old = { number, sealed }
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  await enterByVault(owner, await passkey())
  const newer = { number, sealed }
  ;({ number, sealed } = old)
  await expect(enterByVault(owner, await passkey())).rejects.toBeInstanceOf(VaultDamaged)
  ;({ number, sealed } = newer)
  await enterByVault(owner, await passkey())
})

test("what the server changed, cut or moved, and what is no way into this vault, open nothing", async () => {
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  const whole = sealed ?? new Uint8Array()
  const fresh = await onNewBrowser()
  const other = await passkeyWay(Uint8Array.of(7), new Uint8Array(32).fill(1))
  await expect(enterByVault(fresh, other)).rejects.toBeInstanceOf(VaultDamaged)
  await expect(enterByVault(fresh, await newCodeWay())).rejects.toBeInstanceOf(NoWayIn)
  const flipped = whole.map((byte, at) => (at === 99 ? byte ^ 1 : byte))
  const ofAnotherVault = await sealCertifying(vaultSeed, fixedId("vlt", 2), number, await inside())
  const ofAnotherKey = await sealCertifying(newVaultSeed(), VAULT, number, await inside())
  for (const given of [whole.subarray(0, -1), whole.subarray(0, 20), flipped, ofAnotherVault, ofAnotherKey]) {
    sealed = given
    await expect(enterByVault(fresh, await passkey())).rejects.toBeInstanceOf(VaultDamaged)
  }
  sealed = whole
  number += 1
  await expect(enterByVault(fresh, await passkey())).rejects.toBeInstanceOf(VaultDamaged)
  sealed = undefined
  await expect(enterByVault(fresh, await passkey())).rejects.toMatchObject({ code: "not_found" })
  expect(await issuerHere(fresh)).toBeUndefined()
})

test("an issuer of somebody else, of another key or of another root makes no issuer, nor does another root", async () => {
  const seed = newRootSeed()
  const { publicKey } = await rootFromSeed(seed)
  const subject = { organisation: ORGANISATION, user: organisation.owner, name: "Ada", publicKey }
  const root = await rootFromSeed(await rootSeed())
  const ofBo = await issueIssuer(root, { ...subject, user: BO }, NOW)
  const ofOtherKey = await issueIssuer(root, { ...subject, publicKey: root.publicKey }, NOW)
  const ofOtherRoot = await issueIssuer(await rootFromSeed(newRootSeed()), subject, NOW)
  const fresh = await onNewBrowser()
  for (const [certificate, refusal] of [
    [ofBo, VaultDamaged],
    [ofOtherKey, VaultDamaged],
    [ofOtherRoot, CertificateError],
  ] as const) {
    await seal({ issuer: { seed, certificate } })
    await expect(enterByVault(fresh, await passkey())).rejects.toBeInstanceOf(refusal)
  }
  await seal({ root: newRootSeed() })
  await expect(enterByVault(fresh, await passkey())).rejects.toBeInstanceOf(KitMismatch)
  expect(await issuerHere(fresh)).toBeUndefined()
})

test("a server that shows a root of its own making gets no issuer of it", async () => {
  await keepInVault(owner, vault, "issuer", kit, await passkey())
  organisation.root = toBase64Url((await rootFromSeed(newRootSeed())).publicKey)
  const lying = await ownersOffice(organisation, () => now)
  await expect(enterByVault(lying, await passkey())).rejects.toBeInstanceOf(RootChanged)
  // A browser that has pinned none is told by the vault.
  const fresh = await onNewBrowser()
  await expect(enterByVault(fresh, await passkey())).rejects.toMatchObject({
    rule: "issuer_not_signed_by_root",
  })
  expect(await fresh.keys.issuer(ORGANISATION)).toBeUndefined()
})

test("a mistyped kit, another organisation's and a way that opens nothing change neither vault nor issuer", async () => {
  const before = await issuerHere(owner)
  const asked = organisation.server.seen.length
  const foreign = await encodeKit(newRootSeed())
  const way = await passkey()
  await expect(keepInVault(owner, vault, "issuer", kit.slice(5), way)).rejects.toBeInstanceOf(KitError)
  await expect(keepInVault(owner, vault, "root", foreign, await passkey())).rejects.toBeInstanceOf(
    KitMismatch,
  )
  const closed = { keepRoot: () => Promise.reject(new NoWayIn()) }
  await expect(keepInVault(owner, closed, "issuer", kit, await passkey())).rejects.toBeInstanceOf(NoWayIn)
  expect(way.secret).toEqual(new Uint8Array(32))
  expect(sealed).toBeUndefined()
  expect(await issuerHere(owner)).toBe(before)
  expect(organisation.server.seen).toHaveLength(asked)
})

test("an issuer that the server does not take is not put into the vault", async () => {
  organisation.server.on("POST /v1/issuers", () => problem(403, "step_up_required"))
  await expect(keepInVault(owner, vault, "issuer", kit, await passkey())).rejects.toBeInstanceOf(Problem)
  expect(sealed).toBeUndefined()
})

/** As `sealCertifying`, for content that it would not make. */
async function sealRaw(content: unknown): Promise<void> {
  const key = await crypto.subtle.importKey("raw", vaultSeed, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ])
  const derived = await crypto.subtle.sign("HMAC", key, utf8("sotto vault root key 1"))
  const sealing = await crypto.subtle.importKey("raw", derived, "HKDF", false, ["deriveKey"])
  number += 1
  sealed = await sealFor(sealing, `sotto vault root 1 ${VAULT}`, number, padded(encode(content), [4096]))
}

test("a record of a newer version is told apart from one that is no such record", async () => {
  const root = await rootSeed()
  const fresh = await onNewBrowser()
  await sealRaw({ version: 2, roots: [root] })
  await expect(enterByVault(fresh, await passkey())).rejects.toBeInstanceOf(VaultKeysNewer)
  for (const content of [
    { version: 0, root },
    { version: 1 },
    { version: 1, root: root.slice(1) },
    { version: 1, issuer: { seed: root } },
    { version: 1, issuer: { seed: root, certificate: 1 } },
    [root],
  ]) {
    await sealRaw(content)
    await expect(enterByVault(fresh, await passkey())).rejects.toBeInstanceOf(VaultDamaged)
  }
  await sealRaw({ version: 1, root })
  await enterByVault(fresh, await passkey())
  expect(await issuerHere(fresh)).toBeDefined()
})
