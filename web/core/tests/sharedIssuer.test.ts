import "fake-indexeddb/auto"
import { IDBFactory } from "fake-indexeddb"
import { beforeEach, expect, test } from "vitest"
import { certify, renewDue } from "../src/accounts/certifying.ts"
import { enterKit } from "../src/accounts/enterKit.ts"
import { type Office, rootOf } from "../src/accounts/office.ts"
import { newestLists, publishList } from "../src/accounts/revoking.ts"
import { toBase64Url } from "../src/base64.ts"
import { RevocationLists } from "../src/certificates/revocationLists.ts"
import { present } from "../src/present.ts"
import { Problem } from "../src/problems.ts"
import { FakeOrganisation, numberOf } from "./fixtures/fakeOrganisation.ts"
import { json, problem } from "./fixtures/fakeServer.ts"
import { ownersOffice, setUpOrganisation } from "./fixtures/ownersOffice.ts"
import { DAY, fixedId, fixedKey, NOW, ORGANISATION } from "./fixtures/people.ts"

const PUBLISH = "POST /v1/revocations"
const LISTS = "GET /v1/revocations"
let organisation: FakeOrganisation
let kit: string
let now: number
let one: Office
let two: Office

beforeEach(async () => {
  now = NOW
  globalThis.indexedDB = new IDBFactory()
  organisation = new FakeOrganisation(() => now)
  kit = (await setUpOrganisation(organisation, () => now)).kit
  one = await ownersOffice(organisation, () => now)
  two = await ownersOffice(organisation, () => now, "another browser")
  const issuer = await one.keys.issuer(ORGANISATION)
  if (issuer === undefined) throw new Error("set-up made no issuer")
  await two.keys.keepIssuer(ORGANISATION, issuer)
})

const revocation = (filling: number) => ({ jti: toBase64Url(new Uint8Array(16).fill(filling)), at: NOW })
const published = () => organisation.server.calls().filter((call) => call === PUBLISH).length

/** What the server does with the next list, once. */
function once(handle: (list: string) => Response | Promise<Response>) {
  let isFirst = true
  organisation.server.on(PUBLISH, (request) => {
    if (!isFirst) return organisation.takeList(request)
    isFirst = false
    return handle(String(Object.values(request.body ?? {})[0]))
  })
}

test("of two browsers that are one issuer, the slower one signs on top of what the quicker one published", async () => {
  const [a, b] = [revocation(1), revocation(2)]
  once(async (list) => {
    await publishList(one, [a])
    expect(numberOf(list)).toBe(2)
    return problem(409, "conflict")
  })
  await publishList(two, [b])
  expect(organisation.lists.map(numberOf)).toEqual([1, 2, 3])
  for (const browser of [one, two]) {
    const lists = await newestLists(browser)
    expect([a.jti, b.jti].map((jti) => lists.isRevoked(jti))).toEqual([true, true])
  }
})

test("a server that refuses a list and shows no newer one gets no second list under that number", async () => {
  organisation.server.on(PUBLISH, () => problem(409, "conflict"))
  await expect(publishList(one, [revocation(1)])).rejects.toMatchObject({ code: "conflict" })
  expect(published()).toBe(1)
})

test("a server that takes each list and says that it did not is not given lists without end", async () => {
  organisation.server.on(PUBLISH, (request) => {
    organisation.takeList(request)
    return problem(409, "conflict")
  })
  await expect(publishList(one, [revocation(1)])).rejects.toBeInstanceOf(Problem)
  expect(organisation.lists.map(numberOf)).toEqual([1, 2, 3, 4, 5])
})

test("who is shown another list under a number that was seen, or an older one, signs nothing", async () => {
  const before = [...organisation.lists]
  await publishList(one, [revocation(1)])
  const ofOne = [...organisation.lists]
  organisation.lists.splice(0, 9, ...before)
  await publishList(two, [revocation(2)])
  const asked = published()
  for (const lists of [organisation.lists.slice(-1), before]) {
    organisation.server.on(LISTS, () => json(200, { lists }))
    await expect(publishList(one, [])).rejects.toMatchObject({ rule: "revocations_rolled_back" })
  }
  organisation.server.on(LISTS, () => json(200, { lists: ofOne.slice(-1) }))
  await expect(publishList(two, [])).rejects.toMatchObject({ rule: "revocations_rolled_back" })
  expect(published()).toBe(asked)
})

test("an issuer goes on from its own list also where no inbox shows it", async () => {
  await publishList(one, [revocation(1)])
  const before = await newestLists(two)
  expect(before.isRevoked(revocation(1).jti)).toBe(true)
  const nowhere = { ...two, session: { ...two.session, inboxes: [] } }
  await publishList(one, [revocation(3)])
  await publishList(nowhere, [revocation(2)])
  expect(organisation.lists.map(numberOf)).toEqual([1, 2, 3, 4])
  expect((await newestLists(one)).isRevoked(revocation(3).jti)).toBe(true)
})

test("a new issuer's first list repeats what the one before had revoked, also when the server hides that", async () => {
  await publishList(one, [revocation(1)])
  organisation.server.on(LISTS, () => json(200, { lists: [] }))
  await enterKit(one, kit)
  const issuer = await one.keys.issuer(ORGANISATION)
  const first = String(organisation.lists.at(-1))
  const anew = await RevocationLists.none.accept(first, String(issuer?.certificate), rootOf(one.session), NOW)
  expect(numberOf(first)).toBe(1)
  expect(anew.isRevoked(revocation(1).jti)).toBe(true)
})

test("nothing is renewed by itself whose issuer's list the server hides", async () => {
  const device = fixedId("dev", 78)
  organisation.newcomer(device, fixedId("usr", 77), (await fixedKey(31)).publicKey)
  const shown = async () => (await two.api.devices()).filter((one) => one.device === device)
  await certify(one, present((await shown())[0]))
  now = NOW + 61 * DAY
  await publishList(one, [])
  const other = await ownersOffice(organisation, () => now, "a browser without a memory")
  const hidden = organisation.lists.splice(0)
  await enterKit(other, kit)
  expect(await renewDue(other, await shown())).toEqual([])
  organisation.lists.unshift(...hidden)
  expect(await renewDue(other, await shown())).toEqual([device])
})
