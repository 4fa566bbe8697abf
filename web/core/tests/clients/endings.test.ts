import { afterEach, beforeEach, expect, test } from "vitest"
import { messages, openFirst, texts, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

/** A visitor in a conversation, connected, and its device. */
async function talking() {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  await until(() => chat.value.connection === "online")
  const members = [...world.server.held(id).members.keys()]
  const device = members.find((member) => member !== desk.value.device) ?? ""
  return { desk, chat, id, device }
}

for (const code of ["restarting", "rate_limited", "unauthenticated", "a_code_of_tomorrow"]) {
  test(`a visitor who is cut off with ${code} comes back by itself`, async () => {
    const { desk, chat, id, device } = await talking()
    const proofs = world.server.proofs
    world.server.end(device, code)
    expect(chat.value.connection).not.toBe("offline")
    await desk.send(id, "still there?")
    await until(() => texts(chat.value.conversation).at(-1) === "still there?")
    expect(chat.value.connection).toBe("online")
    expect(world.server.proofs).toBe(proofs + 1)
  })
}

test("a visitor who is cut off without a word comes back too", async () => {
  const { desk, chat, id, device } = await talking()
  world.server.end(device)
  await desk.send(id, "still there?")
  await until(() => texts(chat.value.conversation).at(-1) === "still there?")
})

test("a device that is revoked stays away", async () => {
  const { chat, device } = await talking()
  const proofs = world.server.proofs
  world.server.end(device, "revoked")
  await until(() => chat.value.connection === "offline")
  world.advance(3_600_000)
  expect([chat.value.connection, world.server.proofs]).toEqual(["offline", proofs])
})

test("a key that the server does not know any more is proved twice and no more", async () => {
  const { chat, device } = await talking()
  const proofs = world.server.proofs
  world.server.devices.delete(device)
  world.server.cut(device)
  await until(() => chat.value.connection === "offline")
  expect(world.server.proofs).toBe(proofs + 2)
})
