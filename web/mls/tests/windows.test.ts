import { createApplicationMessage } from "ts-mls/createMessage.js"
import { describe, expect, test } from "vitest"
import type { Group } from "../src/index.ts"
import { memberAt } from "../src/member.ts"
import { suiteFor } from "../src/suite.ts"
import { encodeMessage } from "../src/wire.ts"
import { stateOf } from "./inside.ts"
import { at, groupOf, people, read, receiveCommit, receiveText, ruleOf, text } from "./people.ts"

async function pair() {
  const [customer, agent] = await people("customer", "agent").then((all) => [at(all, 0), at(all, 1)] as const)
  const groups = await groupOf(customer, agent)
  return { customer, sender: at(groups, 0), reader: at(groups, 1) }
}

async function write(group: Group, count: number): Promise<{ messages: Uint8Array[]; next: Group }> {
  const messages: Uint8Array[] = []
  let next = group
  for (let i = 0; i < count; i++) {
    const written = await next.protect(text(`message ${i}`))
    messages.push(written.message)
    next = written.next
  }
  return { messages, next }
}

describe("the windows", () => {
  test("a thousand messages may be overtaken by one, and all of them still open, in any order", async () => {
    const { sender, reader } = await pair()
    const { messages } = await write(sender, 1001)
    let group = reader
    for (const i of [1000, ...Array.from({ length: 1000 }, (_, n) => (n * 7) % 1000)]) {
      const received = await receiveText(group, at(messages, i))
      expect(read(received.content)).toBe(`message ${i}`)
      group = received.next
    }
    expect(await ruleOf(group.receive(at(messages, 500)))).toBe("replay")
  })

  test("one more is refused", async () => {
    const { sender, reader } = await pair()
    const { messages } = await write(sender, 1002)
    expect(await ruleOf(reader.receive(at(messages, 1001)))).toBe("generation-jump")
  })

  test("a jump of 2^31 generations is refused without work (peer failure 27)", async () => {
    const { customer, sender, reader } = await pair()
    const state = stateOf(sender, customer)
    const own = at(state.secretTree, 0)
    const secretTree = [...state.secretTree]
    secretTree[0] = { ...own, application: { ...own.application, generation: 2 ** 31 } }
    const suite = suiteFor(customer.key)
    const forged = await createApplicationMessage({ ...state, secretTree }, text("x"), suite)
    const message = encodeMessage({
      wireformat: "mls_private_message",
      privateMessage: forged.privateMessage,
    })
    await ruleOf(reader.receive(message)) // the first call pays for compiling
    const start = performance.now()
    expect(await ruleOf(reader.receive(message))).toBe("generation-jump")
    expect(performance.now() - start).toBeLessThan(10)
  })

  test("late messages of five past epochs open, of the sixth not", async () => {
    const { sender, reader } = await pair()
    let [a, b] = [sender, reader]
    const late: Uint8Array[] = []
    for (let epoch = 0; epoch < 6; epoch++) {
      const written = await a.protect(text(`epoch ${epoch}`))
      late.push(written.message)
      const update = await written.next.update()
      a = update.next
      b = (await receiveCommit(b, update.commit)).next
    }
    expect(await ruleOf(b.receive(at(late, 0)))).toBe("epoch-too-old")
    for (let epoch = 1; epoch < 6; epoch++) {
      const received = await receiveText(b, at(late, epoch))
      expect(read(received.content)).toBe(`epoch ${epoch}`)
      expect(received.epoch).toBe(BigInt(epoch + 1))
      b = received.next
    }
    expect(await ruleOf(b.receive(at(late, 3)))).toBe("replay")
  })

  test("a late message names the member of its own epoch, not who holds the leaf today", async () => {
    const [customer, agent] = await people("customer", "agent").then(
      (all) => [at(all, 0), at(all, 1)] as const,
    )
    const groups = await groupOf(customer, agent)
    const { message } = await at(groups, 1).protect(text("still me"))
    const update = await at(groups, 1).update(text("agent, renewed"))
    const after = (await receiveCommit(at(groups, 0), update.commit)).next
    expect(read((await receiveText(after, message)).sender.identity)).toBe("agent")
    const { message: other } = await at(groups, 0).protect(text("and me"))
    expect(read((await receiveText(update.next, other)).content)).toBe("and me")
    const past = stateOf(update.next, agent).historicalReceiverData.get(1n)
    const own = past && memberAt(past.ratchetTree, 1)
    expect(own && read(own.identity)).toBe("agent") // the committer's past tree is the true one as well
  })
})
