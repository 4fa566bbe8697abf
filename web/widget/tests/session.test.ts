import type { CustomerChat, CustomerChatOptions } from "@sotto/core"
import { expect, test } from "vitest"
import { ChatSession } from "../src/chat/ChatSession.ts"
import { FakeChat, welcome } from "./dev/fakeChat.ts"

const options = { origin: "https://chat.example", inbox: "inb_x" }

function recorder(log: string[]) {
  return async (asked: CustomerChatOptions): Promise<CustomerChat> => {
    log.push(`open keep=${asked.keep}`)
    const chat = new FakeChat(welcome)
    chat.close = () => void log.push("close")
    chat.reset = async () => void log.push("reset")
    return chat
  }
}

test("a reset that comes while opening waits, forgets and begins afresh", async () => {
  const log: string[] = []
  const session = new ChatSession(recorder(log), options)
  const opening = session.open(true)
  await session.reset()
  await opening
  expect(log).toEqual(["open keep=true", "reset", "open keep=true"])
  expect(session.state.value.kind).toBe("open")
})

test("opening again closes what was open before", async () => {
  const log: string[] = []
  const session = new ChatSession(recorder(log), options)
  await session.open(false)
  await session.open(true)
  expect(log).toEqual(["open keep=false", "close", "open keep=true"])
})

test("a failure is shown with its reason and can be tried again", async () => {
  let isDown = true
  const open = recorder([])
  const session = new ChatSession(async (asked) => {
    if (isDown) throw new Error("no storage")
    return open(asked)
  }, options)
  await session.open(true)
  expect(session.state.value).toEqual({ kind: "failed", reason: "Error: no storage" })
  isDown = false
  await session.open(true)
  expect(session.state.value.kind).toBe("open")
})
