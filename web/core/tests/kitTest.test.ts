import "fake-indexeddb/auto"
import type { SignatureKey } from "@sotto/mls"
import { IDBFactory } from "fake-indexeddb"
import * as v from "valibot"
import { beforeEach, expect, test } from "vitest"
import { KitMismatch } from "../src/accounts/enterKit.ts"
import { kitReminder, testKit } from "../src/accounts/kitTest.ts"
import type { Office } from "../src/accounts/office.ts"
import { newRootSeed, rootFromSeed } from "../src/accounts/rootKey.ts"
import { StaffKeys } from "../src/accounts/staffKeys.ts"
import { StaffApi } from "../src/api/staffApi.ts"
import { fromBase64Url } from "../src/base64.ts"
import { publicKeyOf } from "../src/jose.ts"
import { encodeKit, KitError } from "../src/kit.ts"
import { RootChanged } from "../src/store/settings.ts"
import { FakeLocks } from "./fixtures/fakeLocks.ts"
import { FakeServer, json } from "./fixtures/fakeServer.ts"
import { DAY, DEVICE, fixedId, fixedKey, NOW, ORGANISATION, OWNER } from "./fixtures/people.ts"

const AT = new Date(NOW).toISOString()
const CALL = "POST /v1/kit/tests"
let server: FakeServer
let kit: string
let root: SignatureKey

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  const seed = newRootSeed()
  kit = await encodeKit(seed)
  root = await rootFromSeed(seed)
  const lastTest = { at: AT, by: OWNER, name: "Ada" }
  server = new FakeServer().on(CALL, () => json(200, { madeAt: AT, lastTest }))
})

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

test("a kit that holds the root is shown to be there by a proof, and does not leave the browser", async () => {
  expect(await testKit(await office(), kit.toLowerCase())).toMatchObject({ lastTest: { at: NOW, by: OWNER } })
  const { proof } = v.parse(v.strictObject({ proof: v.string() }), server.last(CALL).body)
  const [header = "", claims = ""] = proof.split(".")
  const text = (part: string) => JSON.parse(new TextDecoder().decode(fromBase64Url(part)))
  expect(publicKeyOf(text(header).jwk)).toEqual(new Uint8Array(root.publicKey))
  expect(text(claims)).toMatchObject({ htm: "POST", htu: "https://chat.example/v1/kit/tests" })
  const seen = JSON.stringify(server.seen)
  expect(seen).not.toContain(kit)
  expect(seen).not.toContain(kit.slice(0, 9))
})

test("a mistyped kit, another organisation's, and a root that is not the pinned one send nothing", async () => {
  const at = await office()
  await expect(testKit(at, kit.slice(5))).rejects.toBeInstanceOf(KitError)
  const other = newRootSeed()
  const foreign = await encodeKit(Uint8Array.from(other))
  await expect(testKit(at, foreign)).rejects.toBeInstanceOf(KitMismatch)
  // A server that shows a root of its own making would have somebody's wrong kit pass.
  const lying = await office((await rootFromSeed(other)).publicKey)
  await expect(testKit(lying, foreign)).rejects.toBeInstanceOf(RootChanged)
  expect(server.seen).toEqual([])
})

test("the owner is reminded on days 1, 7 and 30 until the kit was tested since", () => {
  const on = (day: number, tested?: number) => {
    const lastTest = tested === undefined ? null : { at: NOW + tested * DAY, by: OWNER, name: "Ada" }
    return kitReminder({ madeAt: NOW, lastTest }, NOW + day * DAY)
  }
  expect([0, 0.99, 1, 6.9, 7, 29, 30, 400].map((day) => on(day))).toEqual([
    ...[undefined, undefined, 1, 1, 7, 7, 30, 30],
  ])
  expect(on(2, 0.5)).toBe(1)
  expect([2, 6.9, 7].map((day) => on(day, 1))).toEqual([undefined, undefined, 7])
  expect([8, 30, 31].map((day) => on(day, 7.5))).toEqual([undefined, 30, 30])
  expect([30, 400].map((day) => on(day, 30))).toEqual([undefined, undefined])
})
