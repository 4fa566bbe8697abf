import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { outcomes } from "./confirmingWorld.ts"
import { openFirst, texts, until, World, warnings } from "./world.ts"

const { network } = vi.hoisted(() => ({ network: { event: "confirm-asked", asked: 0 } }))

vi.mock("../../src/confirming/later.ts", () => {
  network.asked += 1
  throw new TypeError("the code did not arrive")
})
vi.mock("../../src/confirming/asking.ts", () => ({
  ask: ({ outbox }: { readonly outbox: { add(outgoing: object): Promise<void> } }) =>
    outbox.add({ kind: "event", event: network.event, details: [new Uint8Array(16)] }),
}))

let world: World

beforeEach(async () => {
  world = await World.create()
  network.asked = 0
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

test("what cannot be judged, as its code does not load, confirms nobody and holds nothing up", async () => {
  network.event = "confirm-asked"
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await desk.askToConfirm(id)
  await until(() => warnings(desk.value.open).includes("not_loaded"))
  await until(() => warnings(chat.value.conversation).includes("not_loaded"))
  await chat.send("later")
  await until(() => texts(desk.value.open).includes("later"))
  expect(network.asked).toBeGreaterThan(0)
})

test("nothing is loaded for an event of another kind", async () => {
  network.event = "assigned"
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await desk.askToConfirm(id)
  await desk.send(id, "later")
  await until(() => texts(chat.value.conversation).includes("later"))
  expect(outcomes(chat.value.conversation)).toEqual([])
  expect(network.asked).toBe(0)
})
