import { IDBFactory } from "fake-indexeddb"
import { afterEach, beforeEach, expect, test } from "vitest"
import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import type { PlacedRow } from "../../src/conversation/step.ts"
import { newId } from "../../src/ids.ts"
import { type History, partsOf, sealPart } from "../../src/vault/history.ts"
import type { Vault } from "../../src/vault/ownVault.ts"
import { vaultKeyOf } from "../../src/vault/vaultKey.ts"
import { newCodeWay, passkeyWay, unwrapSeed } from "../../src/vault/vaultWays.ts"
import type { Desk } from "../../src/views.ts"
import { Browser, texts, until, World } from "./world.ts"

const CONVERSATIONS = 50
const ROWS = 20
const LIMIT = 10_000

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

function historyOf(conversation: number, inbox: string, now: number): History {
  const customer = {
    id: newId("cus"),
    name: `Hugo ${conversation}`,
    kind: "customer",
    lapsed: false,
  } as const
  const row = (index: number): PlacedRow["row"] => ({
    ...{ kind: "message", id: newId("msg"), at: now, author: customer, mine: false, state: "delivered" },
    text: `Line ${index} of conversation ${conversation}, about as long as what people write to a help desk.`,
  })
  return {
    ...{ inbox, customer },
    rows: Array.from({ length: ROWS }, (_, index) => ({ sequence: index + 1, part: 0, row: row(index) })),
  }
}

/** Puts conversations into the vault as another browser of this person would have. */
async function fill(user: string): Promise<readonly string[]> {
  const held = world.server.vaults.held.get(user)
  const way = await passkey()
  const wrapped = held?.ways.find(({ id }) => id === way.id)?.wrapped
  if (held === undefined || wrapped === undefined) throw new Error("no vault")
  const key = await vaultKeyOf(await unwrapSeed(held.id, way, fromBase64Url(wrapped)))
  const ids = Array.from({ length: CONVERSATIONS }, () => newId("cnv"))
  for (const [index, conversation] of ids.entries()) {
    const history = historyOf(index, world.inbox, world.server.now())
    for (const [part, each] of partsOf(history).entries()) {
      const sealed = await sealPart(key, { vault: held.id, conversation, part }, 1, each)
      held.parts.set(`${conversation} ${part}`, { number: 1, sealed: toBase64Url(sealed) })
    }
  }
  return ids
}

test("a wiped browser reads 50 conversations with 1,000 rows in under ten seconds", {
  timeout: 120_000,
}, async () => {
  const { desk: first, user } = await world.hire("Ada")
  await vaultOf(first).begin([await passkey(), await newCodeWay()])
  await until(() => vaultOf(first).value.savedAt !== undefined)
  const ids = await fill(user)
  globalThis.indexedDB = new IDBFactory()
  const desk = await world.openDesk(user, "Ada", new Browser(world, user))
  await world.certify(user, "Ada")
  await until(() => desk.value.phase === "ready" && vaultOf(desk).value.state !== "unknown")

  const since = performance.now()
  await vaultOf(desk).openWith(await passkey())
  await expect.poll(() => vaultOf(desk).value.savedAt, { timeout: 60_000, interval: 20 }).toBeDefined()
  await desk.open(ids.at(-1) ?? "")
  const shown = texts(desk.value.open)
  const taken = performance.now() - since

  expect(shown.length).toBe(ROWS)
  expect(shown[0]).toContain(`conversation ${CONVERSATIONS - 1},`)
  expect(desk.value.conversations.length).toBe(CONVERSATIONS)
  expect(taken).toBeLessThan(LIMIT)
})
