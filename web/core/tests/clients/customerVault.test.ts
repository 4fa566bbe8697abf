import { IDBFactory } from "fake-indexeddb"
import { afterEach, beforeEach, expect, test } from "vitest"
import { toBase64Url } from "../../src/base64.ts"
import { type CustomerVault, HasConversation } from "../../src/customerVault.ts"
import { NoWayIn } from "../../src/vault/noWayIn.ts"
import { VaultDamaged } from "../../src/vault/vaultKey.ts"
import { accessOf, passkeyWay } from "../../src/vault/vaultWays.ts"
import type { CustomerChat } from "../../src/views.ts"
import { messages, openFirst, texts, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

const PRF = new Uint8Array(32).fill(9)
const passkey = () => passkeyWay(Uint8Array.of(7, 8), PRF)

async function vaultOf({ kept }: CustomerChat): Promise<CustomerVault> {
  if (kept === undefined) throw new Error("the chat did not open")
  const vault = await kept.vault()
  await vault.refresh()
  return vault
}

/** A customer in a conversation that is kept, with a passkey and a code. */
async function kept() {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("a sentinel sentence")
  const id = await openFirst(desk)
  await desk.send(id, "an answer")
  await until(() => texts(chat.value.conversation).length === 2)
  const vault = await vaultOf(chat)
  expect(vault.value.state).toBe("none")
  const { code, ...way } = await vault.newCode()
  await vault.begin([await passkey(), way])
  await until(() => vault.value.savedAt !== undefined)
  const held = world.server.customers
  return { desk, chat, vault, id, code, held, customer: chat.value.conversation?.customer.id ?? "" }
}

/** Everything in the browser is lost. */
async function onNewBrowser() {
  globalThis.indexedDB = new IDBFactory()
  const chat = await world.visit()
  return { chat, vault: await vaultOf(chat) }
}

test("a new browser reads on with either way in, and writes as the same customer", async () => {
  const { desk, code, customer, id } = await kept()
  const ways = [(_: CustomerVault) => passkey(), (vault: CustomerVault) => vault.code(code)]
  for (const [index, way] of ways.entries()) {
    const { chat, vault } = await onNewBrowser()
    await vault.returnBy(await way(vault))
    await until(() => vault.value.savedAt !== undefined)
    expect(chat.value.earlier).toBe(index + 1)
    expect(chat.value.conversation).toBeUndefined()
    const earlier = await vault.read(id)
    expect(texts(earlier)).toEqual(["a sentinel sentence", "an answer"])
    expect(messages(earlier).map(({ mine }) => mine)).toEqual([true, false])
    expect(earlier?.stopped).toBe("restored")
    await chat.send(`again ${index}`)
    await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
    expect(chat.value.conversation?.customer.id).toBe(customer)
    await until(() => desk.value.conversations.length === index + 2)
    expect(new Set(desk.value.conversations.map((each) => each.customer.id))).toEqual(new Set([customer]))
    await until(
      () => [...(world.server.customers.vaults.held.get(customer)?.parts ?? [])].length === index + 2,
    )
  }
})

test("no request holds the passkey's secret, the code or a sentence, and access is shown in its own call alone", async () => {
  const { code } = await kept()
  const { vault } = await onNewBrowser()
  await vault.returnBy(await passkey())
  await until(() => vault.value.savedAt !== undefined)
  const access = toBase64Url(await accessOf(await passkey()))
  const shown = world.server.posted.filter(({ body }) => body.includes(access)).map(({ path }) => path)
  expect(shown).toEqual([`/v1/inboxes/${world.inbox}/returning-customers`])
  const all = JSON.stringify(world.server.posted)
  for (const secret of [toBase64Url(PRF), code, code.replaceAll(" ", ""), "sentinel"]) {
    expect(all).not.toContain(secret)
  }
})

test("what opens nothing changes nothing: not a foreign passkey, not a way that was removed", async () => {
  const { vault: first } = await kept()
  const { code: third, ...way } = await first.newCode()
  await first.addWay(await passkey(), way)
  const stranger = await passkeyWay(Uint8Array.of(3), PRF)
  await expect(first.removeWay((await passkey()).id, stranger)).rejects.toBeInstanceOf(NoWayIn)
  await expect(first.remove(stranger)).rejects.toBeInstanceOf(NoWayIn)
  expect(first.value.ways.length).toBe(3)
  await first.removeWay((await passkey()).id, await passkey())
  const { chat, vault } = await onNewBrowser()
  await expect(vault.returnBy(await passkeyWay(Uint8Array.of(1), PRF))).rejects.toBeInstanceOf(NoWayIn)
  await expect(vault.returnBy(await passkey())).rejects.toBeInstanceOf(NoWayIn)
  expect(chat.value.earlier).toBe(0)
  await vault.returnBy(await vault.code(third))
  await until(() => chat.value.earlier === 1)
})

test("a browser that has written stays who it is", async () => {
  await kept()
  const { chat, vault } = await onNewBrowser()
  await chat.send("somebody new")
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  await expect(vault.returnBy(await passkey())).rejects.toBeInstanceOf(HasConversation)
  expect(texts(chat.value.conversation)).toEqual(["somebody new"])
})

test("a server that swaps the wrapped key is noticed, and the browser stays who it was", async () => {
  const { held, customer } = await kept()
  const vaultHeld = held.vaults.held.get(customer)
  const [a, b] = vaultHeld?.ways ?? []
  if (a === undefined || b === undefined) throw new Error("two ways")
  ;[a.wrapped, b.wrapped] = [b.wrapped, a.wrapped]
  const { chat, vault } = await onNewBrowser()
  await expect(vault.returnBy(await passkey())).rejects.toBeInstanceOf(VaultDamaged)
  expect(chat.value.earlier).toBe(0)
  ;[a.wrapped, b.wrapped] = [b.wrapped, a.wrapped]
  await vault.returnBy(await passkey())
  await until(() => chat.value.earlier === 1)
})

test("a reload goes on keeping, and a deletion on the other device reaches what was restored", async () => {
  const { chat: first, customer, held, id } = await kept()
  const { chat, vault } = await onNewBrowser()
  await vault.returnBy(await passkey())
  await until(() => chat.value.earlier === 1)
  chat.close()
  await first.deleteConversation()
  const again = await world.visit()
  await until(() => again.value.earlier === 0)
  const reopened = await vaultOf(again)
  expect(reopened.value.state).toBe("open")
  expect((await reopened.read(id))?.rows.filter(({ kind }) => kind === "message")).toEqual([])
  await again.send("after a reload")
  await until(() => [...(held.vaults.held.get(customer)?.parts.values() ?? [])].length === 2)
})

const isReturning = (_: string, path: string) => path.endsWith("/returning-customers")

/** Every text of the current conversation is with the server. */
async function delivered(chat: CustomerChat, ...expected: string[]): Promise<void> {
  await until(() => messages(chat.value.conversation).every(({ state }) => state === "delivered"))
  expect(texts(chat.value.conversation)).toEqual(expected)
}

test("after a return whose answer was lost, what is written says so, and returning again sends it as the customer", async () => {
  const { customer } = await kept()
  const { chat, vault } = await onNewBrowser()
  world.server.lose = (method, path) => (isReturning(method, path) ? "after" : undefined)
  await expect(vault.returnBy(await passkey())).rejects.toThrow()
  world.server.lose = () => undefined
  await chat.send("is anybody there?")
  await until(() => chat.value.isElsewhere)
  expect(messages(chat.value.conversation)[0]?.state).toBe("failed")
  expect(await vault.mayReturn()).toBe(true)
  await vault.returnBy(await passkey())
  await until(() => chat.value.earlier === 1)
  await delivered(chat, "is anybody there?")
  expect(chat.value.isElsewhere).toBe(false)
  expect(chat.value.conversation?.customer.id).toBe(customer)
  expect([...world.server.conversations.values()].length).toBe(2)
})

test("a draft that waits becomes the returned customer's", async () => {
  const { customer } = await kept()
  const { chat, vault } = await onNewBrowser()
  world.server.lose = (method, path) =>
    method === "POST" && path.endsWith("/conversations") ? "before" : undefined
  await chat.send("written too early")
  await vault.returnBy(await passkey())
  world.server.lose = () => undefined
  await delivered(chat, "written too early")
  expect(chat.value.conversation?.customer.id).toBe(customer)
})

test("a device that the server forgot returns, although it holds what was restored, and writes again", async () => {
  const { held, customer, id } = await kept()
  const { chat, vault } = await onNewBrowser()
  await vault.returnBy(await passkey())
  await until(() => chat.value.earlier === 1)
  held.evict([...held.customers.keys()].at(-1) ?? "")
  await vault.refresh()
  expect(vault.isForgotten).toBe(true)
  await chat.send("still me")
  await until(() => chat.value.isElsewhere)
  await vault.returnBy(await passkey())
  expect(vault.isForgotten).toBe(false)
  await delivered(chat, "still me")
  expect(chat.value.conversation?.customer.id).toBe(customer)
  expect(texts(await vault.read(id))).toEqual(["a sentinel sentence", "an answer"])
})

test("whoever returns as somebody else keeps nothing of whom the browser was before", async () => {
  const { held, id } = await kept()
  const { chat: other, vault: theirs } = await onNewBrowser()
  await other.send("another person")
  await until(() => messages(other.value.conversation)[0]?.state === "delivered")
  await theirs.refresh()
  const { code, ...way } = await theirs.newCode()
  await theirs.begin([await passkeyWay(Uint8Array.of(4), PRF), way])
  await until(() => theirs.value.savedAt !== undefined)
  const { chat, vault } = await onNewBrowser()
  await vault.returnBy(await passkey())
  await until(() => chat.value.earlier === 1)
  held.evict([...held.customers.keys()].at(-1) ?? "")
  await vault.returnBy(await vault.code(code))
  await expect
    .poll(async () => (await vault.earlier()).map(({ preview }) => preview))
    .toEqual(["another person"])
  expect((await vault.read(id))?.rows.filter(({ kind }) => kind === "message")).toEqual([])
})

test("a browser that only reads loses within the hour, and when it is looked at again, what was deleted elsewhere", async () => {
  const { chat: first, customer, held, id } = await kept()
  const { chat, vault } = await onNewBrowser()
  await vault.returnBy(await passkey())
  await until(() => vault.value.savedAt !== undefined && chat.value.earlier === 1)
  await first.deleteConversation()
  world.advance(3_600_000)
  await until(() => chat.value.earlier === 0)
  await first.startNew()
  await first.send("another one")
  await until(() => held.vaults.held.get(customer)?.parts.size === 2)
  world.advance(3_600_000)
  await until(() => chat.value.earlier === 1)
  await first.deleteConversation()
  chat.visible(true)
  await until(() => chat.value.earlier === 0)
  expect((await vault.read(id))?.rows.filter(({ kind }) => kind === "message")).toEqual([])
})
