import { IDBFactory } from "fake-indexeddb"
import * as v from "valibot"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { StaffKeys } from "../../src/accounts/staffKeys.ts"
import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { deskStoreName } from "../../src/desk.ts"
import { TABLES } from "../../src/store/records.ts"
import { Store } from "../../src/store/store.ts"
import { openCertifying } from "../../src/vault/certifyingKeys.ts"
import { NoWayIn } from "../../src/vault/noWayIn.ts"
import type { Vault } from "../../src/vault/ownVault.ts"
import { newVaultSeed, openFor, VaultDamaged, vaultKeyOf } from "../../src/vault/vaultKey.ts"
import { openKeys, sealKeys, type VaultKeys } from "../../src/vault/vaultKeys.ts"
import { VaultGone } from "../../src/vault/vaultSync.ts"
import { newCodeWay, passkeyWay, unwrapSeed, wrapSeed } from "../../src/vault/vaultWays.ts"
import type { Desk } from "../../src/views.ts"
import { problem } from "./serverReplies.ts"
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

test("other keys under the number that a browser has seen raise an alarm; those of another identity are refused", async () => {
  const { desk, user } = await agentWithVault()
  const before = await identityHere(user)
  const { seed, key, record } = await opened(user)
  const { held, keys } = heldBy(user)
  held.keys = { ...keys, sealed: toBase64Url(await sealKeys(key, held.id, keys.number, record)) }
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_rolled_back"))
  expect(desk.value.alarms.map(({ rule }) => rule)).toEqual(["vault_rolled_back"])
  const others = { ...record, identity: new Uint8Array(32).fill(5) }
  held.keys = { ...keys, sealed: toBase64Url(await sealKeys(key, held.id, keys.number, others)) }
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_damaged"))
  expect(await identityHere(user)).toEqual(before)
  seed.fill(0)
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
  held.keys = { number: 2, sealed }
  await desk.checkCertificate()
  await until(() => desk.value.alarms.some(({ rule }) => rule === "vault_damaged"))
  expect(heldBy(user).keys.sealed).toBe(sealed)
  expect(await identityHere(user)).toEqual(before)
})

test("keys of names that this version does not know stay when it puts them back", async () => {
  const { desk, user } = await agentWithVault()
  const { held, keys } = heldBy(user)
  const { key, record } = await opened(user)
  const richer = { ...record, release: [new Uint8Array(32).fill(4)], archive: { inbox: "inb" } }
  held.keys = { number: 2, sealed: toBase64Url(await sealKeys(key, held.id, 2, richer)) }
  const before = vaultOf(desk).value.savedAt
  world.advance(1)
  await desk.checkCertificate()
  await until(() => vaultOf(desk).value.savedAt !== before)
  held.keys = keys
  await desk.checkCertificate()
  await until(() => heldBy(user).keys.number === 2)
  expect((await opened(user)).record).toMatchObject({ release: richer.release, archive: richer.archive })
})

const ROOT = new Uint8Array(32).fill(5)
const rootAlone = async () => ({ root: ROOT.slice() })
const issuerAlone = async () => ({ issuer: { seed: ROOT.slice(), certificate: "a.b.c" } })

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** What the desk's store of this browser holds, opened. */
async function everythingStored(user: string): Promise<string> {
  const store = await Store.inBrowser(deskStoreName(user))
  try {
    const all = TABLES.map((name) => store.range({ name, schema: v.unknown() }, { prefix: [] }))
    return JSON.stringify(await Promise.all(all), (_, value) =>
      value instanceof Uint8Array ? hex(value) : typeof value === "bigint" ? `${value}` : value,
    )
  } finally {
    store.close()
  }
}

function alarmsOf(desk: Desk) {
  return desk.value.alarms.map(({ rule }) => rule)
}

test("the root comes out with a way in alone: the key that browsers keep does not open it", async () => {
  const { desk, user } = await agentWithVault()
  await vaultOf(desk).keepRoot(await passkey(), rootAlone)
  expect(vaultOf(desk).value.certifies).toBe("root")
  const { seed, key, record } = await opened(user)
  const { held } = heldBy(user)
  const { number, sealed: text = "" } = held.root ?? { number: 0 }
  const sealed = fromBase64Url(text)
  expect(number).toBe(1)
  expect((await openCertifying(seed, held.id, 1, sealed)).root).toEqual(ROOT)
  await expect(openFor(key, `sotto vault root 1 ${held.id}`, 1, sealed)).rejects.toBeInstanceOf(VaultDamaged)
  for (const [vault, at] of [["vlt_other", 1] as const, [held.id, 2] as const])
    await expect(openCertifying(seed, vault, at, sealed)).rejects.toBeInstanceOf(VaultDamaged)

  expect(Object.keys(record).sort()).toEqual(["identity", "version"])
  expect(heldBy(user).keys.number).toBe(1)
  await vaultOf(desk).removeRoot()
  expect(vaultOf(desk).value.certifies).toBeUndefined()
  expect(held.root).toEqual({ number: 2 })
  expect((await opened(user)).record).toEqual(record)
})

test("this browser keeps nothing of the root, sealed or not", async () => {
  const { desk, user } = await agentWithVault()
  await vaultOf(desk).keepRoot(await passkey(), rootAlone)
  const sealed = fromBase64Url(heldBy(user).held.root?.sealed ?? "")
  const kept = await everythingStored(user)
  expect(kept).toContain(hex(fromBase64Url(heldBy(user).keys.sealed)))
  expect(kept).not.toContain(hex(sealed))
})

test("this browser alone knows which key it kept", async () => {
  const { desk, user } = await agentWithVault()
  await vaultOf(desk).keepRoot(await passkey(), issuerAlone)
  expect(vaultOf(desk).value.certifies).toBe("issuer")
  const length = heldBy(user).held.root?.sealed?.length
  await vaultOf(desk).keepRoot(await passkey(), rootAlone)
  expect(vaultOf(desk).value.certifies).toBe("root")
  expect(heldBy(user).held.root?.sealed?.length).toBe(length)
  expect(await everythingStored(user)).not.toContain(hex(ROOT))
  const other = await onNewBrowser(user)
  await vaultOf(other).openWith(await passkey())
  expect(vaultOf(other).value.certifies).toBe("either")
})

test("nothing is made for a vault that the way does not open", async () => {
  const { desk, user } = await agentWithVault()
  let made = 0
  const make = () => {
    made += 1
    return rootAlone()
  }
  await expect(vaultOf(desk).keepRoot(await newCodeWay(), make)).rejects.toBeInstanceOf(NoWayIn)
  expect(made).toBe(0)
  expect(heldBy(user).held.root).toBeUndefined()
})

test("of two browsers that keep a root at once, one tries again on top of the other", async () => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  world.server.vaults.beforeKeys = () => {
    world.server.vaults.beforeKeys = undefined
    held.root = { number: 1, sealed: "AAAA" }
  }
  await expect(vaultOf(desk).keepRoot(await passkey(), rootAlone)).rejects.toMatchObject({ code: "conflict" })
  expect(held.root).toEqual({ number: 1, sealed: "AAAA" })
  await vaultOf(desk).keepRoot(await passkey(), rootAlone)
  expect(held.root?.number).toBe(2)
  expect(alarmsOf(desk)).toEqual([])
})

test.each([
  ["without the root that was kept", undefined],
  ["with the root that was taken out since", { number: 1, sealed: "AAAA" }],
  ["that says under the same number that it was never taken out", { number: 2, sealed: "AAAA" }],
])(
  "a restored server %s raises an alarm until the owner acts, and nothing is put back",
  async (_, restored) => {
    const { desk, user } = await agentWithVault()
    const { held } = heldBy(user)
    await vaultOf(desk).keepRoot(await passkey(), rootAlone)
    await vaultOf(desk).removeRoot()
    if (restored === undefined) delete held.root
    else held.root = restored
    await desk.checkCertificate()
    await until(() => alarmsOf(desk).includes("vault_rolled_back"))
    expect(held.root).toEqual(restored)
    expect(vaultOf(desk).value.certifies !== undefined).toBe(restored !== undefined)

    // Whoever missed it sees it when the page is next opened.
    const again = await world.openDesk(user, "Ada", new Browser(world, user))
    await until(() => alarmsOf(again).includes("vault_rolled_back"))
    await vaultOf(again).keepRoot(await passkey(), rootAlone)
    const last = await world.openDesk(user, "Ada", new Browser(world, user))
    await until(() => vaultOf(last).value.savedAt !== undefined)
    expect(alarmsOf(last)).toEqual([])
  },
)

test("another browser that keeps the root or takes it out raises no alarm here", async () => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  for (const root of [{ number: 1, sealed: "AAAA" }, { number: 2 }]) {
    held.root = root
    const before = vaultOf(desk).value.savedAt
    world.advance(1)
    await desk.checkCertificate()
    await until(() => vaultOf(desk).value.savedAt !== before)
  }
  expect(alarmsOf(desk)).toEqual([])
})

test("a root is not sealed for another vault than the one that is open here", async () => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  const seed = newVaultSeed()
  const other = `vlt_${"a".repeat(26)}`
  const wrapped = toBase64Url((await wrapSeed(other, await passkey(), seed)).wrapped)
  const way = { id: (await passkey()).id, wrapped }
  // A server that shows another vault of the same passkey for one moment.
  world.server.vaults.held.set(user, { id: other, ways: [way], parts: new Map() })
  world.server.vaults.afterLook = () => {
    world.server.vaults.afterLook = undefined
    world.server.vaults.held.set(user, held)
  }
  await expect(vaultOf(desk).keepRoot(await passkey(), rootAlone)).rejects.toBeInstanceOf(VaultGone)
  expect(held.root).toBeUndefined()
})

test("a root that would not open is not sent", async () => {
  const { desk, user } = await agentWithVault()
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle)
  const faulty = vi.spyOn(crypto.subtle, "encrypt").mockImplementation(async (...of) => {
    const sealed = await encrypt(...of)
    new Uint8Array(sealed)[0] = (new Uint8Array(sealed)[0] ?? 0) ^ 1
    return sealed
  })
  try {
    await expect(vaultOf(desk).keepRoot(await passkey(), rootAlone)).rejects.toBeInstanceOf(VaultDamaged)
  } finally {
    faulty.mockRestore()
  }
  expect(heldBy(user).held.root).toBeUndefined()
})

test("keys of a newer version are left alone without an alarm, and the history goes in", async () => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  const before = await identityHere(user)
  const { key } = await opened(user)
  const newer = { version: 2, identities: [new Uint8Array(32).fill(3)] } as unknown as VaultKeys
  const sealed = toBase64Url(await sealKeys(key, held.id, 2, newer))
  held.keys = { number: 2, sealed }
  const saved = vaultOf(desk).value.savedAt
  world.advance(1)
  await desk.checkCertificate()
  await until(() => vaultOf(desk).value.savedAt !== saved)
  expect(alarmsOf(desk)).toEqual([])
  expect(held.keys).toEqual({ number: 2, sealed })
  expect(await identityHere(user)).toEqual(before)
})

test.each([0, -2, "2", undefined])(
  "a record of keys of version %s is damaged, not newer",
  async (version) => {
    const { desk, user } = await agentWithVault()
    const { held } = heldBy(user)
    const { key, record } = await opened(user)
    const odd = { ...record, version } as unknown as VaultKeys
    if (version === undefined) delete (odd as { version?: number }).version
    held.keys = { number: 2, sealed: toBase64Url(await sealKeys(key, held.id, 2, odd)) }
    await desk.checkCertificate()
    await until(() => alarmsOf(desk).includes("vault_damaged"))
  },
)

test.each([
  ["forbids", () => problem(403, "forbidden")],
  ["does not know", () => problem(404, "not_found")],
])("a server that %s the keys alone keeps no history out, and it is told", async (_, refuse) => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  world.server.vaults.refuseKeys = refuse
  held.keys = { number: 2, sealed: "AAAA" }
  await (await world.visit({ browser: new Browser(world) })).send("while the keys are refused")
  await until(() => held.parts.size > 0)
  await until(() => alarmsOf(desk).includes("vault_not_saved"))
})

test("while the server puts the keys off, the history goes in, and the keys as soon as it takes them", async () => {
  const { desk, user } = await agentWithVault()
  const { held } = heldBy(user)
  delete held.keys
  world.server.vaults.refuseKeys = () => problem(503, "unavailable")
  await (await world.visit({ browser: new Browser(world) })).send("while the keys have to wait")
  await until(() => held.parts.size > 0)
  expect(alarmsOf(desk)).toEqual([])
  world.server.vaults.refuseKeys = undefined
  await until(() => held.keys !== undefined)
})
