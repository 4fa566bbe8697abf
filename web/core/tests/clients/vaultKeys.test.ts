import { IDBFactory } from "fake-indexeddb"
import { afterEach, beforeEach, expect, test } from "vitest"
import { StaffKeys } from "../../src/accounts/staffKeys.ts"
import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import type { Vault } from "../../src/vault/deskVault.ts"
import { openFor, VaultDamaged, vaultKeyOf } from "../../src/vault/vaultKey.ts"
import { openKeys, sealKeys } from "../../src/vault/vaultKeys.ts"
import { openRoot } from "../../src/vault/vaultRoot.ts"
import { newCodeWay, passkeyWay, unwrapSeed } from "../../src/vault/vaultWays.ts"
import type { Desk } from "../../src/views.ts"
import { Browser, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

const passkey = () => passkeyWay(Uint8Array.of(7, 8), new Uint8Array(32).fill(9))

function vaultOf(desk: Desk): Vault {
  if (desk.vault === undefined) throw new Error("the desk did not open")
  return desk.vault
}

/** The vault and its keys as the server has them. */
function heldBy(user: string) {
  const held = world.server.vaults.held.get(user)
  if (held?.keys === undefined) throw new Error("no keys yet")
  return { held, keys: held.keys }
}

async function identityHere(user: string): Promise<Uint8Array | undefined> {
  const keys = await StaffKeys.open()
  const held = await keys.vault(user).finally(() => keys.close())
  return held?.identity?.publicKey
}

async function agentWithVault() {
  const { desk, user } = await world.hire("Ada")
  await vaultOf(desk).begin([await passkey(), await newCodeWay()])
  await until(() => vaultOf(desk).value.savedAt !== undefined)
  return { desk, user }
}

async function onNewBrowser(user: string): Promise<Desk> {
  globalThis.indexedDB = new IDBFactory()
  const desk = await world.openDesk(user, "Ada", new Browser(world, user))
  await world.certify(user, "Ada")
  await until(() => desk.value.phase === "ready" && vaultOf(desk).value.state !== "unknown")
  return desk
}

/** What the vault key of this vault's passkey opens, as only its owner could. */
async function opened(user: string) {
  const { held, keys } = heldBy(user)
  const way = await passkey()
  const wrapped = held.ways.find(({ id }) => id === way.id)?.wrapped ?? ""
  const seed = await unwrapSeed(held.id, way, fromBase64Url(wrapped))
  const key = await vaultKeyOf(seed)
  return { seed, key, record: await openKeys(key, held.id, keys.number, fromBase64Url(keys.sealed)) }
}

test("a vault gets an identity as it begins, and every browser that opens it has the same one as a handle", async () => {
  const { user } = await agentWithVault()
  const first = await identityHere(user)
  expect(first?.length).toBe(32)
  expect(fromBase64Url(heldBy(user).keys.sealed).length).toBe(4096 + 1 + 12 + 16)
  const desk = await onNewBrowser(user)
  await vaultOf(desk).openWith(await passkey())
  await until(() => vaultOf(desk).value.savedAt !== undefined)
  expect(await identityHere(user)).toEqual(first)
  expect(heldBy(user).keys.number).toBe(1)
  const keys = await StaffKeys.open()
  const held = await keys.vault(user).finally(() => keys.close())
  expect(held?.identity?.privateKey.extractable).toBe(false)
})

test("a vault from before there were keys gets its identity when it is next opened", async () => {
  const { user } = await agentWithVault()
  delete heldBy(user).held.keys
  const desk = await onNewBrowser(user)
  await vaultOf(desk).openWith(await passkey())
  await until(() => vaultOf(desk).value.savedAt !== undefined)
  expect(heldBy(user).keys.number).toBe(1)
  expect(await identityHere(user)).toBeDefined()
})

test("keys that are withheld or older raise an alarm, and a browser puts back what it knows", async () => {
  const { desk, user } = await agentWithVault()
  const before = await identityHere(user)
  delete heldBy(user).held.keys
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_rolled_back"))
  const { record } = await opened(user)
  await vaultOf(desk).openWith(await passkey())
  expect(record.identity.length).toBe(32)
  expect(await identityHere(user)).toEqual(before)
})

test("keys under another number than they were sealed for do not open, and nothing is written over them", async () => {
  const { desk, user } = await agentWithVault()
  const { held, keys } = heldBy(user)
  const before = await identityHere(user)
  held.keys = { ...keys, number: 2 }
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_damaged"))
  expect(heldBy(user).keys).toEqual({ ...keys, number: 2 })
  expect(await identityHere(user)).toEqual(before)
})

test("keys with another identity are not believed by a browser that has seen the vault's", async () => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  const before = await identityHere(user)
  const { key } = await opened(user)
  const other = { version: 1, identity: new Uint8Array(32).fill(3) } as const
  const sealed = toBase64Url(await sealKeys(key, held.id, 2, other))
  held.keys = { number: 2, holdsRoot: false, sealed }
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_damaged"))
  expect(heldBy(user).keys.sealed).toBe(sealed)
  expect(await identityHere(user)).toEqual(before)
})

test("keys of names that this version does not know stay when it writes", async () => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  const { key, record } = await opened(user)
  const richer = { ...record, release: [new Uint8Array(32).fill(4)], archive: { inbox: "inb" } }
  held.keys = {
    ...{ number: 2, holdsRoot: false },
    sealed: toBase64Url(await sealKeys(key, held.id, 2, richer)),
  }
  await vaultOf(desk).keepRoot(await passkey(), new Uint8Array(32).fill(5))
  const after = await opened(user)
  expect(after.record).toMatchObject({ release: richer.release, archive: richer.archive })
  expect(held.keys).toMatchObject({ number: 3, holdsRoot: true })
})

test("the root comes out with a way in alone: the key that browsers keep does not open it", async () => {
  const { desk, user } = await agentWithVault()
  const root = new Uint8Array(32).fill(5)
  await vaultOf(desk).keepRoot(await passkey(), root)
  expect(vaultOf(desk).value.holdsRoot).toBe(true)
  const { seed, key, record } = await opened(user)
  const sealed = record.root ?? new Uint8Array(0)
  const { held } = heldBy(user)
  expect(await openRoot(seed, held.id, sealed)).toEqual(root)
  await expect(openFor(key, `sotto vault root 1 ${held.id}`, 0, sealed)).rejects.toBeInstanceOf(VaultDamaged)
  await expect(openRoot(seed, "vlt_other", sealed)).rejects.toBeInstanceOf(VaultDamaged)

  await vaultOf(desk).removeRoot()
  expect(vaultOf(desk).value.holdsRoot).toBe(false)
  expect((await opened(user)).record.root).toBeUndefined()
  expect((await opened(user)).record.identity).toEqual(record.identity)
})

test("of two browsers that write at once, one tries again on top of the other", async () => {
  const { desk: first, user } = await agentWithVault()
  const { held } = heldBy(user)
  const { key, record } = await opened(user)
  const theirs = { ...record, later: 1 }
  const look = world.server.vaults
  const sealed = toBase64Url(await sealKeys(key, held.id, 2, theirs))
  look.beforeKeys = () => {
    look.beforeKeys = undefined
    held.keys = { number: 2, holdsRoot: false, sealed }
  }
  const root = new Uint8Array(32).fill(5)
  await expect(vaultOf(first).keepRoot(await passkey(), root)).rejects.toMatchObject({ code: "conflict" })
  expect(heldBy(user).keys.number).toBe(2)
  await vaultOf(first).keepRoot(await passkey(), root)
  expect((await opened(user)).record).toMatchObject({ later: 1 })
})
