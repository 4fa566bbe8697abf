import {
  createGroup,
  createKeyPackage,
  type Group,
  generateSignatureKey,
  loadGroup,
  type SignatureKey,
} from "@sotto/mls"
import { afterEach, beforeEach, expect, test } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { toBase64Url } from "../../src/base64.ts"
import { credentialOf, issueAgent, issueCustomer, issueIssuer } from "../../src/certificates/issue.ts"
import { GROUPS } from "../../src/conversation/tables.ts"
import { deskStoreName } from "../../src/desk.ts"
import { newId } from "../../src/ids.ts"
import { thumbprint } from "../../src/jose.ts"
import { Store } from "../../src/store/store.ts"
import { expectNothingSent, sendRefused } from "./refusing.ts"
import { Browser, DAY, messages, ORIGIN, openFirst, texts, until, World, warnings } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

/** The group as the agent's own store holds it: what a turned client could do. */
async function storedGroup(user: string, conversation: string, key: SignatureKey): Promise<Group> {
  const store = await Store.inBrowser(deskStoreName(user))
  const saved = await store.get(GROUPS, [conversation])
  store.close()
  if (saved === undefined) throw new Error("no group")
  return loadGroup(saved, { key, policy: async () => true, now: world.now })
}

test("an expired certificate is refused, and a revoked one", async () => {
  await world.hire("Ada")
  const early = await world.visit({ keep: false })
  expect(early.value.phase).toBe("ready")
  const certificate = [...world.server.devices.values()].find(
    (device) => device.certificate !== null,
  )?.certificate
  const claims = JSON.parse(Buffer.from(certificate?.split(".")[1] ?? "", "base64url").toString())
  await world.revoke([claims.jti])
  const revoked = await world.visit({ keep: false })
  expect(revoked.value.phase).toBe("refused")
  await world.revoke([])
  const back = await world.visit({ keep: false })
  expect(back.value.phase).toBe("ready")
  world.advance(105 * DAY)
  await world.revoke([])
  const late = await world.visit({ keep: false })
  expect(late.value.phase).toBe("refused")
  await sendRefused(late)
  expectNothingSent(world)
})

test("a swapped key package is refused, and nothing is posted", async () => {
  const { desk } = await world.hire("Ada")
  const { device } = desk.value
  const thief = await generateSignatureKey()
  const held = world.server.devices.get(device)
  // A borrowed certificate on the thief's own key (peer row 25).
  const identity = credentialOf(held?.certificate ?? "", held?.issuer ?? "")
  const lifetime = { notBefore: world.now() - 1000, notAfter: world.now() + DAY }
  const swapped = await createKeyPackage({ identity, key: thief, lifetime, lastResort: false })
  world.server.tamperOffers = (offers) =>
    offers.map((offer) => ({ ...offer, keyPackage: toBase64Url(swapped.keyPackage) }))
  const chat = await world.visit()
  await chat.send("secret")
  await until(() => chat.value.phase === "refused")
  expect(messages(chat.value.conversation).map(({ state }) => state)).toEqual(["outbox"])
  expectNothingSent(world)
})

test("another root than the one of the first visit, or than the page's, is refused", async () => {
  await world.hire("Ada")
  const browser = new Browser(world)
  const pinnedRoot = await thumbprint(world.root.publicKey)
  const first = await world.visit({ browser, pinnedRoot })
  expect(first.value.phase).toBe("ready")
  first.close()
  const wrong = await world.visit({ keep: false, pinnedRoot: await thumbprint(world.issuerKey.publicKey) })
  expect(wrong.value.phase).toBe("refused")
  const other = await generateSignatureKey()
  world.server.tamperDirectory = (directory) => ({ ...directory, root: toBase64Url(other.publicKey) })
  const second = await world.visit({ browser })
  expect(second.value.phase).toBe("refused")
  expect(second.value.reason).toContain("not the one that this device knows")
  await sendRefused(second)
  expectNothingSent(world)
})

test("peer row 21: a commit that adds an uncertified leaf stops the conversation loudly", async () => {
  const { desk, user } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  // Until Ada's report is in: nothing of hers may come in between what is counted below.
  await until(() => messages(chat.value.conversation)[0]?.state === "delivered")
  // Ada's own client, turned: it really is a member, and adds somebody whom nobody certified.
  const { key, id: device } = await staffDevice(user)
  const mallory = await generateSignatureKey()
  const issuer = await generateSignatureKey()
  const now = world.now()
  const { organisation, inbox } = world
  const fake = await issueIssuer(issuer, { organisation, user, name: "M", publicKey: issuer.publicKey }, now)
  const subject = {
    organisation,
    user: newId("usr"),
    name: "M",
    role: "agent",
    device: newId("dev"),
  } as const
  const certificate = await issueAgent(
    issuer,
    { ...subject, inboxes: [inbox], publicKey: mallory.publicKey },
    now,
  )
  const lifetime = { notBefore: now - 1000, notAfter: now + DAY }
  const identity = credentialOf(certificate, fake)
  const keyPackage = await createKeyPackage({ identity, key: mallory, lifetime, lastResort: false })
  const group = await storedGroup(user, id, key)
  const { commit } = await group.add([keyPackage.keyPackage])
  const held = world.server.held(id)
  world.server.append(held, 4, [device, Number(group.epoch), commit])

  await until(() => chat.value.conversation?.stopped !== undefined)
  expect(warnings(chat.value.conversation)).toEqual(["issuer_not_signed_by_root"])
  const sequence = held.events.length
  await expect(chat.send("secret")).rejects.toThrow("nothing can be sent")
  expect(held.events.length).toBe(sequence)
  // What is not believed is never acknowledged.
  const customer = [...held.members].find(([member]) => member !== device)?.[1]
  expect(customer?.cursor).toBeLessThan(sequence)
})

test("peer row 22: a Welcome that nobody asked for is refused with an alarm", async () => {
  const { desk, user } = await world.hire("Ada")
  const { id: device } = await staffDevice(user)
  const stranger = await generateSignatureKey()
  const [conversation, customer] = [newId("cnv"), newId("cus")]
  const now = world.now()
  const { organisation } = world
  const jws = await issueCustomer(stranger, { organisation, customer, device: newId("dev") }, now)
  const lifetime = { notBefore: now - 1000, notAfter: now + DAY }
  const context = { key: stranger, policy: async () => true, now: world.now }
  // Two customers: the group is well formed, and not a conversation.
  const second = await generateSignatureKey()
  const other = { organisation, customer: newId("cus"), device: newId("dev") }
  const identity = credentialOf(await issueCustomer(second, other, now))
  const guest = await createKeyPackage({ identity, key: second, lifetime, lastResort: false })
  const stock = world.server.devices.get(device)?.stock.shift()?.keyPackage ?? ""
  const group = await createGroup(
    { groupId: `${conversation}/0`, identity: credentialOf(jws), lifetime },
    context,
  )
  const { welcome } = await group.add([new Uint8Array(Buffer.from(stock, "base64url")), guest.keyPackage])
  const frame = [
    3,
    conversation,
    1,
    now,
    newId("dev"),
    1,
    welcome ?? new Uint8Array(1),
    world.inbox,
    customer,
    "open",
  ]
  world.server.inject(device, frame)
  await until(() => desk.value.alarms.length === 1)
  expect(desk.value.alarms[0]).toMatchObject({ conversation, rule: "exactly_one_customer" })
  expect(desk.value.conversations[0]?.stopped).toBe(true)
  await desk.open(conversation)
  await expect(desk.send(conversation, "secret")).rejects.toThrow("nothing can be sent")

  const elsewhere = newId("cnv")
  world.server.inject(device, [
    3,
    elsewhere,
    1,
    now,
    newId("dev"),
    1,
    welcome ?? new Uint8Array(1),
    world.inbox,
    customer,
    "open",
  ])
  await until(() => desk.value.alarms.length === 2)
  expect(desk.value.alarms[1]?.conversation).toBe(elsewhere)
})

test("a customer takes no Welcome at all", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  await openFirst(desk)
  await until(() => chat.value.connection === "online")
  const held = [...world.server.conversations.values()][0]
  const device = [...(held?.members.keys() ?? [])].find((member) => member !== desk.value.device) ?? ""
  const frame = [
    3,
    newId("cnv"),
    1,
    world.now(),
    newId("dev"),
    1,
    new Uint8Array(9),
    world.inbox,
    newId("cus"),
    "open",
  ]
  world.server.inject(device, frame)
  await chat.send("still here")
  await until(() => texts(desk.value.open).length === 2)
  expect(chat.value.conversation?.id).toBe(held?.id)
})

test("peer rows 24 and 36: repeated, reordered and dropped frames neither double nor lose a message", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("0")
  const id = await openFirst(desk)
  let calls = 0
  world.server.tamperFrames = (device, frames) => {
    if (device !== desk.value.device) return frames
    calls += 1
    if (calls % 5 === 1) return [] // dropped: the next one shows the hole
    return calls % 2 === 0 ? [...frames, ...frames] : [...frames].reverse()
  }
  for (let n = 1; n <= 6; n++) await chat.send(`${n}`)
  await until(() => texts(desk.value.open).length === 7)
  expect(texts(desk.value.open)).toEqual(["0", "1", "2", "3", "4", "5", "6"])
  expect(warnings(desk.value.open)).toEqual([])
  expect(desk.value.open?.id).toBe(id)
})

test("peer row 24: a message replayed under a new number is noticed and not shown again", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("once")
  const id = await openFirst(desk)
  await until(() => texts(desk.value.open).length === 1)
  const held = world.server.held(id)
  const first = held.events.find(({ kind }) => kind === 5)
  world.server.append(held, 5, first?.rest.slice(1) ?? [])
  await until(() => warnings(desk.value.open).length === 1)
  expect(warnings(desk.value.open)).toEqual(["replay"])
  expect(texts(desk.value.open)).toEqual(["once"])
  await chat.send("twice")
  await until(() => texts(desk.value.open).length === 2)
})

test("a message in another's name, and one whose commitment differs, are shown as damaged", async () => {
  const ada = await world.hire("Ada")
  const ben = await world.hire("Ben")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(ada.desk)
  await openFirst(ben.desk)
  const held = world.server.held(id)
  const [benDevice, adaDevice] = [ben.desk.value.device, ada.desk.value.device]
  const customer = [...held.members.keys()].find((member) => member !== benDevice && member !== adaDevice)
  const isTheirs = (frame: readonly unknown[]) => frame[0] === 5 && frame[4] === customer
  world.server.tamperFrames = (device, frames) =>
    device === benDevice
      ? frames.map((frame) => (isTheirs(frame) ? frame.with(4, adaDevice) : frame)) // says that Ada wrote it
      : frames
  await chat.send("who am I")
  await until(() => warnings(ben.desk.value.open).length === 1)
  expect(warnings(ben.desk.value.open)).toEqual(["sender_differs"])
  world.server.tamperFrames = (device, frames) =>
    device === benDevice
      ? frames.map((frame) => (isTheirs(frame) ? frame.with(8, new Uint8Array(32)) : frame))
      : frames
  await chat.send("what did I say")
  await until(() => warnings(ben.desk.value.open).length === 2)
  expect(warnings(ben.desk.value.open)[1]).toBe("commitment_differs")
  await until(() => texts(ada.desk.value.open).length === 3)
  expect(texts(ada.desk.value.open)).toEqual(["hello", "who am I", "what did I say"])
  expect(held.id).toBe(id)
})

test("a gap that the server cannot fill is said to people", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("hello")
  const id = await openFirst(desk)
  await until(() => texts(desk.value.open).length === 1)
  const held = world.server.held(id)
  world.server.inject(desk.value.device, [12, id, held.events.length + 3])
  await until(() => warnings(desk.value.open).length === 1)
  expect(warnings(desk.value.open)).toEqual(["no_longer_stored"])
})

test("peer row 40: no private key and no typed sentence reaches a request body", async () => {
  const { desk } = await world.hire("Ada")
  const chat = await world.visit()
  await chat.send("sentinel-sentence-seventeen")
  const id = await openFirst(desk)
  await desk.send(id, "sentinel-sentence-eighteen")
  await until(() => texts(chat.value.conversation).length === 2)
  const bodies = world.server.posted.map(({ body }) => body).join("\n")
  for (const secret of ["sentinel-sentence", Buffer.from("sentinel-sentence").toString("hex")]) {
    expect(bodies).not.toContain(secret)
  }
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from("sentinel-sentence")]).toString(
      "base64url",
    )
    expect(bodies).not.toContain(encoded.slice(4, -4))
  }
  expect(ORIGIN.startsWith("https:")).toBe(true)
})
