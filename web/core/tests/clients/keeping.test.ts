import { openDB } from "idb"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { CONVERSATIONS, GROUPS, ROWS } from "../../src/conversation/tables.ts"
import { storeName } from "../../src/customer.ts"
import { deskStoreName } from "../../src/desk.ts"
import { newId } from "../../src/ids.ts"
import { IndexedDbRecords } from "../../src/store/indexedDbRecords.ts"
import { MemoryRecords } from "../../src/store/memoryRecords.ts"
import { type Records, StoreWiped, TABLES } from "../../src/store/records.ts"
import { put, Store } from "../../src/store/store.ts"
import { Browser, messages, openFirst, texts, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

/** Every byte that lies in a database, with the keys of the records. */
async function raw(name: string): Promise<{ readonly bytes: string; readonly keys: readonly string[] }> {
  const database = await openDB(name)
  const parts: string[] = []
  const keys: string[] = []
  for (const table of TABLES) {
    const [found, values] = await Promise.all([database.getAllKeys(table), database.getAll(table)])
    keys.push(...found.map((key) => `${table} ${JSON.stringify(key)}`))
    for (const value of values) parts.push(Buffer.from(value).toString("latin1"))
  }
  database.close()
  return { bytes: `${parts.join("\n")}${keys.join("\n")}`, keys }
}

test("the sealed store holds no sentence, no name and no key bytes", async () => {
  const { desk, user } = await world.hire("Ada Sentinel")
  const chat = await world.visit()
  await chat.setName("Visitor Sentinel")
  await chat.send("a sentinel sentence")
  const id = await openFirst(desk)
  expect(desk.value.open?.customer.name).toBe("Visitor Sentinel")
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  for (const name of [storeName(world.inbox), deskStoreName(user)]) {
    const { bytes, keys } = await raw(name)
    expect(keys.some((key) => key.startsWith("rows"))).toBe(true)
    expect(bytes.toLowerCase()).not.toContain("sentinel")
    const store = await Store.inBrowser(name)
    const state = Buffer.from((await store.get(GROUPS, [id])) ?? []).toString("latin1")
    store.close()
    expect(state.length).toBeGreaterThan(500)
    for (let at = 0; at + 24 <= state.length; at += 24) expect(bytes).not.toContain(state.slice(at, at + 24))
  }
})

test("a record that is moved to another place does not open", async () => {
  const records = new MemoryRecords()
  const store = await Store.open(records)
  await store.write([put(GROUPS, ["a"], new Uint8Array([1])), put(GROUPS, ["b"], new Uint8Array([2]))])
  const other = await records.get("groups", ["b"])
  if (other === undefined) throw new Error("not stored")
  await records.write([{ kind: "put", table: "groups", key: ["a"], value: other }])
  await expect(store.get(GROUPS, ["a"])).rejects.toThrow()
  expect(await store.get(GROUPS, ["b"])).toEqual(new Uint8Array([2]))
})

for (const [name, open] of [
  ["in memory", async () => new MemoryRecords()],
  ["in IndexedDB", () => IndexedDbRecords.open("records-under-test")],
] as const) {
  test(`records ${name} come back in order, by prefix, page by page`, async () => {
    const records: Records = await open()
    const at = (conversation: string, sequence: number) => ({
      kind: "put" as const,
      table: "rows" as const,
      key: [conversation, sequence, 0],
      value: new Uint8Array([sequence]),
    })
    await records.write([at("b", 1), at("a", 10), at("a", 2), at("a", 1), at("ab", 3)])
    const keys = async (query: Parameters<Records["range"]>[1]) =>
      (await records.range("rows", query)).map(({ key }) => `${key[0]}${key[1]}`)
    expect(await keys({ prefix: ["a"] })).toEqual(["a1", "a2", "a10"])
    expect(await keys({ prefix: ["a"], newestFirst: true, limit: 2 })).toEqual(["a10", "a2"])
    expect(await keys({ prefix: ["a"], newestFirst: true, before: ["a", 10, 0] })).toEqual(["a2", "a1"])
    expect(await keys({ prefix: [] })).toEqual(["a1", "a2", "a10", "ab3", "b1"])
    await records.write([
      { kind: "clear", table: "rows", prefix: ["a"] },
      { kind: "delete", table: "rows", key: ["b", 1, 0] },
    ])
    expect(await keys({ prefix: [] })).toEqual(["ab3"])
    const winner = await records.keepHandle("signature key", "first")
    expect([winner, await records.keepHandle("signature key", "second")]).toEqual(["first", "first"])
    await records.wipe()
    await expect(records.write([at("a", 1)])).rejects.toThrow(StoreWiped)
  })
}

test("a deletion wipes every member device, and each confirms", async () => {
  const { desk, user } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.setName("Visitor")
  await chat.send("to be deleted")
  const id = await openFirst(desk)
  await desk.send(id, "an answer")
  await until(() => texts(chat.value.conversation).length === 2)
  world.server.refuse = (_, path) =>
    path.endsWith("/wipe-confirmations") ? { status: 503, code: "unavailable" } : undefined
  await chat.deleteConversation()
  await until(() => desk.value.open?.status === "deleted" && chat.value.conversation?.status === "deleted")
  expect(chat.value.deletion?.waiting).toBe(1)
  expect(world.server.held(id).wiped.size).toBe(0)
  world.server.refuse = () => undefined
  await until(() => world.server.held(id).wiped.size === 2)
  await until(() => chat.value.deletion?.waiting === 0)
  for (const name of [storeName(world.inbox), deskStoreName(user)]) {
    const { keys } = await raw(name)
    expect(keys.filter((key) => key.includes(id))).toEqual([`conversations ["${id}"]`])
    const store = await Store.inBrowser(name)
    const left = await store.get(CONVERSATIONS, [id])
    store.close()
    expect([left?.preview, left?.customer.name, left?.unread]).toEqual(["", "", 0])
  }
  expect(texts(desk.value.open)).toEqual([])
  await expect(chat.send("more")).rejects.toThrow("nothing can be sent")
  await chat.startNew()
  expect(chat.value.conversation).toBeUndefined()
  await chat.send("a new start")
  await until(() => desk.value.conversations.some(({ preview }) => preview === "a new start"))
})

test("without keeping, nothing at all lies in IndexedDB", async () => {
  const { desk } = await world.hire("Ada")
  const before = (await indexedDB.databases()).map(({ name }) => name)
  const browser = new Browser(world)
  const chat = await world.visit({ keep: false, browser })
  await chat.send("not my computer")
  await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(before)
  expect(browser.persisted).toBe(0)
})

test("a browser that denies storage to frames still chats, and says that nothing is kept", async () => {
  const { desk } = await world.hire("Ada")
  const denied = vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("The user denied permission to access the database.", "UnknownError")
  })
  const chat = await world.visit()
  denied.mockRestore()
  expect(chat.value).toMatchObject({ phase: "ready", keep: false, keepingDenied: true })
  await chat.send("hello from a private window")
  await openFirst(desk)
  expect(texts(desk.value.open)).toEqual(["hello from a private window"])
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(storeName(world.inbox))
})

test("forgetting goes on in memory and wipes the disk", async () => {
  const { desk } = await world.hire("Ada")
  const browser = new Browser(world)
  const chat = await world.visit({ browser })
  await chat.send("first")
  const id = await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  expect(browser.persisted).toBe(1)
  await chat.forget()
  expect(chat.value.keep).toBe(false)
  expect((await raw(storeName(world.inbox))).keys).toEqual([])
  await until(() => chat.value.connection === "online")
  await chat.send("second")
  await desk.send(id, "third")
  await until(() => texts(chat.value.conversation).length === 3)
  expect((await raw(storeName(world.inbox))).keys).toEqual([])
  const next = await world.visit({ browser })
  expect(next.value.conversation).toBeUndefined()
})

test("that nothing is kept is said when the disk is wiped, and not while it still is", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("kept at first")
  await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  const said: boolean[] = []
  chat.subscribe(() => said.push(chat.value.keep))
  const wipe = IndexedDbRecords.prototype.wipe
  vi.spyOn(IndexedDbRecords.prototype, "wipe").mockImplementation(async function (this: IndexedDbRecords) {
    await chat.loadEarlier() // draws the view anew
    await until(() => said.length > 0)
    expect(said).not.toContain(false)
    await wipe.call(this)
  })
  await chat.forget()
  expect(said).toContain(true)
  expect(chat.value.keep).toBe(false)
  vi.restoreAllMocks()
})

test("what is written while the chat moves to memory is sent from there", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  const forgotten = chat.forget()
  await chat.send("typed in the same moment")
  await forgotten
  await openFirst(desk)
  expect(texts(desk.value.open)).toEqual(["typed in the same moment"])
  expect(chat.value.keep).toBe(false)
})

test("reset forgets everything on this device, in other tabs too", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  const one = await world.visit({ browser })
  const two = await world.visit({ browser })
  await one.send("first")
  await until(() => texts(two.value.conversation).length === 1)
  await one.reset()
  await until(() => two.value.phase === "unavailable")
  expect((await raw(storeName(world.inbox))).keys).toEqual([])
  expect(two.value.conversation).toBeUndefined()
})

test("a long conversation opens at its end and goes back page by page", async () => {
  const { desk, user } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("the first line")
  await until(() => desk.value.conversations[0]?.preview === "the first line")
  const id = desk.value.conversations[0]?.id ?? ""
  const author = { id: newId("cus"), name: "", kind: "customer", lapsed: false } as const
  const store = await Store.inBrowser(deskStoreName(user))
  await store.write(
    Array.from({ length: 120 }, (_, n) =>
      put(ROWS, [id, 10 + n, 0], {
        kind: "message",
        ...{ id: `${n}`, at: n, author, mine: false, text: `line ${n}`, state: "sent" },
      }),
    ),
  )
  store.close()
  await desk.open(id)
  expect(messages(desk.value.open).length).toBe(100)
  expect(texts(desk.value.open)[0]).toBe("line 20")
  expect(texts(desk.value.open).at(-1)).toBe("line 119")
  expect(desk.value.open?.hasEarlier).toBe(true)
  await desk.loadEarlier()
  expect(desk.value.open?.hasEarlier).toBe(false)
  const all = ["the first line", ...Array.from({ length: 120 }, (_, n) => `line ${n}`)]
  expect(texts(desk.value.open)).toEqual(all)
})

test("a wipe that comes late leaves what was begun after an earlier one", async () => {
  const late = await IndexedDbRecords.open("wiped-twice")
  await late.wipe()
  const next = await Store.inBrowser("wiped-twice")
  await next.write([put(GROUPS, ["a"], new Uint8Array([1]))])
  await late.wipe()
  expect(await next.get(GROUPS, ["a"])).toEqual(new Uint8Array([1]))
  next.close()
  late.close()
})
