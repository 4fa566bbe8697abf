import {
  createKeyPackage,
  type Group,
  generateSignatureKey,
  inspectKeyPackage,
  type SignatureKey,
} from "@sotto/mls"
import { afterEach, beforeEach, expect, test } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { issueCustomer, issueIssuer } from "../../src/certificates/issue.ts"
import { encodeContent } from "../../src/content/mimi.ts"
import { frankingCommitment } from "../../src/franking.ts"
import { newId } from "../../src/ids.ts"
import {
  customerPackage,
  deviceOf,
  type Forgery,
  identityOf,
  onNewBrowser,
  threeAndAVault,
  toldOf,
  turnedGroup,
} from "./admissionWorld.ts"
import { DAY, texts, until, World, warnings } from "./world.ts"

let world: World
let scene: Awaited<ReturnType<typeof threeAndAVault>>
/** Of Ada's vault. */
let identity: SignatureKey

beforeEach(async () => {
  world = await World.create()
  scene = await threeAndAVault(world)
  identity = await identityOf(scene.ada.user)
  await expect.poll(() => toldOf(scene.ben.user, scene.id, scene.ada.user)).toEqual(identity.publicKey)
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

/** Ben's client, turned, adds whom it likes, and the server delivers it. */
async function turnedCommit(make: (group: Group) => Promise<{ readonly commit: Uint8Array }>): Promise<void> {
  const group = await turnedGroup(world, scene.ben.user, scene.id)
  const { commit } = await make(group)
  const held = world.server.held(scene.id)
  world.server.append(held, 4, [scene.ben.desk.value.device, Number(group.epoch), commit])
}

async function refusedByAll(keyPackage: Uint8Array, rule: string): Promise<void> {
  const { chat, ada } = scene
  const before = chat.value.conversation?.safety.epoch
  await turnedCommit((group) => group.add([keyPackage]))
  await until(
    () => chat.value.conversation?.stopped !== undefined && ada.desk.value.open?.stopped !== undefined,
  )
  expect(warnings(chat.value.conversation)).toEqual([rule])
  expect(warnings(ada.desk.value.open)).toEqual([rule])
  expect(chat.value.conversation?.safety.epoch).toBe(before)
}

const forgeries: readonly [string, () => Promise<Forgery>, string][] = [
  ["no word of a vault", async () => ({ user: scene.ada.user }), "added_without_vault"],
  [
    "the word of another vault",
    async () => ({ user: scene.ada.user, identity: await generateSignatureKey() }),
    "not_signed_by_vault",
  ],
  [
    "the vault's word for another device",
    async () => ({ user: scene.ada.user, identity, wordFor: { key: await generateSignatureKey() } }),
    "wrong_key",
  ],
  [
    "the vault's word for another person",
    async () => ({ user: scene.ada.user, identity, wordFor: { person: newId("usr") } }),
    "wrong_person",
  ],
  [
    "a word that is over",
    async () => ({ user: scene.ada.user, identity, wordFor: { at: world.now() - 91 * DAY } }),
    "expired",
  ],
  [
    "a certificate for another inbox",
    async () => ({ user: scene.ada.user, identity, inbox: newId("inb") }),
    "wrong_inbox",
  ],
  [
    "a certificate of nobody's",
    async () => {
      const issuer = await generateSignatureKey()
      const subject = { organisation: world.organisation, user: scene.ada.user, name: "M" }
      const made = await issueIssuer(issuer, { ...subject, publicKey: issuer.publicKey }, world.now())
      return { user: scene.ada.user, identity, issuer, issuerCertificate: made }
    },
    "issuer_not_signed_by_root",
  ],
  [
    "somebody who never was there, with a vault of their own",
    async () => ({ user: newId("usr"), identity: await generateSignatureKey() }),
    "stranger_added",
  ],
]

test.each(forgeries)("an added device that shows %s stops the conversation", async (_, forgery, rule) => {
  const { keyPackage } = await deviceOf(world, await forgery())
  await refusedByAll(keyPackage, rule)
})

test("a customer is never added", async () => {
  const { organisation } = world
  const key = await generateSignatureKey()
  const statement = { organisation, customer: newId("cus"), device: newId("dev") }
  const jws = await issueCustomer(key, statement, world.now())
  await refusedByAll(await customerPackage(world, key, jws), "customers_are_never_added")
})

test("members do not add a device whose certificate was revoked, whatever its vault says", async () => {
  const { ada, ben, chat, id } = scene
  const { device, posted, jti } = await deviceOf(world, { user: ada.user, identity })
  const held = world.server.held(id)
  const before = held.epoch
  await world.revoke([jti])
  world.server.admissions.put({ conversation: id, device, keyPackage: posted })
  world.server.tellOfAdmissions(held)
  await expect.poll(() => world.server.admissions.reads).toBeGreaterThanOrEqual(3)
  await ben.desk.send(id, "without it")
  await until(() => texts(chat.value.conversation).at(-1) === "without it")
  expect(held.epoch).toBe(before)
})

test("a certificate that has ended excuses nothing else: another's, on a leaf of one's own, stops", async () => {
  const { ada, chat } = scene
  const key = await generateSignatureKey()
  const stolen = await deviceOf(world, { user: ada.user, identity })
  const { identity: credential } = await inspectKeyPackage(stolen.keyPackage, world.now())
  await world.revoke([stolen.jti])
  world.advance(700_000)
  await ada.desk.checkCertificate()
  await chat.send("revoked by now")
  await until(() => texts(ada.desk.value.open).at(-1) === "revoked by now")
  const lifetime = { notBefore: world.now() - 1000, notAfter: world.now() + DAY }
  const made = await createKeyPackage({ identity: credential, key, lifetime, lastResort: false })
  await refusedByAll(made.keyPackage, "wrong_key")
})

test("a vault that somebody else tells of is not the person's", async () => {
  const thief = await generateSignatureKey()
  // Ben's client, turned, tells an identity. It can only ever be taken for Ben's.
  const group = await turnedGroup(world, scene.ben.user, scene.id)
  const content = encodeContent(
    { kind: "event", event: "vault", details: [thief.publicKey] },
    crypto.getRandomValues(new Uint8Array(16)),
  )
  const { message } = await group.protect(content)
  const { id: device } = await staffDevice(scene.ben.user)
  const franked = { conversation: scene.id, epoch: Number(group.epoch), device, content }
  const held = world.server.held(scene.id)
  const rest = [device, Number(group.epoch), newId("msg"), message, await frankingCommitment(franked)]
  world.server.append(held, 5, rest)
  await expect.poll(() => toldOf(scene.ada.user, scene.id, scene.ben.user)).toEqual(thief.publicKey)
  expect(await toldOf(scene.ben.user, scene.id, scene.ada.user)).toEqual(identity.publicKey)
  const { keyPackage } = await deviceOf(world, { user: scene.ada.user, identity: thief })
  await refusedByAll(keyPackage, "not_signed_by_vault")
})

test("members let in nobody whom they cannot verify, whatever the server shows", async () => {
  const { ada, ben, chat, id } = scene
  const held = world.server.held(id)
  const before = held.epoch
  for (const [, forgery] of forgeries) {
    const { device, posted } = await deviceOf(world, await forgery())
    world.server.admissions.put({ conversation: id, device, keyPackage: posted })
  }
  // Ben has no vault: nobody was told whose word his next browser comes with.
  const unheard = await deviceOf(world, { user: ben.user, identity: await generateSignatureKey() })
  world.server.admissions.put({ conversation: id, device: unheard.device, keyPackage: unheard.posted })
  // The certificate is of one device, and the server says that it is another.
  const swapped = await deviceOf(world, { user: ada.user, identity })
  world.server.admissions.put({ conversation: id, device: newId("dev"), keyPackage: swapped.posted })
  const wrong = world.server.admissions.waiting.size
  world.server.tellOfAdmissions(held)
  ada.desk.close()
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  await desk.send(id, "the right one")
  await until(() => texts(chat.value.conversation).at(-1) === "the right one")
  expect(held.epoch).toBe(before + 1)
  expect(held.members.size).toBe(4)
  expect(world.server.admissions.waiting.size).toBe(wrong)
})

test("any number of requests that nobody can grant do not hide the one after them", async () => {
  const { ada, ben, chat, id } = scene
  world.server.admissions.page = 2
  for (const [, forgery] of forgeries) {
    const { device, posted } = await deviceOf(world, await forgery())
    world.server.admissions.put({ conversation: id, device, keyPackage: posted })
  }
  ada.desk.close()
  ben.desk.close()
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  await desk.send(id, "from behind them")
  await until(() => texts(chat.value.conversation).at(-1) === "from behind them")
  expect(world.server.admissions.waiting.size).toBe(forgeries.length)
})

test("a server without an end of pages is left after some, and gone on with from there", async () => {
  const { ada, id } = scene
  const { admissions } = world.server
  const asked: (string | null)[] = []
  ada.desk.close()
  scene.chat.close()
  admissions.list = (_, after) => {
    asked.push(after)
    return Response.json({ admissions: [], next: `page-${asked.length}` })
  }
  world.server.tellOfAdmissions(world.server.held(id))
  await expect.poll(() => asked.length).toBe(40)
  world.server.tellOfAdmissions(world.server.held(id))
  await expect.poll(() => asked.length).toBe(80)
  expect(asked[40]).toBe("page-40")
})

test("an old request shown again after its device was revoked and removed lets nobody in", async () => {
  const { ada, ben, chat, id } = scene
  const held = world.server.held(id)
  ada.desk.close()
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await until(() => world.server.admissions.waiting.size === 0 && desk.value.conversations.length > 0)
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  const { device } = desk.value
  const claims = world.server.devices.get(device)?.certificate?.split(".")[1] ?? ""
  await world.revoke([JSON.parse(Buffer.from(claims, "base64url").toString()).jti])
  world.advance(700_000)
  await ben.desk.checkCertificate()
  await ben.desk.send(id, "without it")
  await until(() => texts(chat.value.conversation).at(-1) === "without it")
  expect(chat.value.conversation?.members.length).toBe(3)
  const epoch = held.epoch
  const [posted] = world.server.posted.filter(({ path }) => path.endsWith("/admissions"))
  const { keyPackage } = JSON.parse(posted?.body ?? "{}")
  world.server.admissions.put({ conversation: id, device, keyPackage })
  world.server.tellOfAdmissions(held)
  await chat.send("still the same")
  await until(() => texts(ben.desk.value.open).at(-1) === "still the same")
  await ben.desk.send(id, "and here")
  await until(() => texts(chat.value.conversation).at(-1) === "and here")
  expect(held.epoch).toBe(epoch)
})

test("a lost device that was revoked tells of no other vault", async () => {
  const { ada, ben, chat, id } = scene
  const claims = world.server.devices.get(ada.desk.value.device)?.certificate?.split(".")[1] ?? ""
  const group = await turnedGroup(world, ada.user, id)
  await world.revoke([JSON.parse(Buffer.from(claims, "base64url").toString()).jti])
  await ben.desk.checkCertificate()
  const thief = await generateSignatureKey()
  const content = encodeContent(
    { kind: "event", event: "vault", details: [thief.publicKey] },
    crypto.getRandomValues(new Uint8Array(16)),
  )
  const { message } = await group.protect(content)
  const device = ada.desk.value.device
  const franked = { conversation: id, epoch: Number(group.epoch), device, content }
  const rest = [device, Number(group.epoch), newId("msg"), message, await frankingCommitment(franked)]
  world.server.append(world.server.held(id), 5, rest)
  await until(() => warnings(ben.desk.value.open).includes("revoked"))
  expect(await toldOf(ben.user, id, ada.user)).toEqual(identity.publicKey)
  expect(chat.value.conversation?.stopped).toBeUndefined()
})
