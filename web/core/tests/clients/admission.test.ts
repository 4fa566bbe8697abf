import { afterEach, beforeEach, expect, test } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import type { CborValue } from "../../src/cbor.ts"
import { beginVault, identityOf, onNewBrowser, threeAndAVault, toldOf } from "./admissionWorld.ts"
import { Browser, texts, until, World, warnings } from "./world.ts"

let world: World

beforeEach(async () => {
  world = await World.create()
})

afterEach(() => {
  world.close()
  expect(world.faults).toEqual([])
})

test("a replaced browser is let in by the customer alone, and writes again", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  ada.desk.close()
  ben.desk.close()
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await until(() => desk.value.conversations[0]?.status === "open")
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  await desk.send(id, "back again")
  await until(() => texts(chat.value.conversation).at(-1) === "back again")
  await chat.send("welcome back")
  await until(() => texts(desk.value.open).at(-1) === "welcome back")
  // What was written before stays, from the vault; what the browser was let into begins with its own row.
  expect(texts(desk.value.open)).toEqual(["a question", "an answer", "back again", "welcome back"])
  expect(desk.value.open?.rows.some((row) => row.kind === "event" && row.event === "joined")).toBe(true)
  const joined = chat.value.conversation?.rows.find((row) => row.kind === "event" && row.event === "joined")
  expect(joined).toMatchObject({ who: { name: "Ada" } })
  expect(warnings(chat.value.conversation)).toEqual([])
  expect(desk.value.open?.customer.name).toBe("Hugo")
  await until(() => chat.value.conversation?.safety.fingerprint === desk.value.open?.safety.fingerprint)
  expect(world.server.admissions.waiting.size).toBe(0)
})

test("whoever was away is told of the request when they come back", async () => {
  const visitor = new Browser(world)
  const { ada, ben, chat, id } = await threeAndAVault(world, visitor)
  const customer = [...world.server.held(id).members.keys()][0] ?? ""
  for (const { desk } of [ada, ben]) desk.close()
  visitor.setOnline(false)
  world.server.cut(customer)
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await until(() => world.server.admissions.waiting.size === 1)
  visitor.setOnline(true)
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  expect(world.server.held(id).members.size).toBe(4)
  // The lost device of the same person is still there, and one person all the same.
  expect(chat.value.conversation?.members.length).toBe(3)
})

test("all members at once: one commit wins, and everybody follows", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  const before = world.server.held(id).epoch
  // Nobody hears of the others' commits in time.
  let held = true
  world.server.tamperFrames = (_, frames) => (held ? frames.filter(([kind]) => kind !== 4) : frames)
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await until(() => world.server.held(id).epoch > before)
  world.server.tellOfAdmissions(world.server.held(id))
  held = false
  world.server.cut()
  await desk.open(id)
  await until(() => desk.value.open?.stopped === undefined)
  await desk.send(id, "from the new one")
  for (const view of [() => chat.value.conversation, () => ben.desk.value.open, () => ada.desk.value.open]) {
    await until(() => texts(view()).at(-1) === "from the new one")
    expect(view()?.stopped).toBeUndefined()
  }
  expect(world.server.held(id).epoch).toBe(before + 1)
})

test("the vault's identity is told once in each conversation, and another one does not take its place", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  const identity = await identityOf(ada.user)
  await expect.poll(() => toldOf(ben.user, id, ada.user)).toEqual(identity.publicKey)
  const count = () => world.server.held(id).events.length
  const settled = count()
  world.advance(1000)
  await ada.desk.checkCertificate()
  await until(() => ada.desk.vault?.value.savedAt === world.now())
  await ada.desk.send(id, "one more")
  await until(() => texts(ben.desk.value.open).at(-1) === "one more")
  const told = world.server
    .held(id)
    .events.filter(
      ({ kind, rest }, index) => index >= settled && kind === 5 && rest[1] === ada.desk.value.device,
    )
  expect(told.length).toBe(1)
  await ada.desk.vault?.remove()
  world.advance(1000)
  await beginVault(ada.desk)
  const next = await identityOf(ada.user)
  expect(next.publicKey).not.toEqual(identity.publicKey)
  await expect.poll(() => toldOf(ada.user, id, ada.user)).toEqual(next.publicKey)
  await ada.desk.send(id, "with a new vault")
  await until(() => texts(ben.desk.value.open).at(-1) === "with a new vault")
  await until(() => texts(chat.value.conversation).at(-1) === "with a new vault")
  expect(await toldOf(ben.user, id, ada.user)).toEqual(identity.publicKey)
  // Those who heard of the first one see whose name the other one came under; Ada's own browser told it herself.
  for (const view of [chat.value.conversation, ben.desk.value.open]) {
    const shown = view?.rows.filter((row) => row.kind === "warning")
    expect(shown).toMatchObject([{ warning: "vault", rule: "another_vault", who: { name: "Ada" } }])
  }
  expect(warnings(ada.desk.value.open)).toEqual([])
})

test("a Welcome takes the place of what the vault brought, and only then", async () => {
  const { ada, chat, id } = await threeAndAVault(world)
  ada.desk.close()
  const { desk: colleague } = await world.hire("Cleo")
  // Nobody lets it in: the request is never shown.
  world.server.refuse = (method, path) =>
    method === "GET" && path === "/v1/admissions" ? { status: 503, code: "unavailable" } : undefined
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await desk.open(id)
  expect(desk.value.open?.stopped).toBe("restored")
  expect(desk.value.conversations[0]).toMatchObject({ status: "open", stopped: false })
  // A Welcome for a key package that is not this browser's changes nothing.
  const stolen = world.server.held(id).welcomes.get(1) ?? new Uint8Array(1)
  const frame: readonly CborValue[] = [
    ...[3, id, world.server.held(id).events.length + 1, world.now(), colleague.value.device, 2],
    ...[stolen, world.inbox, world.server.held(id).customer, "open"],
  ]
  world.server.inject(desk.value.device, frame)
  await chat.send("meanwhile")
  await until(() => desk.value.alarms.some(({ rule }) => rule === "unsolicited_welcome"))
  expect(desk.value.open?.stopped).toBe("restored")
  world.server.refuse = () => undefined
  world.server.tellOfAdmissions(world.server.held(id))
  await until(() => desk.value.open?.stopped === undefined)
  expect(texts(desk.value.open).slice(0, 2)).toEqual(["a question", "an answer"])
})

test("a resolved conversation is restored as resolved, and nobody is asked to let the browser in", async () => {
  const { ada, id } = await threeAndAVault(world)
  await ada.desk.resolve(id)
  await until(() => ada.desk.value.open?.status === "resolved")
  world.advance(1000)
  await until(() => ada.desk.vault?.value.savedAt === world.now())
  ada.desk.close()
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await until(() => desk.value.conversations[0]?.status === "resolved")
  expect(world.server.admissions.waiting.size).toBe(0)
})

test("a browser that was let in tells the vault's identity again, so that the next one is let in too", async () => {
  const { ada, ben, chat, id } = await threeAndAVault(world)
  ada.desk.close()
  ben.desk.close()
  const second = await onNewBrowser(world, ada.user, "Ada")
  await second.open(id)
  await until(() => second.value.open?.stopped === undefined)
  await second.send(id, "from the second")
  await until(() => texts(chat.value.conversation).at(-1) === "from the second")
  second.close()
  const third = await onNewBrowser(world, ada.user, "Ada")
  await third.open(id)
  await until(() => third.value.open?.stopped === undefined)
  await third.send(id, "from the third")
  await until(() => texts(chat.value.conversation).at(-1) === "from the third")
})

test("the server learns no identity of a vault but from the word in the request", async () => {
  const { ada } = await threeAndAVault(world)
  const { publicKey } = await identityOf(ada.user)
  const { key } = await staffDevice(ada.user)
  expect(key.publicKey).not.toEqual(publicKey)
  const bodies = world.server.posted.map(({ body }) => body).join("\n")
  expect(bodies).not.toContain(Buffer.from(publicKey).toString("hex"))
  expect(bodies).not.toContain(Buffer.from(publicKey).toString("base64url").slice(0, 40))
})

test("a request that is refused waits for hours, and costs the stock nothing", async () => {
  const { ada, ben, id } = await threeAndAVault(world)
  ada.desk.close()
  ben.desk.close()
  const asked: string[] = []
  world.server.refuse = (method, path) => {
    if (method !== "POST" || !path.endsWith("/admissions")) return undefined
    asked.push(path)
    return { status: 403, code: "not_certified" }
  }
  const desk = await onNewBrowser(world, ada.user, "Ada")
  await until(() => asked.length === 1)
  await desk.open(id)
  for (let round = 0; round < 5; round += 1) {
    world.advance(61_000)
    await desk.checkCertificate()
  }
  expect(asked.length).toBe(1)
})
