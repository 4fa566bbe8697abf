import { afterEach, beforeEach, expect, test } from "vitest"
import { Browser, messages, openFirst, texts, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

test("a visitor and an agent talk both ways, with marks and an unread badge", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  expect(chat.value.phase).toBe("ready")
  expect(chat.value.listeners.map(({ person }) => person.name)).toEqual(["Ada"])
  expect(world.server.conversations.size).toBe(0)

  await chat.send("Good morning")
  await until(() => desk.value.conversations[0]?.unread === 1)
  const id = await openFirst(desk)
  expect(texts(desk.value.open)).toEqual(["Good morning"])
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  desk.visible(true)
  await until(() => messages(chat.value.conversation)[0]?.state === "read")
  await until(() => desk.value.conversations[0]?.unread === 0)

  await desk.send(id, "And to you")
  await until(() => texts(chat.value.conversation).length === 2)
  expect(chat.value.conversation?.unread).toBe(1)
  chat.visible(true)
  await until(() => messages(desk.value.open)[1]?.state === "read")
  expect(texts(chat.value.conversation)).toEqual(["Good morning", "And to you"])
  expect(chat.value.conversation?.safety).toEqual(desk.value.open?.safety)
})

test("a closed desk holds nothing of what it showed", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("between us")
  await openFirst(desk)
  expect(JSON.stringify(desk.value)).toContain("between us")
  desk.close()
  await until(() => desk.value.open === undefined)
  expect(desk.value.conversations).toEqual([])
  await chat.send("and more")
  await until(() => messages(chat.value.conversation).every(({ state }) => state === "sent"))
  expect(JSON.stringify(desk.value)).not.toContain("and more")
})

test("two agents see the same order, and each other's answers", async () => {
  const [ada, ben] = [await world.hire("Ada"), await world.hire("Ben")]
  const chat = await world.visit()
  await chat.send("one")
  const id = await openFirst(ada.desk)
  await openFirst(ben.desk)
  await Promise.all([ada.desk.send(id, "from Ada"), ben.desk.send(id, "from Ben"), chat.send("two")])
  await until(() =>
    [ada.desk.value.open, ben.desk.value.open, chat.value.conversation].every(
      (view) => texts(view).length === 4,
    ),
  )
  await until(() => messages(chat.value.conversation).every(({ state }) => state !== "outbox"))
  expect(texts(ada.desk.value.open)).toEqual(texts(chat.value.conversation))
  expect(texts(ben.desk.value.open)).toEqual(texts(chat.value.conversation))
  const authors = messages(chat.value.conversation).map(({ author }) => author.name)
  expect(new Set(authors)).toEqual(new Set(["", "Ada", "Ben"]))
})

test("a reload in mid-conversation loses nothing on either side", async () => {
  const { desk, user, browser } = await world.hire("Ada")
  const visitor = new Browser(world)
  const before = await world.visit({ browser: visitor })
  await before.send("before")
  const id = await openFirst(desk)
  before.close()
  await desk.send(id, "while away")
  await until(() => messages(desk.value.open).every(({ state }) => state !== "outbox"))
  desk.close()

  const after = await world.visit({ browser: visitor })
  await until(() => texts(after.value.conversation).length === 2)
  await after.send("after")
  const again = await world.openDesk(user, "Ada", browser)
  expect(await openFirst(again)).toBe(id)
  await until(() => texts(again.value.open).length === 3)
  expect(texts(again.value.open)).toEqual(["before", "while away", "after"])
  expect(texts(after.value.conversation)).toEqual(["before", "while away", "after"])
})

test("two tabs on one store share everything and never fork", async () => {
  const { desk } = await world.hire("Ada")
  const visitor = new Browser(world)
  const one = await world.visit({ browser: visitor })
  const two = await world.visit({ browser: visitor })
  await one.send("from one")
  await until(() => texts(two.value.conversation).length === 1)
  const id = await openFirst(desk)
  await Promise.all([one.send("a"), two.send("b"), one.send("c"), two.send("d"), desk.send(id, "e")])
  await until(() =>
    [one.value.conversation, two.value.conversation, desk.value.open].every(
      (view) => texts(view).length === 6,
    ),
  )
  await until(() => messages(one.value.conversation).every(({ state }) => state !== "outbox"))
  await until(() => messages(two.value.conversation).every(({ state }) => state !== "outbox"))
  expect(texts(one.value.conversation)).toEqual(texts(desk.value.open))
  expect(texts(two.value.conversation)).toEqual(texts(desk.value.open))
  expect(world.server.conversations.size).toBe(1)
})

test("texts written offline wait in the outbox, survive a reload, and go once", async () => {
  const { desk } = await world.hire("Ada")
  const visitor = new Browser(world)
  const chat = await world.visit({ browser: visitor })
  await chat.send("online")
  const id = await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state !== "outbox")
  visitor.setOnline(false)
  world.server.cut()
  await chat.send("offline 1")
  await chat.send("offline 2")
  expect(chat.value.outbox).toBe(2)
  expect(
    messages(chat.value.conversation)
      .map(({ state }) => state)
      .slice(1),
  ).toEqual(["outbox", "outbox"])
  chat.close()

  const again = await world.visit({ browser: visitor })
  await until(() => texts(again.value.conversation).length === 3)
  expect(again.value.outbox).toBe(2)
  visitor.setOnline(true)
  await until(() => texts(desk.value.open).length === 3)
  expect(texts(desk.value.open)).toEqual(["online", "offline 1", "offline 2"])
  await until(() => again.value.outbox === 0)
  expect(desk.value.open?.id).toBe(id)
})

test("an answer that gets lost leads to the same bytes again, and to one message", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  let lost = 0
  world.server.lose = (method, path) => {
    if (method === "POST" && path.endsWith("/conversations") && lost < 2) {
      lost += 1
      return lost === 1 ? "before" : "after"
    }
    return undefined
  }
  await chat.send("once")
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  const contacts = world.server.posted.filter(({ path }) => path.endsWith("/conversations"))
  expect(contacts.length).toBe(2)
  expect(new Set(contacts.map(({ body }) => body)).size).toBe(1)
  await openFirst(desk)
  expect(texts(desk.value.open)).toEqual(["once"])
})

test("where sockets are blocked everything goes over HTTP", async () => {
  world.server.blockSockets = true
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("over HTTP")
  await until(() => desk.value.conversations.length === 1)
  const id = await openFirst(desk)
  await desk.send(id, "me too")
  await until(() => texts(chat.value.conversation).length === 2)
  expect(texts(chat.value.conversation)).toEqual(["over HTTP", "me too"])
})

test("typing is shown, and ends with the message", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(
    () => chat.value.connection === "online" && messages(chat.value.conversation)[0]?.state !== "outbox",
  )
  desk.typing(id)
  await until(() => chat.value.conversation?.typing[0]?.name === "Ada")
  await desk.send(id, "typed")
  await until(() => texts(chat.value.conversation).length === 2)
  await until(() => chat.value.conversation?.typing.length === 0)
})

test("resolving and reopening are rows for both, and a customer's word reopens", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("please help")
  const id = await openFirst(desk)
  await desk.resolve(id)
  await until(() => chat.value.conversation?.status === "resolved")
  await chat.send("one more thing")
  await until(() => desk.value.open?.status === "open")
  const events = () =>
    (chat.value.conversation?.rows ?? []).flatMap((row) => (row.kind === "event" ? [row.event] : []))
  await until(() => events().length === 2)
  expect(events()).toEqual(["resolved", "reopened"])
})

test("receipts are not acknowledged by receipts", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  chat.visible(true)
  desk.visible(true)
  await chat.send("one")
  const id = await openFirst(desk)
  await desk.send(id, "two")
  await until(() => messages(desk.value.open)[1]?.state === "read")
  await until(() => messages(chat.value.conversation)[0]?.state === "read")
  const count = world.server.held(id).events.length
  world.server.cut()
  await until(() => chat.value.connection === "online" && desk.value.connection === "online")
  await desk.send(id, "three")
  await until(() => messages(desk.value.open)[2]?.state === "read")
  // The text and one report: nothing else came of the reports before.
  expect(world.server.held(id).events.length).toBe(count + 2)
})

test("colleagues do not report on each other", async () => {
  const [ada, ben] = [await world.hire("Ada"), await world.hire("Ben")]
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(ada.desk)
  await openFirst(ben.desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  chat.close()
  const { events } = world.server.held(id)
  await until(() => events.length === 4) // the Welcome, the text, and a report by each agent
  await ada.desk.send(id, "one")
  await until(() => texts(ben.desk.value.open).length === 2)
  await ben.desk.send(id, "two")
  await until(() => texts(ada.desk.value.open).length === 3)
  await ada.desk.send(id, "three")
  await until(() => texts(ben.desk.value.open).length === 4)
  expect(events.length).toBe(7)
  expect(messages(ada.desk.value.open)[1]?.state).toBe("sent")
})
