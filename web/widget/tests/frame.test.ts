import { afterEach, expect, test, vi } from "vitest"
import { Frame, type Identify } from "../src/loader/frame.ts"

const ORIGIN = "https://chat.example"

afterEach(() => vi.unstubAllGlobals())

/** The loader's frame with a chat page in it that is ready, and what that page was told. */
function framed(identify: Identify) {
  const told: unknown[] = []
  const chat = { postMessage: (message: unknown) => void told.push(message) }
  const listeners: ((event: unknown) => void)[] = []
  const element = { contentWindow: chat, addEventListener: () => undefined, remove: () => undefined }
  vi.stubGlobal("document", { createElement: () => element })
  vi.stubGlobal("addEventListener", (_: string, listener: (event: unknown) => void) =>
    listeners.push(listener),
  )
  const box = { append: () => undefined }
  const settings = { origin: ORIGIN, locale: "en" }
  const nothing = () => undefined
  const frame: Frame = Reflect.construct(Frame, [
    settings,
    box,
    { ready: nothing, close: nothing, unread: nothing },
  ])
  frame.identify(identify)
  frame.load()
  const say = (data: unknown) => {
    for (const listener of listeners) listener({ data, origin: ORIGIN, source: chat })
  }
  say({ sotto: "ready" })
  told.length = 0
  return { told, ask: () => say({ sotto: "identify", jkt: "thumbprint", organisation: "org_x" }) }
}

test.each([
  ["a token", "aaa.bbb.ccc", [{ sotto: "user", token: "aaa.bbb.ccc" }]],
  ["null, for nobody", null, [{ sotto: "user", token: "" }]],
  ["nothing", undefined, []],
  ["an object", { token: "aaa.bbb.ccc" }, []],
  ["a number", 7, []],
  ["false", false, []],
  ["a list", ["aaa.bbb.ccc"], []],
])("the chat is told of a company's answer that is %s", async (_, answer, expected) => {
  for (const reply of [answer, Promise.resolve(answer)]) {
    const { told, ask } = framed(() => reply)
    ask()
    await vi.waitFor(() => expect(told).toEqual(expected))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(told).toEqual(expected)
  }
})

test("the company's page is asked for this device and this organisation", async () => {
  const identify = vi.fn(() => null)
  framed(identify).ask()
  await vi.waitFor(() => expect(identify).toHaveBeenCalledWith({ jkt: "thumbprint", organisation: "org_x" }))
})
