import { generateSignatureKey } from "@sotto/mls"
import { afterEach, beforeEach, expect, test } from "vitest"
import { issueAgent, issueIssuer } from "../../src/certificates/issue.ts"
import { newId } from "../../src/ids.ts"
import { expectNothingSent, sendRefused } from "./refusing.ts"
import { openFirst, until, World } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

type Agent = { device: string; certificate: string; issuer: string; onDuty: boolean }

async function strangerFor(organisation: string, o: { certified: boolean }): Promise<Agent> {
  const key = await generateSignatureKey()
  const root = await generateSignatureKey()
  const [user, device, now] = [newId("usr"), newId("dev"), world.now()]
  const issuer = o.certified
    ? world.issuer
    : await issueIssuer(root, { organisation, user, name: "Mallory", publicKey: root.publicKey }, now)
  const subject = {
    organisation,
    user,
    name: "Mallory",
    role: "agent",
    device,
    inboxes: [world.inbox],
  } as const
  const certificate = await issueAgent(root, { ...subject, publicKey: key.publicKey }, now)
  return { device, certificate, issuer, onDuty: true }
}

for (const [name, agents] of [
  ["by a root of its own", () => strangerFor(world.organisation, { certified: false })],
  ["by nobody's issuer", () => strangerFor(world.organisation, { certified: true })],
  ["by another organisation", () => strangerFor(newId("org"), { certified: false })],
] as const) {
  test(`peer row 11: a directory of agents certified ${name} is refused and nothing is sent`, async () => {
    const stranger = await agents()
    world.server.tamperDirectory = (directory) => ({ ...directory, agents: [stranger] })
    const chat = await world.visit()
    expect(chat.value.phase).toBe("refused")
    expect(chat.value.reason).toBeTruthy()
    await sendRefused(chat)
    expectNothingSent(world)
  })
}

test("an uncertified agent among certified ones is left out of the conversation", async () => {
  const { desk } = await world.hire("Ada")
  const stranger = await strangerFor(world.organisation, { certified: false })
  world.server.tamperDirectory = (directory) => ({
    ...directory,
    agents: [stranger, ...Object(directory).agents],
  })
  const chat = await world.visit()
  expect(chat.value.listeners.map(({ person }) => person.name)).toEqual(["Ada"])
  await chat.send("to Ada alone")
  await openFirst(desk)
  expect(chat.value.conversation?.members.map(({ name }) => name).sort()).toEqual(["", "Ada"])
  const asked = world.server.posted.find(
    ({ path }) => path.endsWith("/key-packages") && path.includes("inboxes"),
  )
  expect(asked?.body).not.toContain(stranger.device)
})

test("a key package of another certified device is not taken for the one that was asked for", async () => {
  const ada = await world.hire("Ada")
  const ben = await world.hire("Ben")
  world.server.tamperOffers = (offers) => {
    const other = offers.find(({ device }) => device === ben.desk.value.device)
    return offers.map((offer) => ({ ...offer, keyPackage: other?.keyPackage ?? offer.keyPackage }))
  }
  const chat = await world.visit()
  await chat.send("secret")
  await until(() => chat.value.phase === "refused")
  expectNothingSent(world)
  expect(ada.desk.value.conversations).toEqual([])
})

test("a device that nobody asked for is refused", async () => {
  await world.hire("Ada")
  world.server.tamperOffers = (offers) => [
    ...offers,
    ...offers.map((offer) => ({ ...offer, device: newId("dev") })),
  ]
  const chat = await world.visit()
  await chat.send("secret")
  await until(() => chat.value.phase === "refused")
  expectNothingSent(world)
})
