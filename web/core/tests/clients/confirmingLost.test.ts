import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { asked, madePasskey, outcomes, plugIn } from "./confirmingWorld.ts"
import { customerDevice } from "./held.ts"
import { openFirst, texts, until, World, warnings } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  vi.unstubAllGlobals()
  world.close()
  expect(world.faults).toEqual([])
})

/** A new certificate for the same device, and the end of the one before. */
async function replaceCertificate(user: string, name: string): Promise<void> {
  const { id, key } = await staffDevice(user)
  const held = world.server.devices.get(id)
  if (held === undefined) throw new Error("not certified")
  await lose(id)
  held.certificate = await world.certificate(user, name, id, key.publicKey)
}

test("a question whose agent got another certificate before its echo came holds nothing up", async () => {
  const { desk, user } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  const { device } = desk.value
  world.server.tamperFrames = (to, frames) => (to === device ? frames.filter(([kind]) => kind !== 5) : frames)
  await desk.askToConfirm(id)
  await until(() => outcomes(chat.value.conversation).includes("asked"))
  await replaceCertificate(user, "Ada")
  await desk.checkCertificate()
  world.server.tamperFrames = (_, frames) => frames
  world.server.cut(device)
  await until(() => outcomes(desk.value.open).includes("asked"))
  await chat.send("later")
  await until(() => texts(desk.value.open).includes("later"))
})

test("an answer that was given offline and that the epoch overtook is seen to be lost, and given once more", async () => {
  const passkey = await madePasskey(world)
  plugIn(passkey)
  const { desk } = await world.hire("Ada")
  const ben = await world.hire("Ben")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => outcomes(desk.value.open).includes("known"))
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  expect(await confirming.state(request)).toBe("open")
  const { message } = world.server
  const device = customerDevice(world.server.held(id))
  world.server.message = (from, ...rest) =>
    from === device
      ? { status: 503, reply: { code: "unavailable" } }
      : message.call(world.server, from, ...rest)
  await confirming.byPasskey(request)
  expect(await confirming.state(request)).toBe("sending")
  await lose(ben.desk.value.device)
  await desk.checkCertificate()
  await desk.send(id, "without Ben")
  await until(() => texts(chat.value.conversation).includes("without Ben"))
  const before = chat.value
  world.server.message = message
  await expect.poll(() => confirming.state(request)).toBe("lost")
  await until(() => chat.value !== before)
  await confirming.byPasskey(request)
  await until(() => outcomes(desk.value.open).at(-1) === "passkey")
  await expect.poll(() => confirming.state(request)).toBe("answered")
})

test("an answer that the server refuses counts as lost, and a passkey that it refused is told again", async () => {
  const passkey = await madePasskey(world)
  plugIn(passkey)
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await refusing(async () => {
    await chat.send("hello")
    await openFirst(desk)
    await expect.poll(() => refused).toBeGreaterThan(0)
  })
  expect(outcomes(desk.value.open)).toEqual([])
  world.server.cut()
  await until(() => outcomes(desk.value.open).includes("known"))
  await desk.askToConfirm(desk.value.open?.id ?? "")
  const { confirming, request } = await asked(chat, world)
  await refusing(async () => {
    await expect(confirming.byPasskey(request)).rejects.toMatchObject({ rule: "epoch_moved" })
    expect(await confirming.state(request)).toBe("lost")
  })
  await confirming.decline(request)
  await until(() => outcomes(desk.value.open).at(-1) === "declined")
  await expect.poll(() => confirming.state(request)).toBe("answered")
})

test("an answer that comes back under another epoch than it was sent in is not shown as given", async () => {
  const passkey = await madePasskey(world)
  plugIn(passkey)
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => outcomes(desk.value.open).includes("known"))
  await desk.askToConfirm(id)
  const { confirming, request } = await asked(chat, world)
  const device = customerDevice(world.server.held(id))
  world.server.tamperFrames = (to, frames) =>
    frames.map((frame) => (to === device && frame[0] === 5 ? frame.with(5, 0) : frame))
  await confirming.byPasskey(request)
  await until(() => warnings(chat.value.conversation).includes("own_message_changed"))
  expect(outcomes(chat.value.conversation)).toEqual(["known", "asked"])
  await until(() => outcomes(desk.value.open).at(-1) === "passkey")
})

let refused = 0

/** While `work` runs, the server wants nothing that the customer says after the first message. */
async function refusing(work: () => Promise<void>): Promise<void> {
  refused = 0
  const { message } = world.server
  world.server.message = (from, conversation, ...rest) => {
    const held = world.server.held(conversation)
    const isFirst = !held.events.some(({ kind }) => kind === 5)
    if (isFirst || from !== customerDevice(held))
      return message.call(world.server, from, conversation, ...rest)
    refused += 1
    return { status: 413, reply: { code: "too_large" } }
  }
  await work()
  world.server.message = message
}

/** The certificate of a device ends. */
async function lose(device: string): Promise<void> {
  const [, claims = ""] = world.server.devices.get(device)?.certificate?.split(".") ?? []
  await world.revoke([JSON.parse(Buffer.from(claims, "base64url").toString()).jti])
}
