import { beforeEach, describe, expect, it } from "vitest"
import { ScreenLock } from "../src/lock/ScreenLock.ts"

const SECOND = 1000
const MINUTE = 60 * SECOND

let now: number
let timers: { at: number; work: () => void }[]
let stored: Map<string, string>
let tabs: ScreenLock[]

beforeEach(() => {
  now = 1_000_000
  timers = []
  stored = new Map()
  tabs = []
})

/** Like localStorage, it tells every tab but the one that changed something. */
function memoryOf(self: () => ScreenLock | undefined) {
  const changed = () => {
    for (const tab of tabs) if (tab !== self()) tab.heard()
  }
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (stored.get(key) === value) return
      stored.set(key, value)
      changed()
    },
    removeItem: (key: string) => {
      if (stored.delete(key)) changed()
    },
  }
}

/** A page that has just been loaded. */
function load(): ScreenLock {
  let self: ScreenLock | undefined
  self = new ScreenLock({
    memory: memoryOf(() => self),
    now: () => now,
    after: (milliseconds, work) => {
      const timer = { at: now + milliseconds, work }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  })
  tabs.push(self)
  return self
}

/** A tab that shows the console. */
function open(): ScreenLock {
  const tab = load()
  tab.watch()
  return tab
}

function pass(milliseconds: number): void {
  const end = now + milliseconds
  for (;;) {
    const next = timers.toSorted((one, other) => one.at - other.at)[0]
    if (next === undefined || next.at > end) break
    timers = timers.filter((other) => other !== next)
    now = next.at
    next.work()
  }
  now = end
}

describe("a console that nobody uses", () => {
  it("locks after two minutes, without anybody having chosen anything", () => {
    const lock = open()
    pass(2 * MINUTE - 1)
    expect(lock.value).toBe("open")
    pass(1)
    expect(lock.value).toBe("locked")
  })

  it("stays open as long as somebody does something", () => {
    const lock = open()
    for (let second = 0; second < 600; second++) {
      pass(SECOND)
      expect(lock.did()).toBe(true)
    }
    pass(2 * MINUTE - 1)
    expect(lock.value).toBe("open")
    pass(SECOND)
    expect(lock.value).toBe("locked")
  })

  it.each([
    ["1", 1],
    ["5", 5],
    ["15", 15],
  ] as const)("locks after %s minutes where that was chosen", (chosen, minutes) => {
    const lock = open()
    lock.lockAfter = chosen
    pass(minutes * MINUTE - 1)
    expect(lock.value).toBe("open")
    pass(1)
    expect(lock.value).toBe("locked")
  })

  it("never locks by itself where that was chosen, and at once when asked", () => {
    const lock = open()
    lock.lockAfter = "never"
    pass(1000 * MINUTE)
    expect(lock.value).toBe("open")
    lock.lock()
    expect(lock.value).toBe("locked")
  })

  it("takes what it cannot read for the two minutes", () => {
    stored.set("sotto.console.lockAfter", "1e9")
    expect(load().lockAfter).toBe("2")
  })

  it("does not take the first key after a sleep for the person who left", () => {
    const lock = open()
    now += 3 * MINUTE // no timer ran
    expect(lock.did()).toBe(false)
    expect(lock.value).toBe("locked")
  })

  it("looks at the clock when the page is seen again", () => {
    const lock = open()
    now += 3 * MINUTE
    lock.heard()
    expect(lock.value).toBe("locked")
  })

  it("is not opened by anything that is pressed", () => {
    const lock = open()
    lock.lock()
    expect(lock.did()).toBe(false)
    pass(10 * MINUTE)
    expect(lock.value).toBe("locked")
  })

  it("is opened by who proves who they are, and locks again", () => {
    const lock = open()
    pass(5 * MINUTE)
    lock.unlock()
    expect(lock.value).toBe("open")
    lock.watch()
    pass(2 * MINUTE)
    expect(lock.value).toBe("locked")
  })
})

describe("two tabs of one browser", () => {
  it("stay open while somebody works in one of them", () => {
    const one = open()
    const other = open()
    for (let turn = 0; turn < 20; turn++) {
      pass(MINUTE)
      one.did()
    }
    expect(other.value).toBe("open")
    pass(2 * MINUTE)
    expect([one.value, other.value]).toEqual(["locked", "locked"])
  })

  it("lock together", () => {
    const one = open()
    const other = open()
    one.lock()
    expect(other.value).toBe("locked")
  })

  it("go by what was chosen last, in whichever", () => {
    const one = open()
    const other = open()
    one.lockAfter = "15"
    pass(14 * MINUTE)
    other.lockAfter = "1"
    pass(MINUTE)
    expect([one.value, other.value]).toEqual(["locked", "locked"])
  })

  it("ask the server who is here before the second one opens", () => {
    const one = open()
    const other = open()
    one.lock()
    one.unlock()
    expect([one.value, other.value]).toEqual(["open", "freed"])
    expect(other.did()).toBe(false)
    other.resume()
    expect(other.value).toBe("open")
  })

  it("do not lock one another by repeating what they hear", () => {
    const one = open()
    const other = open()
    one.lock()
    stored.set("sotto.console.locked", "as it was")
    other.heard()
    expect(other.value).toBe("locked")
    expect(stored.get("sotto.console.locked")).toBe("as it was")
  })

  it("lock again when that happens while the second one still asks", () => {
    const one = open()
    const other = open()
    one.lock()
    one.unlock()
    one.lock()
    expect(other.value).toBe("locked")
    other.resume()
    expect(other.value).toBe("locked")
  })
})

describe("a page that is loaded", () => {
  it("is locked when it was locked before: by a reload, another tab, or an address typed in", () => {
    open().lock()
    tabs = []
    expect(load().value).toBe("locked")
    expect(load().value).toBe("locked")
  })

  it("is locked when nobody has been active for too long, and tells open tabs", () => {
    open().did()
    timers = [] // the browser was closed
    tabs = []
    now += 2 * MINUTE
    expect(load().value).toBe("locked")
  })

  it("is open when somebody was there a moment ago, and does not begin to count anew", () => {
    open().did()
    timers = []
    tabs = []
    now += MINUTE
    const lock = open()
    expect(lock.value).toBe("open")
    pass(MINUTE)
    expect(lock.value).toBe("locked")
  })

  it("is open after nobody was signed in", () => {
    const lock = open()
    lock.lock()
    lock.forget()
    now += 60 * MINUTE
    expect(load().value).toBe("open")
  })
})

it("keeps nothing but a flag, a time and a choice", () => {
  const lock = open()
  lock.lockAfter = "5"
  lock.lock()
  expect(Object.fromEntries(stored)).toEqual({
    "sotto.console.locked": "1",
    "sotto.console.lastActive": "1000000",
    "sotto.console.lockAfter": "5",
  })
})
