import "fake-indexeddb/auto"
import type { SignatureKey } from "@sotto/mls"
import { IDBFactory } from "fake-indexeddb"
import { beforeEach, expect, test } from "vitest"
import { KitMismatch } from "../src/accounts/enterKit.ts"
import { issuerOf, type Office } from "../src/accounts/office.ts"
import { enterByVault, keepRootInVault } from "../src/accounts/rootInVault.ts"
import { newRootSeed, rootFromSeed } from "../src/accounts/rootKey.ts"
import { StaffKeys } from "../src/accounts/staffKeys.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import { toBase64Url } from "../src/base64.ts"
import { encodeKit, KitError } from "../src/kit.ts"
import { RootChanged } from "../src/store/settings.ts"
import { NoWayIn } from "../src/vault/noWayIn.ts"
import { newVaultSeed, VaultDamaged } from "../src/vault/vaultKey.ts"
import { sealRoot } from "../src/vault/vaultRoot.ts"
import { newCodeWay, passkeyWay, wrapSeed } from "../src/vault/vaultWays.ts"
import { FakeLocks } from "./fixtures/fakeLocks.ts"
import { FakeServer, json } from "./fixtures/fakeServer.ts"
import { DEVICE, fixedId, fixedKey, NOW, ORGANISATION, OWNER } from "./fixtures/people.ts"

const OPEN = "POST /v1/vault/root/open"
const VAULT = fixedId("vlt", 1)
const NUMBER = 3
let server: FakeServer
let seed: Uint8Array<ArrayBuffer>
let root: SignatureKey

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  seed = newRootSeed()
  root = await rootFromSeed(seed)
  server = new FakeServer()
    .on("POST /v1/issuers", () => json(201, {}))
    .on("POST /v1/revocations", () => json(201, {}))
})

const passkey = () => passkeyWay(Uint8Array.of(7), new Uint8Array(32).fill(9))

async function office(shown = root.publicKey): Promise<Office> {
  const options = { origin: "https://chat.example", key: await fixedKey(41), device: DEVICE, now: () => NOW }
  return {
    api: new StaffApi({ ...options, fetch: server.fetch }),
    keys: await StaffKeys.open(),
    session: {
      user: { id: OWNER, name: "Ada", role: "owner" },
      organisation: { id: ORGANISATION, name: "Example", root: new Uint8Array(shown) },
      ...{ inboxes: [], publicOrigin: "https://chat.example", method: "passkey" as const },
      ...{ id: fixedId("ses", 1), expiresAt: NOW, idleUntil: NOW, freshUntil: NOW },
    },
    ...{ now: () => NOW, locks: new FakeLocks() },
  }
}

/** What the server gives of a vault that the passkey opens and that holds this root. */
async function vaultWith(held: Uint8Array) {
  const vaultSeed = newVaultSeed()
  const sealed = await sealRoot(vaultSeed, VAULT, NUMBER, held)
  const way = await wrapSeed(VAULT, await passkey(), vaultSeed)
  const reply = {
    ...{ vault: VAULT, number: NUMBER, sealed: toBase64Url(sealed) },
    ways: [{ id: way.id, wrapped: toBase64Url(way.wrapped) }],
  }
  server.on(OPEN, () => json(200, reply))
  return reply
}

test("a browser becomes an issuer with the root in the vault, and nothing of it is sent or kept", async () => {
  await vaultWith(seed)
  const here = await office()
  const way = await passkey()
  await enterByVault(here, way)
  const issuer = await issuerOf(here)
  expect(issuer?.verified.user).toBe(OWNER)
  expect(issuer?.key.privateKey.extractable).toBe(false)
  expect(issuer?.key.publicKey).not.toEqual(root.publicKey)
  expect(way.secret).toEqual(new Uint8Array(32))
  expect(JSON.stringify(server.seen)).not.toContain(toBase64Url(seed))
})

test("a vault that holds another root, or none, makes no issuer", async () => {
  const here = await office()
  await vaultWith(newRootSeed())
  await expect(enterByVault(here, await passkey())).rejects.toBeInstanceOf(KitMismatch)
  server.on(OPEN, () => json(404, { code: "not_found" }))
  await expect(enterByVault(here, await passkey())).rejects.toMatchObject({ code: "not_found" })
  // A server that shows a root of its own making and a vault with it.
  const own = newRootSeed()
  await vaultWith(own)
  const lying = await office((await rootFromSeed(own)).publicKey)
  await expect(enterByVault(lying, await passkey())).rejects.toBeInstanceOf(RootChanged)
  expect(await issuerOf(here)).toBeUndefined()
  expect(server.seen.filter(({ call }) => call === "POST /v1/issuers")).toEqual([])
})

test("what the server changed, and what is no way into this vault, open nothing", async () => {
  const here = await office()
  const reply = await vaultWith(seed)
  const other = await passkeyWay(Uint8Array.of(7), new Uint8Array(32).fill(1))
  await expect(enterByVault(here, other)).rejects.toBeInstanceOf(VaultDamaged)
  await expect(enterByVault(here, await newCodeWay())).rejects.toBeInstanceOf(NoWayIn)
  for (const changed of [{ number: NUMBER + 1 }, { vault: fixedId("vlt", 2) }]) {
    server.on(OPEN, () => json(200, { ...reply, ...changed }))
    await expect(enterByVault(here, await passkey())).rejects.toBeInstanceOf(VaultDamaged)
  }
  expect(await issuerOf(here)).toBeUndefined()
})

test("a mistyped kit and another organisation's are not put into a vault", async () => {
  const here = await office()
  const kept: Uint8Array[] = []
  const vault = {
    keepRoot: async (_: unknown, held: Uint8Array) => {
      kept.push(held.slice())
    },
  }
  const kit = await encodeKit(Uint8Array.from(seed))
  const foreign = await encodeKit(newRootSeed())
  const way = await passkey()
  await expect(keepRootInVault(here, vault, kit.slice(5), way)).rejects.toBeInstanceOf(KitError)
  await expect(keepRootInVault(here, vault, foreign, await passkey())).rejects.toBeInstanceOf(KitMismatch)
  expect(kept).toEqual([])
  expect(way.secret).toEqual(new Uint8Array(32))
  await keepRootInVault(here, vault, kit, await passkey())
  expect(kept).toEqual([seed])
})
