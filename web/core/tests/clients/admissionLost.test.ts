import { afterEach, beforeEach, expect, test } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { jtiOf, onNewBrowser, threeAndAVault } from "./admissionWorld.ts"
import { Browser, DAY, messages, texts, until, World, warnings } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

function events(
  view: { readonly rows: readonly { readonly kind: string }[] } | undefined,
): readonly string[] {
  return (view?.rows ?? []).flatMap((row) => ("event" in row ? [String(row.event)] : []))
}

/** A device is let in, and revoked and removed by whoever is there, while the `away` hear nothing. */
async function letInAndRevoked(
  { ben, chat, ada, id }: Awaited<ReturnType<typeof threeAndAVault>>,
  remover: "ben" | "customer",
): Promise<void> {
  ada.desk.close()
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  await world.revoke([jtiOf(world, desk.value.device)])
  desk.close()
  world.advance(700_000)
  if (remover === "ben") {
    await ben.desk.checkCertificate()
    await ben.desk.send(id, "after the revocation")
  } else {
    await chat.send("after the revocation")
  }
  await until(() => world.server.held(id).epoch === 3)
  const view = () => (remover === "ben" ? ben.desk.value.open : chat.value.conversation)
  await until(() => texts(view()).at(-1) === "after the revocation")
}

test("a customer whose page was closed while a device was let in and revoked goes on", async () => {
  const before = globalThis.indexedDB
  const scene = await threeAndAVault(world)
  scene.chat.close()
  await letInAndRevoked(scene, "ben")
  globalThis.indexedDB = before
  const again = await world.visit()
  await until(() => texts(again.value.conversation).at(-1) === "after the revocation")
  expect(again.value.conversation?.stopped).toBeUndefined()
  expect(warnings(again.value.conversation)).toEqual([])
  // Both are shown, without a name: it no longer holds.
  expect(events(again.value.conversation).slice(-2)).toEqual(["joined", "left"])
  await again.send("I am back")
  await until(() => texts(scene.ben.desk.value.open).at(-1) === "I am back")
})

test("a colleague whose page was closed meanwhile goes on", async () => {
  const before = globalThis.indexedDB
  const scene = await threeAndAVault(world)
  const { ben, chat, id } = scene
  ben.desk.close()
  await letInAndRevoked(scene, "customer")
  globalThis.indexedDB = before
  const again = await world.openDesk(ben.user, "Ben", new Browser(world, ben.user))
  await again.open(id)
  await until(() => texts(again.value.open).at(-1) === "after the revocation")
  expect(again.value.open?.stopped).toBeUndefined()
  await again.send(id, "Ben is back")
  await until(() => texts(chat.value.conversation).at(-1) === "Ben is back")
})

test("a list that is late stops nobody who comes back after three weeks", async () => {
  const before = globalThis.indexedDB
  const { ada, ben, chat, id } = await threeAndAVault(world)
  ben.desk.close()
  ada.desk.close()
  world.advance(22 * DAY)
  await world.revoke([])
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  desk.close()
  globalThis.indexedDB = before
  const again = await world.openDesk(ben.user, "Ben", new Browser(world, ben.user))
  await again.open(id)
  await until(() => events(again.value.open).includes("joined"))
  expect(again.value.open?.stopped).toBeUndefined()
  await again.send(id, "three weeks later")
  await until(() => texts(chat.value.conversation).at(-1) === "three weeks later")
})

test("what a member did before its certificate was revoked stays done for those who were away", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  chat.close()
  world.advance(8 * DAY)
  await world.revoke([])
  await ada.desk.checkCertificate()
  await until(() => world.server.held(id).epoch > 1)
  await world.revoke([jtiOf(world, ada.desk.value.device)])
  ada.desk.close()
  await ben.desk.checkCertificate()
  await ben.desk.send(id, "without Ada")
  await until(() => texts(ben.desk.value.open).at(-1) === "without Ada")
  const again = await world.visit()
  await until(() => texts(again.value.conversation).at(-1) === "without Ada")
  expect(again.value.conversation?.stopped).toBeUndefined()
})

test("nothing is sent to a lost leaf that was taken: the first word waits until it is gone", async () => {
  const visitor = new Browser(world)
  const { ada, ben, chat, id } = await threeAndAVault(world, visitor)
  const customer = [...world.server.held(id).members.keys()][0] ?? ""
  visitor.setOnline(false)
  world.server.cut(customer)
  ada.desk.close()
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  await world.revoke([jtiOf(world, desk.value.device)])
  desk.close()
  ben.desk.close()
  world.advance(700_000)
  // Nobody has removed it. The customer writes while the way is down.
  await chat.send("first word")
  visitor.setOnline(true)
  await until(() => messages(chat.value.conversation).at(-1)?.state === "sent")
  expect(events(chat.value.conversation).slice(-2)).toEqual(["joined", "left"])
  const { events: all } = world.server.held(id)
  const removal = all.findLastIndex(({ kind }) => kind === 4)
  const after = all.filter(({ kind, rest }, at) => kind === 5 && rest[1] === customer && at > removal)
  expect(after.length).toBeGreaterThan(0)
  // The device came with epoch 2: its keys open nothing of the customer's.
  expect(all.filter(({ kind, rest }) => kind === 5 && rest[1] === customer && rest[2] === 2)).toEqual([])
})

test("a sign of typing is not made while a lost device could open it", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  ben.desk.typing(id)
  await until(() => chat.value.conversation?.typing.length === 1)
  await world.revoke([jtiOf(world, ada.desk.value.device)])
  await ben.desk.checkCertificate()
  world.advance(4000)
  const heard: unknown[] = []
  world.server.tamperFrames = (_, frames) => {
    heard.push(...frames.filter(([kind]) => kind === 8))
    return frames
  }
  ben.desk.typing(id)
  await ben.desk.send(id, "without Ada")
  await until(() => texts(chat.value.conversation).at(-1) === "without Ada")
  expect(heard).toEqual([])
})

test("a lost browser that was revoked is no hindrance: the customer alone removes it and lets the new one in", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  const { id: lost } = await staffDevice(ada.user)
  ada.desk.close()
  ben.desk.close()
  await world.revoke([jtiOf(world, lost)])
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  expect(desk.value.alarms).toEqual([])
  expect(events(chat.value.conversation).slice(-2)).toEqual(["left", "joined"])
  await desk.send(id, "back again")
  await until(() => texts(chat.value.conversation).at(-1) === "back again")
})

test("a browser that was let in beside a lost one that was revoked since joins, and removes it before it speaks", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  const { id: lost } = await staffDevice(ada.user)
  ada.desk.close()
  ben.desk.close()
  let isHeld = true
  world.server.tamperFrames = (_, frames) => (isHeld ? frames.filter(([kind]) => kind !== 3) : frames)
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await until(() => world.server.held(id).epoch === 2)
  await world.revoke([jtiOf(world, lost)])
  await desk.checkCertificate()
  isHeld = false
  world.server.cut()
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  await desk.send(id, "back again")
  await until(() => texts(chat.value.conversation).at(-1) === "back again")
  expect(desk.value.alarms).toEqual([])
  expect(world.server.held(id).epoch).toBe(3)
  expect(events(chat.value.conversation).slice(-2)).toEqual(["joined", "left"])
})
