import { afterEach, beforeEach, expect, test } from "vitest"
import { type CborValue, decodeCbor } from "../../src/cbor.ts"
import { fromHex } from "../fixtures/hex.ts"
import { Browser, DAY, messages, openFirst, texts, until, World, warnings } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

type Frames = readonly (readonly CborValue[])[]

/** Holds back what a device would get, then lets `rewrite` number it anew. */
async function deliverLater(device: string, say: () => Promise<void>, rewrite: (frames: Frames) => Frames) {
  world.server.tamperFrames = (to, frames) => (to === device ? [] : frames)
  await say()
  world.server.tamperFrames = (to, frames) => (to === device ? rewrite(frames) : frames)
  world.server.cut(device)
}

const isMessage = (frame: readonly CborValue[]) => frame[0] === 5

test("peer row 24: messages that the server put into another order under new numbers are marked", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("0")
  await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  const say = async () => {
    for (const text of ["pay A", "no, B"]) await chat.send(text)
    await until(() => messages(chat.value.conversation).every(({ state }) => state !== "outbox"))
  }
  await deliverLater(desk.value.device, say, (frames) => {
    const [first, second] = frames.filter(isMessage)
    if (first === undefined || second === undefined) return frames
    return [second.with(2, first[2] ?? 0), first.with(2, second[2] ?? 0)]
  })
  await until(() => texts(desk.value.open).length === 3)
  expect(texts(desk.value.open)).toEqual(["0", "no, B", "pay A"])
  expect(warnings(desk.value.open)).toEqual(["messages_skipped", "order_changed"])
  // Each warning stands before the message that it speaks of.
  expect(desk.value.open?.rows.slice(-4).map(({ kind }) => kind)).toEqual([
    "warning",
    "message",
    "warning",
    "message",
  ])
})

test("peer row 24: a message that the server leaves out, closing the numbers up, is missed", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("0")
  await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  const say = async () => {
    for (const text of ["not", "really"]) await chat.send(text)
    await until(() => messages(chat.value.conversation).every(({ state }) => state !== "outbox"))
  }
  await deliverLater(desk.value.device, say, (frames) => {
    const [first, second] = frames.filter(isMessage)
    return first === undefined || second === undefined ? frames : [second.with(2, first[2] ?? 0)]
  })
  await until(() => texts(desk.value.open).length === 2)
  expect(texts(desk.value.open)).toEqual(["0", "really"])
  expect(warnings(desk.value.open)).toEqual(["messages_skipped"])
})

test("marks still reach a message of ours that came behind a warning, and nothing honest is ever marked", async () => {
  const { desk } = await world.hire("Ada")
  const visitor = new Browser(world)
  const chat = await world.visit({ browser: visitor })
  await chat.send("0")
  const id = await openFirst(desk)
  for (let day = 0; day < 4; day++) {
    await Promise.all([chat.send(`c${day}`), desk.send(id, `a${day}`), chat.send(`d${day}`)])
    world.server.cut()
    await until(() => texts(desk.value.open).length === 1 + 3 * (day + 1))
    await until(() => texts(chat.value.conversation).length === 1 + 3 * (day + 1))
    world.advance(1.5 * DAY)
    await world.revoke([])
  }
  await until(() => messages(chat.value.conversation).every(({ state }) => state !== "outbox"))
  expect(warnings(desk.value.open)).toEqual([])
  expect(warnings(chat.value.conversation)).toEqual([])
  expect(world.server.held(id).epoch).toBeGreaterThan(1)
})

test("a typing signal that the server repeats later is not shown again", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("0")
  const id = await openFirst(desk)
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  chat.typing()
  await until(() => desk.value.open?.typing.length === 1)
  const signal = world.server.posted.map(({ path, body }) => (path === "socket" ? fromHex(body) : undefined))
  const frame = signal
    .map((bytes) => (bytes === undefined ? [] : decodeCbor(bytes, { bytes: 1_000_000, depth: 1 })))
    .find((fields) => Array.isArray(fields) && fields[0] === 35)
  const device = [...world.server.held(id).members.keys()].find((member) => member !== desk.value.device)
  await until(() => desk.value.open?.typing.length === 0)
  const shown: number[] = []
  desk.subscribe(() => shown.push(desk.value.open?.typing.length ?? 0))
  const sealed = Array.isArray(frame) ? frame[3] : undefined
  world.server.inject(desk.value.device, [8, id, 0, device ?? "", sealed])
  await chat.send("1")
  await until(() => texts(desk.value.open).length === 2)
  expect(shown).not.toContain(1)
})
