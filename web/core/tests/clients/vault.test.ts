import { IDBFactory } from "fake-indexeddb"
import { afterEach, beforeEach, expect, test } from "vitest"
import { StaffKeys } from "../../src/accounts/staffKeys.ts"
import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { openPart, sealPart } from "../../src/vault/history.ts"
import { NoWayIn } from "../../src/vault/noWayIn.ts"
import type { Vault } from "../../src/vault/ownVault.ts"
import { VaultDamaged } from "../../src/vault/vaultKey.ts"
import { codeWay, newCodeWay, passkeyWay } from "../../src/vault/vaultWays.ts"
import type { Desk } from "../../src/views.ts"
import { Browser, messages, openFirst, texts, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

function vaultOf(desk: Desk): Vault {
  if (desk.vault === undefined) throw new Error("the desk did not open")
  return desk.vault
}

const passkey = () => passkeyWay(Uint8Array.of(7, 8), new Uint8Array(32).fill(9))

/** An agent in a conversation, with a vault that a passkey and a code open. */
async function agentWithVault() {
  const { desk, user } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("a sentinel sentence")
  const id = await openFirst(desk)
  await desk.send(id, "an answer")
  await until(() => messages(desk.value.open)[1]?.state === "delivered")
  const code = await newCodeWay()
  await vaultOf(desk).begin([await passkey(), code])
  await until(() => vaultOf(desk).value.savedAt !== undefined)
  return { desk, user, chat, id, code: code.code, vaults: world.server.vaults }
}

/** Everything in the browser is lost; the person signs in on another, which the owner certifies. */
async function onNewBrowser(user: string): Promise<Desk> {
  // Nobody lets it in: this is about what the vault alone brings. Being let in is in admission.test.ts.
  world.server.refuse = (method, path) =>
    method === "GET" && path === "/v1/admissions" ? { status: 503, code: "unavailable" } : undefined
  globalThis.indexedDB = new IDBFactory()
  const desk = await world.openDesk(user, "Ada", new Browser(world, user))
  await world.certify(user, "Ada")
  await until(() => desk.value.phase === "ready" && vaultOf(desk).value.state !== "unknown")
  return desk
}

test("a wiped browser reads its history again with either way in, and the server never sees it", async () => {
  const { user, id, code, vaults } = await agentWithVault()
  const open = [() => passkey(), () => codeWay(code)]
  for (const way of open) {
    const desk = await onNewBrowser(user)
    expect(desk.value.conversations).toEqual([])
    expect(vaultOf(desk).value.state).toBe("locked")
    await vaultOf(desk).openWith(await way())
    await until(() => vaultOf(desk).value.savedAt !== undefined)
    await desk.open(id)
    expect(texts(desk.value.open)).toEqual(["a sentinel sentence", "an answer"])
    expect(desk.value.open?.stopped).toBe("restored")
    expect(desk.value.alarms).toEqual([])
    await expect(desk.send(id, "not a member")).rejects.toThrow("nothing can be sent")
  }
  const sealed = [...(vaults.held.get(user)?.parts.values() ?? [])]
  expect(sealed.length).toBe(1)
  for (const part of sealed) expect(fromBase64Url(part.sealed).length).toBe(4096 + 1 + 12 + 16)
  expect(JSON.stringify([...vaults.held])).not.toContain(toBase64Url(new Uint8Array(32).fill(9)))
})

test("what one device adds the other reads, and neither writes over the other for ever", async () => {
  const { desk: first, user, chat, id, vaults } = await agentWithVault()
  const second = await onNewBrowser(user)
  await vaultOf(second).openWith(await passkey())
  await until(() => vaultOf(second).value.savedAt !== undefined)
  await second.open(id)
  await chat.send("one more")
  await until(() => texts(first.value.open).length === 3)
  await expect
    .poll(async () => {
      await second.checkCertificate()
      return texts(second.value.open)
    })
    .toContain("one more")
  await until(() => vaultOf(first).value.progress === undefined)
  const settled = vaults.puts
  for (const desk of [first, second, first, second]) await desk.checkCertificate()
  await until(() => vaultOf(first).value.progress === undefined)
  expect(vaults.puts).toBe(settled)
})

test("a server that goes back to an older state is noticed, and what it lost is put back", async () => {
  const { desk, user, chat, id, vaults } = await agentWithVault()
  const parts = vaults.held.get(user)?.parts
  const before = new Map(parts)
  await chat.send("one more")
  await until(() => vaults.puts > 1)
  await until(() => vaultOf(desk).value.progress === undefined)
  for (const [place, part] of before) parts?.set(place, part)
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_rolled_back"))
  const other = await onNewBrowser(user)
  await vaultOf(other).openWith(await passkey())
  await until(() => vaultOf(other).value.savedAt !== undefined)
  await other.open(id)
  expect(texts(other.value.open)).toContain("one more")
})

test("another state under the number that a browser has seen is noticed, and what it lost is put back", async () => {
  const { desk, user, chat, id, vaults } = await agentWithVault()
  const parts = vaults.held.get(user)?.parts
  const [[place = "", before] = []] = [...(parts ?? [])]
  await chat.send("one more")
  await until(() => vaults.puts > 1)
  await until(() => vaultOf(desk).value.progress === undefined)
  const settled = vaults.puts
  await desk.checkCertificate()
  await until(() => vaultOf(desk).value.progress === undefined)
  expect(vaults.puts).toBe(settled)
  expect(desk.value.alarms).toEqual([])
  // The server was set back, and another browser of the same person wrote as often as this one had.
  const keys = await StaffKeys.open()
  const held = await keys.vault(user).finally(() => keys.close())
  const number = parts?.get(place)?.number ?? 0
  if (held === undefined || before === undefined) throw new Error("no vault is open here")
  const where = { vault: held.id, conversation: id, part: 0 }
  const history = await openPart(held.key, where, before.number, fromBase64Url(before.sealed))
  const sealed = await sealPart(held.key, where, number, history)
  parts?.set(place, { number, sealed: toBase64Url(sealed) })
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_rolled_back"))
  await until(() => (parts?.get(place)?.number ?? 0) > number)
  const other = await onNewBrowser(user)
  await vaultOf(other).openWith(await passkey())
  await until(() => vaultOf(other).value.savedAt !== undefined)
  await other.open(id)
  expect(texts(other.value.open)).toContain("one more")
})

test("a part that the server changed, moved or numbered anew does not open, and says so", async () => {
  const { user, vaults } = await agentWithVault()
  for (const part of vaults.held.get(user)?.parts.values() ?? []) part.number += 1
  const desk = await onNewBrowser(user)
  await vaultOf(desk).openWith(await passkey())
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_damaged"))
  expect(desk.value.conversations).toEqual([])
})

test("a deletion reaches a device that only had the conversation from the vault", async () => {
  const { user, chat, id } = await agentWithVault()
  const desk = await onNewBrowser(user)
  await vaultOf(desk).openWith(await passkey())
  await until(() => vaultOf(desk).value.savedAt !== undefined)
  await desk.open(id)
  await chat.deleteConversation()
  await desk.checkCertificate()
  await until(() => desk.value.open?.status === "deleted")
  expect(texts(desk.value.open)).toEqual([])
  expect(desk.value.conversations[0]?.preview).toBe("")
})

test("what is not a way into this vault opens nothing", async () => {
  const { user, vaults } = await agentWithVault()
  const desk = await onNewBrowser(user)
  const vault = vaultOf(desk)
  await expect(vault.openWith(await passkeyWay(Uint8Array.of(1), new Uint8Array(32)))).rejects.toBeInstanceOf(
    NoWayIn,
  )
  await expect(vault.openWith(await newCodeWay())).rejects.toBeInstanceOf(NoWayIn)
  const otherSecret = await passkeyWay(Uint8Array.of(7, 8), new Uint8Array(32).fill(1))
  await expect(vault.openWith(otherSecret)).rejects.toBeInstanceOf(VaultDamaged)
  const [first, second] = vaults.held.get(user)?.ways ?? []
  if (first === undefined || second === undefined) throw new Error("two ways")
  first.wrapped = second.wrapped
  await expect(vault.openWith(await passkey())).rejects.toBeInstanceOf(VaultDamaged)
  expect(vault.value.state).toBe("locked")
})

test("a third way comes in by one that is there, and takes the place of a lost one", async () => {
  const { desk, user, id, code } = await agentWithVault()
  const another = () => passkeyWay(Uint8Array.of(5), new Uint8Array(32).fill(5))
  await vaultOf(desk).addWay(await codeWay(code), await another())
  expect(vaultOf(desk).value.ways.length).toBe(3)
  await vaultOf(desk).removeWay((await passkey()).id)
  const elsewhere = await onNewBrowser(user)
  await expect(vaultOf(elsewhere).openWith(await passkey())).rejects.toBeInstanceOf(NoWayIn)
  await vaultOf(elsewhere).openWith(await another())
  await until(() => vaultOf(elsewhere).value.savedAt !== undefined)
  await elsewhere.open(id)
  expect(texts(elsewhere.value.open).length).toBe(2)
})

test("secrets that were handed in are wiped, whether they opened something or not", async () => {
  const { user } = await agentWithVault()
  const desk = await onNewBrowser(user)
  const wrong = await newCodeWay()
  const right = await passkey()
  await expect(vaultOf(desk).openWith(wrong)).rejects.toBeInstanceOf(NoWayIn)
  await vaultOf(desk).openWith(right)
  for (const { secret } of [wrong, right]) expect(secret.every((byte) => byte === 0)).toBe(true)
})

test("a removed vault is forgotten by every browser that had opened it", async () => {
  const { desk, user } = await agentWithVault()
  const other = await onNewBrowser(user)
  await vaultOf(other).openWith(await passkey())
  await until(() => vaultOf(other).value.savedAt !== undefined)
  await vaultOf(other).remove()
  expect(vaultOf(other).value.state).toBe("none")
  await desk.checkCertificate()
  await until(() => vaultOf(desk).value.state === "none")
  expect(texts(desk.value.open).length).toBe(2)
})

test("a vault that is begun anew takes in what the old one had brought here, and nothing is wiped", async () => {
  const { user, id } = await agentWithVault()
  const desk = await onNewBrowser(user)
  await vaultOf(desk).openWith(await passkey())
  await until(() => vaultOf(desk).value.savedAt !== undefined)
  await vaultOf(desk).remove()
  await vaultOf(desk).begin([await passkey(), await newCodeWay()])
  await until(() => (world.server.vaults.held.get(user)?.parts.size ?? 0) > 0)
  await desk.open(id)
  expect(texts(desk.value.open)).toEqual(["a sentinel sentence", "an answer"])
  const third = await onNewBrowser(user)
  await vaultOf(third).openWith(await passkey())
  await until(() => vaultOf(third).value.savedAt !== undefined)
  await third.open(id)
  expect(texts(third.value.open)).toEqual(["a sentinel sentence", "an answer"])
})

test("a vault that was removed here is not opened again, whatever the server shows", async () => {
  const { desk, user, vaults } = await agentWithVault()
  const old = vaults.held.get(user)
  await vaultOf(desk).remove()
  await vaultOf(desk).begin([await passkey(), await newCodeWay()])
  if (old !== undefined) vaults.held.set(user, old)
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_replaced"))
  await expect(vaultOf(desk).openWith(await passkey())).rejects.toBeInstanceOf(NoWayIn)
})

test("what was deleted here does not come back from a server that still has it", async () => {
  const { desk, user, chat, id, vaults } = await agentWithVault()
  await chat.deleteConversation()
  await until(() => desk.value.conversations[0]?.status === "deleted")
  const held = world.server.conversations.get(id)
  if (held === undefined) throw new Error("the server forgot it")
  held.deletedAt = undefined
  await desk.checkCertificate()
  await until(() => vaultOf(desk).value.progress === undefined)
  expect(vaults.held.get(user)?.parts.size).toBe(1)
  const again = await world.openDesk(user, "Ada", new Browser(world, user))
  await until(() => vaultOf(again).value.savedAt !== undefined)
  expect(again.value.conversations.filter(({ status }) => status !== "deleted")).toEqual([])
})

test("a conversation that fails holds up no other, and is told", async () => {
  const { desk, user, vaults } = await agentWithVault()
  const parts = vaults.held.get(user)?.parts
  const second = await world.visit({ browser: new Browser(world) })
  parts?.set(`cnv_${"a".repeat(26)} 1`, { number: 1, sealed: "AAAA" })
  await second.send("from somebody else")
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_damaged"))
  await until(() => new Set([...(parts?.keys() ?? [])].map((key) => key.split(" ")[0])).size > 1)
})
