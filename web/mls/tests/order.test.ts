import { expect, test } from "vitest"
import type { Group } from "../src/index.ts"
import { at, groupOf, people, receiveText, ruleOf, text } from "./people.ts"

async function pair() {
  const [customer, agent] = await people("customer", "agent").then((all) => [at(all, 0), at(all, 1)] as const)
  const groups = await groupOf(customer, agent)
  return { sender: at(groups, 0), reader: at(groups, 1) }
}

async function write(group: Group, count: number) {
  const messages: Uint8Array[] = []
  let next = group
  for (let n = 0; n < count; n++) {
    const written = await next.protect(text(`${n}`))
    messages.push(written.message)
    next = written.next
  }
  return { messages, next }
}

test("what was left out before a message, and what overtook it, can be told", async () => {
  const { sender, reader } = await pair()
  const { messages } = await write(sender, 5)
  const orders: unknown[] = []
  let group = reader
  for (const n of [0, 3, 1, 4]) {
    const received = await receiveText(group, at(messages, n))
    orders.push([received.order.skipped, received.order.overtaken])
    group = received.next
  }
  expect(orders).toEqual([
    [0, false],
    [2, false],
    [0, true],
    [0, false],
  ])
})

test("the order is told for messages of a past epoch as well", async () => {
  const { sender, reader } = await pair()
  const { messages, next } = await write(sender, 2)
  const update = await next.update()
  const opened = await reader.receive(update.commit)
  const late = await receiveText(opened.next, at(messages, 1))
  expect(late.order).toEqual({ skipped: 1, overtaken: false })
  expect((await receiveText(late.next, at(messages, 0))).order).toEqual({ skipped: 0, overtaken: true })
})

test("what was opened while an own commit was under way does not open again after it", async () => {
  const { sender, reader } = await pair()
  const { messages } = await write(sender, 3)
  const commit = await reader.update()
  const read = await receiveText(reader, at(messages, 0))
  expect((await receiveText(commit.next, at(messages, 0))).order.skipped).toBe(0) // the state of before
  const entered = read.next.enter(commit.next)
  expect(entered.epoch).toBe(commit.next.epoch)
  expect(await ruleOf(entered.receive(at(messages, 0)))).toBe("replay")
  const late = await receiveText(entered, at(messages, 1))
  expect(late.order).toEqual({ skipped: 0, overtaken: false })
  const again = (await late.next.update()).next
  expect(await ruleOf(late.next.enter(again).receive(at(messages, 0)))).toBe("replay")
})

test("only the next epoch of the same group can be entered", async () => {
  const { sender, reader } = await pair()
  const { next } = await reader.update()
  expect(await ruleOf(Promise.resolve().then(() => next.enter(reader)))).toBe("usage")
  expect(await ruleOf(Promise.resolve().then(() => sender.enter(sender)))).toBe("usage")
})
