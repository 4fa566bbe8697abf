import { describe, expect, test, vi } from "vitest"
import { Bridge, type BridgeWindow } from "../src/chat/bridge.ts"
import { readToChat } from "../src/chat/readToChat.ts"
import { isFrom, readToPage, type ToChat } from "../src/loader/messages.ts"

type Listener = Parameters<BridgeWindow["addEventListener"]>[1]

/** A chat page in a frame, with what it said to the page around and what it took from it. */
function framed() {
  const listeners: Listener[] = []
  const said: { readonly message: unknown; readonly origin: string }[] = []
  const heard: ToChat[] = []
  const parent = { postMessage: (message: unknown, origin: string) => void said.push({ message, origin }) }
  const bridge = new Bridge(
    { parent, addEventListener: (_, listener) => void listeners.push(listener) },
    { onMessage: (message) => void heard.push(message) },
  )
  const arrive = (data: unknown, origin: string, source: unknown = parent) => {
    for (const listener of listeners) Reflect.apply(listener, undefined, [{ data, origin, source }])
  }
  return { bridge, said, heard, arrive }
}

const company = "https://company.example"

describe("peer failures, row 35: message targets and origins are checked", () => {
  test("the chat page says nothing before the page around has said hello", () => {
    const { bridge, said } = framed()
    bridge.unread(3)
    bridge.close()
    expect(said).toEqual([])
  })

  test("it speaks to the greeting origin only, never to everyone, and catches up", () => {
    const { bridge, said, arrive } = framed()
    bridge.unread(3)
    arrive({ sotto: "hello" }, company)
    bridge.close()
    expect(said).toEqual([
      { message: { sotto: "ready" }, origin: company },
      { message: { sotto: "unread", count: 3 }, origin: company },
      { message: { sotto: "close" }, origin: company },
    ])
  })

  test("another window, another origin, an opaque origin and anything before hello are not heard", () => {
    const { said, heard, arrive } = framed()
    arrive({ sotto: "reset" }, company)
    arrive({ sotto: "hello" }, company, { postMessage: () => undefined })
    arrive({ sotto: "hello" }, "null")
    expect(said).toEqual([])
    arrive({ sotto: "hello" }, company)
    arrive({ sotto: "reset" }, "https://evil.example")
    arrive({ sotto: "hello" }, "https://evil.example")
    arrive({ sotto: "reset" }, company, { postMessage: () => undefined })
    expect(heard).toEqual([])
    expect(said.map((one) => one.origin)).toEqual([company])
  })

  test("a token that nobody asked for reaches nobody", () => {
    const { heard, arrive } = framed()
    arrive({ sotto: "hello" }, company)
    arrive({ sotto: "user", token: "aaa.bbb.ccc" }, company)
    arrive({ sotto: "shown", shown: true }, company)
    expect(heard).toEqual([{ sotto: "shown", shown: true }])
  })

  test("the question for a token waits for the hello, and only the greeting page answers it", async () => {
    const { bridge, said, arrive } = framed()
    const answer = bridge.identify("thumbprint", "org_x")
    expect(said).toEqual([])
    arrive({ sotto: "hello" }, company)
    const message = { sotto: "identify", jkt: "thumbprint", organisation: "org_x" }
    expect(said).toContainEqual({ message, origin: company })
    arrive({ sotto: "user", token: "forged" }, "https://evil.example")
    arrive({ sotto: "user", token: "forged" }, company, { postMessage: () => undefined })
    arrive({ sotto: "user", token: "aaa.bbb.ccc" }, company)
    expect(await answer).toBe("aaa.bbb.ccc")
  })

  test("a page that does not answer is no logged-out person", async () => {
    vi.useFakeTimers()
    const { bridge, arrive } = framed()
    arrive({ sotto: "hello" }, company)
    const answer = bridge.identify("thumbprint", "org_x")
    const refused = expect(answer).rejects.toThrow()
    vi.advanceTimersByTime(20_000)
    await refused
    vi.useRealTimers()
  })

  test("a chat page that stands alone talks to nobody", () => {
    const bridge = new Bridge(undefined, { onMessage: () => expect.unreachable() })
    expect(() => bridge.close()).not.toThrow()
  })

  test("the loader hears its own frame on its own origin only", () => {
    const frame = {}
    expect(isFrom({ data: 0, origin: company, source: frame }, frame, company)).toBe(true)
    expect(isFrom({ data: 0, origin: company, source: {} }, frame, company)).toBe(false)
    expect(isFrom({ data: 0, origin: "https://evil.example", source: frame }, frame, company)).toBe(false)
    expect(isFrom({ data: 0, origin: company, source: undefined }, undefined, company)).toBe(false)
    expect(isFrom({ data: 0, origin: company, source: null }, null, company)).toBe(false)
  })
})

describe("messages", () => {
  const wrong: readonly unknown[] = [
    undefined,
    null,
    "hello",
    [],
    {},
    { sotto: "html", text: "<b>" },
    { sotto: "shown" },
    { sotto: "shown", shown: "yes" },
    { sotto: "locale", locale: 7 },
    { sotto: "locale", locale: "x".repeat(101) },
    { sotto: "user", token: "x".repeat(8193) },
    Object.create({ sotto: "reset" }),
  ]
  test.each(wrong.map((data) => [data]))("%j is not a message to the chat", (data) => {
    expect(readToChat(data)).toBeUndefined()
  })
  test.each([
    [null],
    [{ sotto: "unread" }],
    [{ sotto: "unread", count: "3" }],
    [{ sotto: "unread", count: 1.5 }],
    [{ sotto: "identify", jkt: "a" }],
    [{ sotto: "identify", jkt: 1, organisation: "org_x" }],
  ])("%j is not a message to the page", (data) => {
    expect(readToPage(data)).toBeUndefined()
  })
  test("known messages are taken without anything that was added to them", () => {
    expect(readToChat({ sotto: "locale", locale: "de", more: 1 })).toEqual({ sotto: "locale", locale: "de" })
    expect(readToPage({ sotto: "unread", count: 2, more: 1 })).toEqual({ sotto: "unread", count: 2 })
    expect(readToPage({ sotto: "close" })).toEqual({ sotto: "close" })
    const asked = { sotto: "identify", jkt: "a", organisation: "org_x" }
    expect(readToPage({ ...asked, more: 1 })).toEqual(asked)
  })
})
