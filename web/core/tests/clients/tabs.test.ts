import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { customerSelf } from "../../src/customerIdentity.ts"
import { Store } from "../../src/store/store.ts"
import { Browser, messages, openFirst, texts, until, World, warnings } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

/** Networks that block sockets: every call needs a token. */
function withoutSockets(): void {
  world.server.blockSockets = true
}

test("two tabs that open at the same moment are one customer on one device", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const [one, two] = await Promise.all([world.visit({ browser }), world.visit({ browser })])
  await one.send("from one")
  const id = await openFirst(desk)
  await until(() => texts(two.value.conversation).length === 1)
  await two.send("from two")
  await desk.send(id, "to both")
  await until(() => texts(one.value.conversation).length === 3 && texts(two.value.conversation).length === 3)
  expect([...world.server.held(id).members.keys()]).toHaveLength(2)
  for (const tab of [one, two]) {
    expect(messages(tab.value.conversation).map(({ mine }) => mine)).toEqual([true, true, false])
    expect(warnings(tab.value.conversation)).toEqual([])
  }
})

test("a tab that was there before the first message hears the answer when the other tab is closed", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const one = await world.visit({ browser })
  const two = await world.visit({ browser })
  await one.send("hello")
  const id = await openFirst(desk)
  await until(() => messages(two.value.conversation)[0]?.state === "delivered")
  one.close()
  await desk.send(id, "anybody there?")
  await until(() => texts(two.value.conversation).length === 2)
  expect(two.value.connection).toBe("online")
})

test("one store gives one identity, however many tabs ask for it at once", async () => {
  const store = await Store.inMemory()
  const { locks } = new Browser(world).environment()
  const ask = () => customerSelf(store, world.organisation, { locks, now: world.now })
  const [one, two] = await Promise.all([ask(), ask()])
  expect([two.customer, two.device, two.credential]).toEqual([one.customer, one.device, one.credential])
})

test("the tabs of a device share one token, held in memory alone", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  withoutSockets()
  const before = world.server.minted
  const one = await world.visit({ browser })
  await one.send("from one")
  const id = await openFirst(desk)
  await until(() => one.value.connection === "online")
  expect(world.server.minted).toBe(before + 1)
  const two = await world.visit({ browser })
  await until(() => two.value.connection === "online")
  await two.send("from two")
  await until(() => texts(one.value.conversation).length === 2)
  await desk.send(id, "to both")
  await until(() => texts(two.value.conversation).length === 3 && texts(one.value.conversation).length === 3)
  expect(world.server.minted).toBe(before + 1)
})

test("a token that ended is replaced once for all tabs", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  withoutSockets()
  const one = await world.visit({ browser })
  await one.send("from one")
  const two = await world.visit({ browser })
  await until(() => one.value.connection === "online" && two.value.connection === "online")
  const before = world.server.minted
  world.server.endTokens()
  await Promise.all([one.send("a"), two.send("b")])
  await until(
    () => messages(one.value.conversation).filter(({ state }) => state === "delivered").length === 3,
  )
  expect(world.server.minted).toBeLessThanOrEqual(before + 2) // the visitor's, and Ada's own
})

test("whoever keeps nothing shares nothing: no channel, and no say in other tabs", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const kept = await world.visit({ browser })
  await kept.send("kept")
  await until(() => desk.value.conversations.length === 1)
  const open = vi.spyOn(browser, "openChannel")
  const passing = await world.visit({ browser, keep: false })
  await passing.send("passing")
  await until(() => desk.value.conversations.length === 2)
  expect(open).not.toHaveBeenCalled()
  await passing.reset()
  await kept.send("still here")
  await until(() => messages(kept.value.conversation)[1]?.state === "delivered")
  expect(kept.value.phase).toBe("ready")
})

test("after forgetting, a tab is alone as well", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const chat = await world.visit({ browser })
  await chat.send("first")
  await openFirst(desk)
  const open = vi.spyOn(browser, "openChannel")
  await chat.forget()
  await until(() => chat.value.connection === "online")
  await chat.send("second")
  await until(() => texts(desk.value.open).length === 2)
  expect(open).not.toHaveBeenCalled()
  const next = await world.visit({ browser })
  await next.reset()
  await chat.send("third")
  await until(() => texts(desk.value.open).length === 3)
})

test("a tab that missed a newer revocation list cannot lead the device back to an older one", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  const older = world.server.revocations
  const one = await world.visit({ browser })
  await world.revoke(["a-certificate-of-somebody"])
  const two = await world.visit({ browser })
  expect(two.value.phase).toBe("ready")
  world.server.revocations = older
  await one.send("makes this tab look at the directory again")
  await until(() => one.value.conversation?.rows.length === 1)
  await until(() => messages(one.value.conversation)[0]?.state !== "outbox")
  const three = await world.visit({ browser })
  expect(three.value.phase).toBe("refused")
  expect(three.value.reason).toContain("older revocation list")
})
