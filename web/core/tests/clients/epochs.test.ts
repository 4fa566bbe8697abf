import { afterEach, beforeEach, expect, test } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { deskStoreName } from "../../src/desk.ts"
import { newId } from "../../src/ids.ts"
import { IndexedDbRecords } from "../../src/store/indexedDbRecords.ts"
import { Browser, DAY, messages, openFirst, texts, until, World, warnings } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

function epochOf(id: string): number {
  return world.server.held(id).epoch
}

test("a member that returns after a day brings fresh keys, once a day, and everyone follows", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("day one")
  const id = await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  expect(epochOf(id)).toBe(1)
  world.advance(1.5 * DAY)
  await chat.send("day two")
  await until(() => texts(desk.value.open).length === 2)
  expect(epochOf(id)).toBeGreaterThan(1)
  await desk.send(id, "welcome back")
  await until(() => texts(chat.value.conversation).length === 3)
  const reached = epochOf(id)
  expect(reached).toBeLessThanOrEqual(3)
  await chat.send("again")
  await until(() => texts(desk.value.open).length === 4)
  expect(epochOf(id)).toBe(reached)
  expect(warnings(desk.value.open)).toEqual([])
  await until(() => chat.value.conversation?.safety.epoch === desk.value.open?.safety.epoch)
  expect(chat.value.conversation?.safety.fingerprint).toBe(desk.value.open?.safety.fingerprint)
})

test("a stale epoch: what was missed is applied, and the text is encrypted again under a new id", async () => {
  const ada = await world.hire("Ada")
  const visitor = new Browser(world)
  const chat = await world.visit({ browser: visitor })
  await chat.send("one")
  const id = await openFirst(ada.desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  // The visitor's device hears nothing and its posts are lost, while Ada moves the group on.
  world.server.lose = (_, path) => (path === `/v1/conversations/${id}/messages` ? "before" : undefined)
  const own =
    [...world.server.held(id).members.keys()].find((device) => device !== ada.desk.value.device) ?? ""
  world.server.mute.add(own)
  world.server.tamperFrames = (device, frames) => (device === ada.desk.value.device ? frames : [])
  await chat.send("two")
  await until(() => world.server.muted > 0)
  expect(chat.value.outbox).toBe(1)
  world.advance(1.5 * DAY)
  await ada.desk.send(id, "moved on")
  await until(() => messages(ada.desk.value.open)[1]?.state === "sent")
  expect(epochOf(id)).toBe(2)
  world.server.mute.clear()
  world.server.lose = () => undefined
  world.server.tamperFrames = (_, frames) => frames
  world.server.cut()
  await until(() => texts(ada.desk.value.open).length === 3)
  expect(texts(ada.desk.value.open)).toEqual(["one", "moved on", "two"])
  await until(() => messages(chat.value.conversation).every(({ state }) => state !== "outbox"))
  expect(texts(chat.value.conversation)).toEqual(["one", "moved on", "two"])
  const own5 = world.server.held(id).events.filter(({ kind, rest }) => kind === 5 && rest[1] === own)
  expect(own5.filter(({ rest }) => rest[2] === 1).length).toBe(1)
  expect(own5.some(({ rest }) => Number(rest[2]) > 1)).toBe(true)
  expect(warnings(chat.value.conversation)).toEqual([])
})

test("both sides commit at once: one wins, the other follows", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("one")
  const id = await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  world.advance(8 * DAY)
  await world.revoke([])
  await Promise.all([chat.send("two"), desk.send(id, "three")])
  await until(() => texts(desk.value.open).length === 3 && texts(chat.value.conversation).length === 3)
  await until(
    () => chat.value.outbox === 0 && messages(desk.value.open).every(({ state }) => state !== "outbox"),
  )
  expect(texts(chat.value.conversation)).toEqual(texts(desk.value.open))
  expect(chat.value.conversation?.stopped).toBeUndefined()
  expect(desk.value.open?.stopped).toBeUndefined()
})

test("an agent whose certificate was revoked is removed before the next word", async () => {
  const ada = await world.hire("Ada")
  const ben = await world.hire("Ben")
  const visitor = new Browser(world)
  const chat = await world.visit({ browser: visitor })
  await chat.send("to both")
  const id = await openFirst(ada.desk)
  await openFirst(ben.desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  const held = world.server.devices.get(ben.desk.value.device)
  const claims = JSON.parse(Buffer.from(held?.certificate?.split(".")[1] ?? "", "base64url").toString())
  await world.revoke([claims.jti])
  await ada.desk.checkCertificate()
  await ada.desk.send(id, "without Ben")
  await until(() => texts(chat.value.conversation).length === 2)
  await until(() => ben.desk.value.open?.stopped === "removed")
  expect(texts(ben.desk.value.open)).toEqual(["to both"])
  expect(ada.desk.value.open?.members.map(({ name }) => name)).not.toContain("Ben")
})

test("a first contact that the server refuses for good is built anew, and fails in the open after three", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  let refusals = 1
  world.server.refuse = (method, path) => {
    if (method !== "POST" || !path.endsWith("/conversations") || refusals === 0) return undefined
    refusals -= 1
    return { status: 409, code: "conflict" }
  }
  await chat.send("first try")
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  const contacts = world.server.posted.filter(({ path }) => path.endsWith("/conversations"))
  const ids = contacts.map(({ body }) => JSON.parse(body).conversation)
  expect(new Set(ids).size).toBe(2)
  await chat.startNew()
  refusals = 3
  await chat.send("refused")
  await until(() => messages(chat.value.conversation)[0]?.state === "failed")
  const row = messages(chat.value.conversation)[0]?.id ?? ""
  await chat.retry(row)
  await until(() => desk.value.conversations.some(({ preview }) => preview === "refused"))
})

test("a desk waits for its certificate, keeps its stock up, and uses each key package once", async () => {
  const user = newId("usr")
  const desk = await world.openDesk(user, "Ada")
  expect(desk.value.phase).toBe("waiting")
  await world.certify(user, "Ada")
  await until(() => desk.value.phase === "ready")
  const { id } = await staffDevice(user)
  await until(() => world.server.devices.get(id)?.stock.length === 100)
  expect(world.server.devices.get(id)?.lastResort).toBeDefined()
  world.server.devices.get(id)?.stock.splice(0, 60)
  world.advance(3_600_000)
  await until(() => world.server.devices.get(id)?.stock.length === 100)
  const before = world.server.devices.get(id)?.lastResort
  world.advance(31 * DAY)
  await until(() => world.server.devices.get(id)?.lastResort !== before)
})

test("a session that ended asks for a new sign-in", async () => {
  const { desk } = await world.hire("Ada")
  world.server.refuse = (_, path) =>
    path.startsWith("/v1/devices") || path === "/v1/session"
      ? { status: 401, code: "unauthenticated" }
      : undefined
  world.server.inject(desk.value.device, [13, null, 0, "session_ended"])
  await until(() => desk.value.signedOut)
  expect(desk.value.connection).toBe("offline")
})

test("an unknown inbox, an unreachable server and a lacking browser are said plainly", async () => {
  world.server.refuse = () => ({ status: 404, code: "not_found" })
  expect((await world.visit({ keep: false })).value.phase).toBe("unknownInbox")
  world.server.refuse = () => undefined
  const browser = new Browser(world)
  browser.online = false
  const offline = await world.visit({ keep: false, browser })
  expect(offline.value.phase).toBe("unavailable")
  await world.hire("Ada")
  browser.setOnline(true)
  await until(() => offline.value.phase === "ready")
})

test("a visitor whose page stays open hears of a revocation before the next word, without any colleague's help", async () => {
  const ada = await world.hire("Ada")
  const ben = await world.hire("Ben")
  const chat = await world.visit()
  await chat.send("to both")
  const id = await openFirst(ada.desk)
  await openFirst(ben.desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  const held = world.server.devices.get(ben.desk.value.device)
  const claims = JSON.parse(Buffer.from(held?.certificate?.split(".")[1] ?? "", "base64url").toString())
  await world.revoke([claims.jti])
  world.advance(11 * 60_000)
  await chat.send("without Ben")
  await until(() => texts(ada.desk.value.open).length === 2)
  expect(epochOf(id)).toBe(2)
  expect(chat.value.conversation?.members.map(({ name }) => name).sort()).toEqual(["", "Ada"])
  expect(texts(ben.desk.value.open)).toEqual(["to both"])
})

test("a server that never takes key packages cannot make the device hoard their secrets", async () => {
  const user = newId("usr")
  world.server.refuse = (method, path) =>
    method === "POST" && path.endsWith("/key-packages") ? { status: 503, code: "unavailable" } : undefined
  const desk = await world.openDesk(user, "Ada")
  await world.certify(user, "Ada")
  for (let attempt = 0; attempt < 5; attempt++) await desk.checkCertificate()
  const records = await IndexedDbRecords.open(deskStoreName(user))
  const kept = await records.range("keyPackages", { prefix: [] })
  records.close()
  expect(kept.length).toBeGreaterThanOrEqual(200)
  expect(kept.length).toBeLessThanOrEqual(509)
  // A clock that is set back must not make the stock that the server takes the oldest.
  world.advance(-60_000)
  world.server.refuse = () => undefined
  await desk.checkCertificate()
  await desk.checkCertificate()
  const chat = await world.visit()
  await chat.send("still to be opened")
  await until(() => desk.value.conversations[0]?.preview === "still to be opened")
})
