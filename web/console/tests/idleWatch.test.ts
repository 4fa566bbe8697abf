import { Offline } from "@sotto/core"
import { beforeEach, describe, expect, it } from "vitest"
import { type IdleOptions, IdleWatch } from "../src/shell/IdleWatch.ts"

const MINUTE = 60_000
let now: number
let timers: { at: number; work: () => void }[]
let told: number
/** What the server would answer. */
let idleUntil: number | undefined

beforeEach(() => {
  now = 0
  timers = []
  told = 0
  idleUntil = 60 * MINUTE
})

function watch(more: Partial<IdleOptions> = {}): IdleWatch {
  return new IdleWatch({
    idleUntil: 60 * MINUTE,
    expiresAt: 720 * MINUTE,
    tell: async () => {
      told += 1
      idleUntil = now + 60 * MINUTE
      return idleUntil
    },
    ask: async () => idleUntil,
    now: () => now,
    after: (milliseconds, work) => {
      const timer = { at: now + milliseconds, work }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    ...more,
  })
}

async function passUntil(end: number): Promise<void> {
  for (;;) {
    const next = timers.toSorted((one, other) => one.at - other.at)[0]
    if (next === undefined || next.at > end) break
    timers = timers.filter((other) => other !== next)
    now = next.at
    next.work()
    await Promise.resolve().then(() => undefined)
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  now = end
}

describe("staying signed in", () => {
  it("tells the server at most once a minute that somebody is there", () => {
    const idle = watch()
    for (const at of [0, 1_000, 59_999, 60_000, 61_000]) {
      now = at
      idle.did()
    }
    expect(told).toBe(2)
  })

  it("warns five minutes before the end and counts down", async () => {
    const idle = watch()
    await passUntil(54 * MINUTE)
    expect(idle.value).toEqual({ kind: "calm" })
    await passUntil(55 * MINUTE)
    expect(idle.value).toEqual({ kind: "idling", minutes: 5 })
    await passUntil(58 * MINUTE + 30_000)
    expect(idle.value).toEqual({ kind: "idling", minutes: 2 })
  })

  it("is calm again when the person stays", async () => {
    const idle = watch()
    await passUntil(56 * MINUTE)
    await idle.stay()
    expect(idle.value).toEqual({ kind: "calm" })
    await passUntil(56 * MINUTE + 55 * MINUTE)
    expect(idle.value).toEqual({ kind: "idling", minutes: 5 })
  })

  it("asks before it warns: work in another tab keeps this one calm", async () => {
    const idle = watch()
    idleUntil = 100 * MINUTE
    await passUntil(94 * MINUTE)
    expect(idle.value).toEqual({ kind: "calm" })
  })

  it("says that the session has ended when the server says so, and then asks no more", async () => {
    const idle = watch()
    await passUntil(57 * MINUTE)
    idleUntil = undefined
    await passUntil(61 * MINUTE)
    expect(idle.value).toEqual({ kind: "ended" })
    expect(timers).toEqual([])
  })

  it("does not take a lost connection for the end", async () => {
    const idle = watch({ ask: () => Promise.reject(new Offline("gone")) })
    await passUntil(62 * MINUTE)
    expect(idle.value).toEqual({ kind: "idling", minutes: 1 })
  })

  it("promises nothing at the end of the session's full length", async () => {
    const idle = watch({ expiresAt: 60 * MINUTE, idleUntil: 60 * MINUTE })
    await passUntil(56 * MINUTE)
    expect(idle.value).toEqual({ kind: "ending", minutes: 4 })
  })

  it("shows nothing after it was closed", async () => {
    const idle = watch()
    idle.close()
    await passUntil(70 * MINUTE)
    expect(idle.value).toEqual({ kind: "calm" })
  })
})
