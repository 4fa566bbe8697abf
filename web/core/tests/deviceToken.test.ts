import { beforeEach, expect, test } from "vitest"
import { DeviceToken, type MintedToken } from "../src/api/deviceToken.ts"
import { TokenTabs } from "../src/sync/tokenTabs.ts"
import { Browser, World } from "./clients/world.ts"
import { NOW } from "./fixtures/people.ts"

const MINUTE = 60_000
let browser: Browser
let now: number
/** How far the server's clock is ahead of this machine's. */
let ahead: number
let minted: number

beforeEach(async () => {
  browser = new Browser(await World.create())
  now = NOW
  ahead = 0
  minted = 0
})

function tab(mint: () => Promise<MintedToken> = server): DeviceToken {
  return new DeviceToken(mint, () => now, new TokenTabs("token", browser.environment()))
}

async function server(): Promise<MintedToken> {
  minted += 1
  return { value: `token-number-${minted}`, expiresAt: now + ahead + 5 * MINUTE }
}

test("a tab that minted tells the others at once: none uses the token that was replaced", async () => {
  const one = tab()
  const two = tab()
  expect([await one.get(), await two.get()]).toEqual(["token-number-1", "token-number-1"])
  now += 1_000
  expect(await one.replace("token-number-1")).toBe("token-number-2")
  expect(await two.get()).toBe("token-number-2")
  expect(minted).toBe(2)
})

test("a tab that slept through a renewal hears of it before it uses what it holds", async () => {
  const one = tab()
  const asleep = tab()
  await one.get()
  await asleep.get()
  now += 10_000
  const renewed = one.replace("token-number-1")
  expect([await renewed, await asleep.get()]).toEqual(["token-number-2", "token-number-2"])
})

test("an older token that comes late from another tab changes nothing", async () => {
  const channel = browser.openChannel("token", () => undefined)
  const one = tab()
  await one.get()
  now += 1_000
  await one.replace("token-number-1")
  channel.post({ kind: "token", value: "token-number-1", expiresAt: NOW + 1, goodUntil: NOW + 9 * MINUTE })
  channel.post({ kind: "token", value: "not-a-token-note", expiresAt: now + 99 * MINUTE })
  expect(await one.get()).toBe("token-number-2")
})

test.each([
  ["slow", 3 * MINUTE],
  ["fast", -3 * MINUTE],
])("a clock that is three minutes %s renews after four minutes all the same", async (_, difference) => {
  ahead = difference
  const one = tab()
  await one.get()
  now += 4 * MINUTE - 1
  expect(await one.get()).toBe("token-number-1")
  now += 1
  expect(await one.get()).toBe("token-number-2")
})

test("a token is as old as the request for it, however late the answer comes", async () => {
  const slow = tab(async () => {
    const token = await server()
    now += MINUTE
    return token
  })
  await slow.get()
  now += 3 * MINUTE
  expect(await slow.get()).toBe("token-number-2")
})
