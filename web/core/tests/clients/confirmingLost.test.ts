import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { outcomes } from "./confirmingWorld.ts"
import { openFirst, texts, until, World } from "./world.ts"

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
  if (!held?.certificate) throw new Error("not certified")
  const [, claims = ""] = held.certificate.split(".")
  await world.revoke([JSON.parse(Buffer.from(claims, "base64url").toString()).jti])
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
