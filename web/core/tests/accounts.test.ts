import "fake-indexeddb/auto"
import { IDBFactory } from "fake-indexeddb"
import { beforeEach, expect, test } from "vitest"
import { certify, renewDue } from "../src/accounts/certifying.ts"
import { enterKit, KitMismatch } from "../src/accounts/enterKit.ts"
import { NotAnIssuer, type Office } from "../src/accounts/office.ts"
import { newestLists, republishWhenDue, revokeDevice } from "../src/accounts/revoking.ts"
import { newRootSeed } from "../src/accounts/rootKey.ts"
import {
  beginSetUp,
  finishSetUp,
  openSetUp,
  type PreparedSetUp,
  type SetUpPlan,
} from "../src/accounts/setUp.ts"
import { acceptInvitation, currentSession, signIn } from "../src/accounts/signIn.ts"
import { StaffKeys } from "../src/accounts/staffKeys.ts"
import { invite, team } from "../src/accounts/team.ts"
import type { Device } from "../src/api/replies.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import { toBase64Url } from "../src/base64.ts"
import { credentialOf } from "../src/certificates/issue.ts"
import { RevocationLists } from "../src/certificates/revocationLists.ts"
import { verifyAgentCertificate, verifyIdentity } from "../src/certificates/verify.ts"
import { deskStoreName } from "../src/desk.ts"
import { thumbprint } from "../src/jose.ts"
import { decodeKit, encodeKit, KitError } from "../src/kit.ts"
import { PasskeyError } from "../src/passkeys.ts"
import { pinnedRoot, pinRoot, RootChanged } from "../src/store/settings.ts"
import { Store } from "../src/store/store.ts"
import { FakeLocks } from "./fixtures/fakeLocks.ts"
import { FakeOrganisation } from "./fixtures/fakeOrganisation.ts"
import { problem } from "./fixtures/fakeServer.ts"
import { toHex } from "./fixtures/hex.ts"
import { DAY, fixedId, fixedKey, NOW, ORGANISATION, OTHER_INBOX } from "./fixtures/people.ts"
import { softAuthenticator } from "./fixtures/softAuthenticator.ts"

const BO = fixedId("usr", 77)
const BOS_DEVICE = fixedId("dev", 78)
const { authenticator } = softAuthenticator()
let now: number
let organisation: FakeOrganisation

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  now = NOW
  organisation = new FakeOrganisation(() => now)
})

function plan(): SetUpPlan {
  return {
    ...{
      origin: "https://chat.example",
      token: "set-up-secret",
      organisationName: "Example",
      ownerName: "Ada",
    },
    ...{ deviceName: "Laptop", inbox: { name: "Support", greeting: "Hello", site: "https://shop.example" } },
    ...{ now: () => now, fetch: organisation.server.fetch },
  }
}

async function setUp(): Promise<PreparedSetUp> {
  const prepared = await beginSetUp(plan(), ORGANISATION)
  await finishSetUp(prepared, authenticator)
  return prepared
}

async function office(prepared: PreparedSetUp): Promise<Office> {
  const { id, key } = prepared.device
  const api = new StaffApi({
    origin: "https://chat.example",
    key,
    device: id,
    now: () => now,
    fetch: organisation.server.fetch,
  })
  const session = await api.session()
  return { api, session, keys: await StaffKeys.open(), now: () => now, locks: new FakeLocks() }
}

async function bosDevice(at: Office): Promise<Device> {
  const found = (await at.api.devices()).find(({ device }) => device === BOS_DEVICE)
  if (found === undefined) throw new Error("Bo has no device")
  return found
}

async function withBo(): Promise<Office> {
  const at = await office(await setUp())
  organisation.newcomer(BOS_DEVICE, BO, (await fixedKey(31)).publicKey)
  return at
}

test("set-up: everything is made before anything is sent, and the passkey comes just before the request", async () => {
  const prepared = await beginSetUp(plan(), ORGANISATION)
  expect(organisation.server.seen).toHaveLength(0)
  const asked: string[] = []
  await finishSetUp(prepared, {
    create: (options) => {
      asked.push(...organisation.server.calls())
      return authenticator.create(options)
    },
    get: authenticator.get,
  })
  expect(asked).toEqual(["POST /v1/setup/options"])
  expect(organisation.server.calls()).toEqual(["POST /v1/setup/options", "POST /v1/nonces", "POST /v1/setup"])
  const request = organisation.server.last("POST /v1/setup")
  expect(request.headers.get("Sotto-Setup")).toBe("set-up-secret")
  expect(request.body).toMatchObject({
    challenge: "challenge-id",
    credential: { clientExtensionResults: {} },
    organisation: { id: ORGANISATION, name: "Example" },
    owner: { id: prepared.owner, name: "Ada" },
    device: { id: prepared.device.id, name: "Laptop" },
    inbox: { id: prepared.inbox, site: "https://shop.example" },
  })
})

test("what set-up sends leads from the root to the owner's device, and the list counts from 1", async () => {
  const { certificate, issuer, device, root, inbox, owner, revocations } = await setUp()
  const lists = await RevocationLists.none.accept(revocations, issuer.certificate, root, now)
  const trust = { root, inbox, revocations: lists, now, adding: true }
  const credential = credentialOf(certificate, issuer.certificate)
  const identity = await verifyIdentity(credential, device.key.publicKey, trust)
  expect(identity).toMatchObject({ kind: "agent", role: "agent", user: owner, device: device.id })
  expect(lists.numberOf(await thumbprint(issuer.key.publicKey))).toBe(1)
  expect(organisation.root).toBe(toBase64Url(root.publicKey))
})

test("the owner's desk knows the root that this browser made, whatever the server shows afterwards", async () => {
  const { owner, root } = await setUp()
  const store = await Store.inBrowser(deskStoreName(owner))
  expect(await pinnedRoot(store)).toEqual({ ...root, publicKey: new Uint8Array(root.publicKey) })
  const shown = { organisation: ORGANISATION, publicKey: (await fixedKey(99)).publicKey }
  await expect(pinRoot(store, shown)).rejects.toThrow(RootChanged)
  store.close()
})

test("row 40: the root's private half is in no request, and no key that is kept can be extracted", async () => {
  const prepared = await setUp()
  const at = await office(prepared)
  await enterKit(at, prepared.kit)
  const seed = await decodeKit(prepared.kit)
  const everything = organisation.server.seen
    .map(({ url, text, headers }) => [url, text, ...[...headers].flat()].join("\n"))
    .join("\n")
  for (const form of formsOf(seed)) expect(everything).not.toContain(form)
  expect(everything.toUpperCase()).not.toContain(prepared.kit.slice(0, 19))
  expect(everything).toContain(organisation.root)
  const issuer = await at.keys.issuer(ORGANISATION)
  const device = await at.keys.device(prepared.owner)
  expect([issuer?.key.privateKey.extractable, device.key.privateKey.extractable]).toEqual([false, false])
  await expect(crypto.subtle.exportKey("pkcs8", device.key.privateKey)).rejects.toThrow()
})

test("a lost answer leaves the organisation its issuer, and the same set-up can be sent again", async () => {
  const prepared = await beginSetUp(plan(), ORGANISATION)
  const { fetch } = organisation.server
  const losing = { ...prepared, plan: { ...plan(), fetch: lossy(fetch, "/v1/setup") } }
  await expect(finishSetUp(losing, authenticator)).rejects.toMatchObject({ name: "Offline" })
  expect(await (await StaffKeys.open()).issuer(ORGANISATION)).toMatchObject({
    certificate: prepared.issuer.certificate,
  })
  await finishSetUp(prepared, authenticator)
  expect(organisation.issuers).toEqual([prepared.issuer.certificate, prepared.issuer.certificate])
})

test("names corrected after the kit was printed change neither root nor keys", async () => {
  const first = await beginSetUp(plan(), ORGANISATION)
  const second = await beginSetUp({ ...plan(), ownerName: "Ada Lovelace" }, ORGANISATION, first)
  for (const same of ["kit", "owner", "inbox", "root", "device"] as const)
    expect(second[same]).toEqual(first[same])
  expect(second.issuer.key).toBe(first.issuer.key)
  const { root, issuer } = second
  const { claims } = await verifyAgentCertificate(second.certificate, issuer.certificate, root, now)
  expect(claims).toMatchObject({ name: "Ada Lovelace", sub: first.owner, dev: first.device.id })
  await finishSetUp(second, authenticator)
  expect(organisation.root).toBe(toBase64Url(first.root.publicKey))
})

test("a passkey that was refused sends nothing", async () => {
  const refuse = () => Promise.reject(new DOMException("no", "NotAllowedError"))
  const prepared = await beginSetUp(plan(), ORGANISATION)
  await expect(finishSetUp(prepared, { create: refuse, get: refuse })).rejects.toBeInstanceOf(PasskeyError)
  expect(organisation.server.calls()).not.toContain("POST /v1/setup")
})

test("a used set-up link says so", async () => {
  expect(await openSetUp(plan())).toBe(ORGANISATION)
  organisation.server.on("GET /v1/setup", () => problem(410, "setup_used"))
  await expect(openSetUp(plan())).rejects.toMatchObject({ code: "setup_used" })
})

test("one device per person and browser, whichever tab asks first", async () => {
  const [one, two] = await Promise.all([StaffKeys.open(), StaffKeys.open()])
  const devices = await Promise.all([one.device(BO), two.device(BO), one.device(BO)])
  expect(new Set(devices.map(({ id }) => id)).size).toBe(1)
  expect((await one.device(fixedId("usr", 1))).id).not.toBe(devices[0]?.id)
  await one.forgetDevice(BO)
  expect((await two.device(BO)).id).not.toBe(devices[0]?.id)
})

test("a colleague's device waits, shows its fingerprint, and is certified when the owner agrees", async () => {
  const at = await withBo()
  const before = (await team(at)).devices.find(({ device }) => device.device === BOS_DEVICE)
  expect(before).toMatchObject({
    waiting: true,
    fingerprint: expect.stringMatching(/^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$/),
  })
  await certify(at, await bosDevice(at))
  const after = await team(at)
  expect(after.devices.find(({ device }) => device.device === BOS_DEVICE)?.waiting).toBe(false)
  expect(after.issuerUntil).toBe(NOW + 400 * DAY)
  const { certificate, issuer, publicKey } = await bosDevice(at)
  const root = { organisation: ORGANISATION, publicKey: at.session.organisation.root }
  const trust = { root, inbox: organisation.inbox, revocations: await newestLists(at), now, adding: true }
  const identity = await verifyIdentity(credentialOf(certificate ?? "", issuer ?? ""), publicKey, trust)
  expect(identity).toMatchObject({ user: BO, name: "Bo", device: BOS_DEVICE })
})

test("renewal begins after 60 days and repeats the certificate, whatever the server says by then", async () => {
  const at = await withBo()
  await certify(at, await bosDevice(at))
  now = NOW + 59 * DAY
  await republishWhenDue(at)
  expect(await renewDue(at, [await bosDevice(at)])).toEqual([])
  now = NOW + 61 * DAY
  await republishWhenDue(at)
  const lying = {
    ...(await bosDevice(at)),
    user: fixedId("usr", 66),
    userName: "Eve",
    inboxes: [OTHER_INBOX],
  }
  const swapped = { ...lying, publicKey: (await fixedKey(66)).publicKey }
  expect(await renewDue(at, [swapped])).toEqual([BOS_DEVICE])
  const { certificate, issuer } = await bosDevice(at)
  const root = { organisation: ORGANISATION, publicKey: at.session.organisation.root }
  const renewed = await verifyAgentCertificate(certificate ?? "", issuer ?? "", root, now)
  expect(renewed.period.until).toBe(now + 90 * DAY)
  expect(renewed.claims).toMatchObject({ sub: BO, name: "Bo", inboxes: [organisation.inbox] })
  expect(renewed.publicKey).toEqual((await fixedKey(31)).publicKey)
})

test("nothing waiting, revoked or forged is renewed by itself", async () => {
  const at = await withBo()
  const waiting = await bosDevice(at)
  await certify(at, waiting)
  now = NOW + 61 * DAY
  await republishWhenDue(at)
  const certified = await bosDevice(at)
  const forged = { ...certified, certificate: `${certified.certificate?.slice(0, -4)}AAAA` }
  expect(await renewDue(at, [waiting, { ...certified, revoked: true }, forged])).toEqual([])
  await revokeDevice(at, certified)
  expect(await renewDue(at, [certified])).toEqual([])
})

test("a revocation list is published anew when less than four days remain", async () => {
  const at = await office(await setUp())
  now = NOW + 3 * DAY
  expect(await republishWhenDue(at)).toBe(false)
  now = NOW + 3 * DAY + 1
  expect(await republishWhenDue(at)).toBe(true)
  expect(organisation.lists).toHaveLength(2)
  expect(await republishWhenDue(at)).toBe(false)
})

test("a revoked device is on the next list and stays on the ones after it", async () => {
  const at = await withBo()
  await certify(at, await bosDevice(at))
  const device = await bosDevice(at)
  await revokeDevice(at, device)
  now = NOW + 5 * DAY
  await republishWhenDue(at)
  const lists = await newestLists(at)
  const root = { organisation: ORGANISATION, publicKey: at.session.organisation.root }
  const trust = { root, inbox: organisation.inbox, revocations: lists, now, adding: false }
  const credential = credentialOf(device.certificate ?? "", device.issuer ?? "")
  await expect(verifyIdentity(credential, device.publicKey, trust)).rejects.toMatchObject({ rule: "revoked" })
  expect(organisation.lists).toHaveLength(3)
})

test("a server that goes back to an older list is noticed by the owner's console", async () => {
  const at = await withBo()
  await certify(at, await bosDevice(at))
  await revokeDevice(at, await bosDevice(at))
  organisation.lists.splice(1)
  await expect(newestLists(at)).rejects.toMatchObject({ rule: "revocations_rolled_back" })
})

test("another browser cannot issue until the kit is entered there, and can revoke then", async () => {
  const prepared = await setUp()
  const first = await office(prepared)
  organisation.newcomer(BOS_DEVICE, BO, (await fixedKey(31)).publicKey)
  await certify(first, await bosDevice(first))
  globalThis.indexedDB = new IDBFactory()
  const second = await office(prepared)
  expect((await team(second)).issuerUntil).toBeUndefined()
  await expect(certify(second, await bosDevice(second))).rejects.toBeInstanceOf(NotAnIssuer)
  await enterKit(second, prepared.kit.toLowerCase())
  expect(organisation.issuers).toHaveLength(2)
  const device = await bosDevice(second)
  await revokeDevice(second, device)
  expect((await newestLists(second)).isRevoked(jtiOf(device))).toBe(true)
})

test("an issuer that ended long ago is none, so that the kit is asked for again", async () => {
  const at = await office(await setUp())
  for (const days of [401, 415]) {
    now = NOW + days * DAY
    expect((await team(at)).issuerUntil).toBeUndefined()
  }
})

test("a mistyped kit and another organisation's kit change nothing", async () => {
  const at = await office(await setUp())
  const asked = organisation.server.seen.length
  await expect(enterKit(at, "ABCD")).rejects.toBeInstanceOf(KitError)
  await expect(enterKit(at, await encodeKit(newRootSeed()))).rejects.toBeInstanceOf(KitMismatch)
  expect(organisation.server.seen).toHaveLength(asked)
})

test("an issuer past its end is none any more", async () => {
  const at = await withBo()
  now = NOW + 400 * DAY + 1
  await expect(certify(at, await bosDevice(at))).rejects.toBeInstanceOf(NotAnIssuer)
})

test("an invitation's secret is in the fragment of its link", async () => {
  const { link, expiresAt } = await invite(await office(await setUp()), "Bo", "supervisor", [
    organisation.inbox,
  ])
  expect(organisation.server.last("POST /v1/invitations").body).toMatchObject({ role: "supervisor" })
  expect(link).toBe("https://chat.example/console/#invitation=secret+of/the=link")
  expect(new URL(link).search).toBe("")
  expect(expiresAt).toBe(NOW + 7 * DAY)
})

test("an invited colleague makes a passkey; people sign in with theirs and out again", async () => {
  const { api } = await office(await setUp())
  await acceptInvitation(api, "secret-of-the-link", authenticator)
  const accepted = organisation.server.last("POST /v1/invitation")
  expect(accepted.headers.get("Sotto-Invitation")).toBe("secret-of-the-link")
  expect(accepted.body).toMatchObject({
    challenge: "challenge-id",
    user: expect.stringMatching(/^usr_/),
    credential: { clientExtensionResults: {} },
  })
  expect((await signIn(api, authenticator)).user.name).toBe("Ada")
  expect(organisation.server.last("POST /v1/sign-in").body).toMatchObject({
    credential: { clientExtensionResults: {} },
  })
  await api.signOut()
  organisation.server.on("GET /v1/session", () => problem(401, "unauthenticated"))
  expect(await currentSession(api)).toBeUndefined()
  organisation.server.on("GET /v1/session", () => problem(403, "forbidden"))
  await expect(currentSession(api)).rejects.toMatchObject({ code: "forbidden" })
})

function jtiOf(device: Device): string {
  const claims: unknown = JSON.parse(
    atob((device.certificate ?? "").split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? ""),
  )
  return typeof claims === "object" && claims !== null && "jti" in claims ? String(claims.jti) : ""
}

/** How 32 bytes could stand in a request: hex, and both base64 alphabets at each of the three offsets. */
function formsOf(secret: Uint8Array): readonly string[] {
  const shifted = [0, 1, 2].map((offset) => {
    const text = toBase64Url(Uint8Array.from([...new Uint8Array(offset), ...secret]))
    return text.slice(offset === 0 ? 0 : offset + 1, -2)
  })
  return [
    toHex(secret),
    toHex(secret).toUpperCase(),
    ...shifted,
    ...shifted.map((text) => text.replaceAll("-", "+").replaceAll("_", "/")),
  ]
}

function lossy(inner: typeof fetch, path: string): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init)
    if (String(input).endsWith(path)) throw new TypeError("connection lost")
    return response
  }
}
