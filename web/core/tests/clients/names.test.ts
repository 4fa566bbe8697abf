import { type Group, loadGroup, type SignatureKey } from "@sotto/mls"
import { afterEach, beforeEach, expect, test } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { utf8 } from "../../src/bytes.ts"
import { type CborValue, encodeCbor } from "../../src/cbor.ts"
import { decodeContent, MARKDOWN_TYPE, NAME_EXTENSION } from "../../src/content/mimi.ts"
import { GROUPS } from "../../src/conversation/tables.ts"
import { storeName } from "../../src/customer.ts"
import { deskStoreName } from "../../src/desk.ts"
import { frankingCommitment } from "../../src/franking.ts"
import { newId } from "../../src/ids.ts"
import { parseSignatureKey } from "../../src/store/settings.ts"
import { SIGNATURE_KEY, Store } from "../../src/store/store.ts"
import type { ConversationView } from "../../src/views.ts"
import { Browser, messages, openFirst, texts, until, World, warnings } from "./world.ts"

const SENTINEL = "Sentinel Grace"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

/** Under which names a screen shows the customer: head, members, authors of messages and of events. */
function shownNames(view: ConversationView | undefined): ReadonlySet<string> {
  const { customer, members = [], rows = [] } = view ?? {}
  const people = rows.map((row) =>
    row.kind === "message" ? row.author : row.kind === "event" ? row.who : undefined,
  )
  return new Set(
    [customer, ...members, ...people].flatMap((who) => (who?.id === customer?.id && who ? [who.name] : [])),
  )
}

/** Every way in which the words could lie in a body: plain, as hexadecimal digits, and in base64 at any offset. */
function spellings(words: string): readonly string[] {
  const bytes = Buffer.from(words)
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64url")
      .slice(4, -4),
  )
  return [words, bytes.toString("hex"), ...base64]
}

/** Credentials travel as base64 within base64: what each part of a JWS says, as readable text. */
function readable(body: string): string {
  const parts = body.match(/[A-Za-z0-9_-]{24,}/g) ?? []
  const once = parts.map((part) => Buffer.from(part, "base64url").toString("latin1"))
  const twice = once.flatMap((part) => part.match(/[A-Za-z0-9_-]{24,}/g) ?? [])
  return [body, ...once, ...twice.map((part) => Buffer.from(part, "base64url").toString("latin1"))].join("\n")
}

/** The group as a client's own store holds it: what that client, turned, could do. */
async function groupIn(name: string, conversation: string, key: SignatureKey): Promise<Group> {
  const store = await Store.inBrowser(name)
  const saved = await store.get(GROUPS, [conversation])
  store.close()
  if (saved === undefined) throw new Error("no group")
  return loadGroup(saved, { key, policy: async () => true, now: world.now })
}

/** A message by this device that is good in everything but the name that it carries. */
async function speak(conversation: string, device: string, group: Group, name: CborValue): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const extensions = new Map([[NAME_EXTENSION, name]])
  const part = [1, "", 1, MARKDOWN_TYPE, utf8("listen")]
  const content = encodeCbor([salt, null, new Uint8Array(), null, null, extensions, part])
  const epoch = Number(group.epoch)
  const { message } = await group.protect(content)
  const commitment = await frankingCommitment({ conversation, epoch, device, content })
  const held = world.server.held(conversation)
  world.server.append(held, 5, [device, epoch, newId("msg"), message, commitment])
}

/** So many events have happened: the clients have nothing more to say by themselves. */
async function settled(conversation: string, events: number): Promise<void> {
  await until(() => world.server.held(conversation).events.length === events)
}

test("the desk shows the customer's name, and no byte of it reaches the server", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.setName(SENTINEL)
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => texts(desk.value.open).length === 1)
  await chat.send("and another thing")
  await desk.send(id, "yes?")
  await until(() => texts(chat.value.conversation).length === 3 && texts(desk.value.open).length === 3)
  expect(desk.value.conversations[0]?.customer.name).toBe(SENTINEL)
  expect(shownNames(desk.value.open)).toEqual(new Set([SENTINEL]))
  await until(() => chat.value.conversation?.customer.name === SENTINEL)

  const contact = world.server.posted.filter(({ path }) => path.endsWith("/conversations"))
  expect(contact.map(({ body }) => readable(body)).join()).toContain('"sub":"cus_') // the credential is seen through
  const bodies = world.server.posted.map(({ body }) => readable(body)).join("\n")
  for (const spelling of [...spellings(SENTINEL), NAME_EXTENSION]) expect(bodies).not.toContain(spelling)
})

test("without a name the customer has none, until it gives one in mid-conversation", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  await openFirst(desk)
  await until(() => texts(desk.value.open).length === 1)
  expect(shownNames(desk.value.open)).toEqual(new Set([""]))
  await chat.setName("  Grace\tHopper ")
  await chat.send("that is me")
  await until(() => texts(desk.value.open).length === 2)
  expect(shownNames(desk.value.open)).toEqual(new Set(["Grace Hopper"]))
  await expect(chat.setName("a".repeat(81))).rejects.toThrow(RangeError)
})

test("a name is told once, again after a change, and again in a new conversation", async () => {
  const { desk, user } = await world.hire("Ada")
  const chat = await world.visit()
  const { key } = await staffDevice(user)
  await chat.setName("Grace")
  await chat.send("one")
  const id = await openFirst(desk)
  await until(() => texts(desk.value.open).length === 1)
  expect(desk.value.open?.customer.name).toBe("Grace")
  await until(() => chat.value.conversation?.customer.name === "Grace")
  expect(await toldWith("two")).toBeUndefined()
  await chat.setName("Ada L.")
  expect(await toldWith("three")).toBe("Ada L.")
  expect(await toldWith("four")).toBeUndefined()
  await chat.startNew()
  await chat.send("five")
  await until(
    () => desk.value.conversations.filter(({ customer }) => customer.name === "Ada L.").length === 2,
  )

  /** The name inside the message, as a member opens it. */
  async function toldWith(text: string): Promise<string | undefined> {
    const member = await groupIn(deskStoreName(user), id, key)
    await chat.send(text)
    await until(() => messages(chat.value.conversation).at(-1)?.state === "delivered")
    const { events } = world.server.held(id)
    const event = events.findLast(({ kind, rest }) => kind === 5 && rest[1] !== desk.value.device)
    const privateMessage = event?.rest[4]
    if (!(privateMessage instanceof Uint8Array)) throw new Error("no message")
    const received = await member.receive(privateMessage)
    if (received.kind !== "application") throw new Error("no content")
    const content = decodeContent(received.content)
    expect(content).toMatchObject({ kind: "text", text })
    return content.kind === "text" ? content.name : undefined
  }
})

test("another tab of the customer shows the name and goes on under it", async () => {
  const { desk } = await world.hire("Ada")
  const visitor = new Browser(world)
  const one = await world.visit({ browser: visitor })
  const two = await world.visit({ browser: visitor })
  await one.setName("Grace")
  await one.send("from one")
  await until(() => two.value.conversation?.customer.name === "Grace")
  await openFirst(desk)
  await two.send("from two")
  await until(() => texts(desk.value.open).length === 2)
  expect(shownNames(desk.value.open)).toEqual(new Set(["Grace"]))
  expect(shownNames(two.value.conversation)).toEqual(new Set(["Grace"]))
})

test("a name that could not be told at first is told when the server is back", async () => {
  const { desk } = await world.hire("Ada")
  const visitor = new Browser(world)
  const chat = await world.visit({ browser: visitor })
  let lost = 0
  world.server.lose = (method, path) => {
    if (method !== "POST" || !path.endsWith("/conversations") || lost === 2) return undefined
    lost += 1
    return "before"
  }
  await chat.setName("Grace")
  await chat.send("hello")
  await until(() => desk.value.conversations[0]?.customer.name === "Grace")
  expect(lost).toBe(2)
})

test("an agent cannot rename the customer", async () => {
  const [ada, ben] = [await world.hire("Ada"), await world.hire("Ben")]
  const chat = await world.visit()
  await chat.setName("Grace")
  await chat.send("hello")
  const id = await openFirst(ada.desk)
  await openFirst(ben.desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  await settled(id, 4) // commit, text, and a report by each agent: Ada's client says nothing more
  const { key } = await staffDevice(ada.user)
  await speak(id, ada.desk.value.device, await groupIn(deskStoreName(ada.user), id, key), "Mallory")
  for (const view of [() => ben.desk.value.open, () => chat.value.conversation]) {
    await until(() => texts(view()).at(-1) === "listen")
    expect(view()?.customer.name).toBe("Grace")
    expect(messages(view()).at(-1)?.author.name).toBe("Ada")
    expect(warnings(view())).toEqual([])
  }
})

for (const [what, name] of [
  ["an over-long name", "a".repeat(81)],
  ["a name with a control character", "Mal\u0000lory"],
  ["a name of two lines", "Mallory\nAda"],
  ["a name that turns the line around", "Mallory\u202e"],
  ["a number for a name", 7],
] as const) {
  test(`a customer's message with ${what} is shown, and the name is not`, async () => {
    const { desk } = await world.hire("Ada")
    const chat = await world.visit()
    await chat.setName("Grace")
    await chat.send("hello")
    const id = await openFirst(desk)
    await settled(id, 3)
    const device =
      [...world.server.held(id).members.keys()].find((member) => member !== desk.value.device) ?? ""
    chat.close()
    const store = await Store.inBrowser(storeName(world.inbox))
    const key = parseSignatureKey(await store.getHandle(SIGNATURE_KEY))
    store.close()
    await speak(id, device, await groupIn(storeName(world.inbox), id, key), name)
    await until(() => texts(desk.value.open).at(-1) === "listen")
    expect(shownNames(desk.value.open)).toEqual(new Set(["Grace"]))
  })
}
