import { afterEach, beforeEach, expect, test } from "vitest"
import { Browser, DAY, messages, openFirst, texts, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

test("a first contact whose answer was lost is not made twice, even when the server forgot the request", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const before = await world.visit({ browser })
  world.server.lose = (method, path) =>
    method === "POST" && path.endsWith("/conversations") ? "after" : undefined
  await before.send("once")
  const id = await openFirst(desk)
  before.close()
  await desk.send(id, "the answer")
  world.server.lose = () => undefined
  world.server.forgetContacts()
  world.advance(3 * DAY)
  const after = await world.visit({ browser })
  await until(() => texts(after.value.conversation).length === 2)
  expect(after.value.conversation?.id).toBe(id)
  expect(texts(after.value.conversation)).toEqual(["once", "the answer"])
  await until(() => messages(after.value.conversation)[0]?.state === "delivered")
  expect(world.server.conversations.size).toBe(1)
})

test("a conversation id that is somebody else's is never taken for ours", async () => {
  const { desk } = await world.hire("Ada")
  let refusals = 0
  world.server.refuse = (method, path) => {
    if (method !== "POST" || !path.endsWith("/conversations") || refusals > 0) return undefined
    refusals += 1
    return { status: 409, code: "conflict" }
  }
  const chat = await world.visit()
  await chat.send("anew")
  await openFirst(desk)
  expect(texts(desk.value.open)).toEqual(["anew"])
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  expect(refusals).toBe(1)
})
