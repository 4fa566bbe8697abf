import { describe, expect, test } from "vitest"
import {
  type Group,
  inspectKeyPackage,
  joinGroup,
  loadGroup,
  MlsError,
  welcomeReferences,
} from "../src/index.ts"
import { at, GROUP_ID, groupOf, keyPackageOf, NOW, type Person, people, text } from "./people.ts"

const ROUNDS = 1500

/** Seeded, so that a failure can be played again (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function mutate(original: Uint8Array, random: (below: number) => number): Uint8Array {
  const position = random(original.length)
  const changed = original.slice()
  switch (random(6)) {
    case 0:
      changed[position] = at([...changed], position) ^ (1 << random(8))
      return changed
    case 1:
      changed[position] = random(256)
      return equalTo(changed, original) ? changed.subarray(1) : changed
    case 2:
      return changed.subarray(0, position)
    case 3:
      return Uint8Array.from([...changed.subarray(0, position), random(256), ...changed.subarray(position)])
    case 4:
      return Uint8Array.from([
        ...changed.subarray(0, position),
        ...changed.subarray(position + 1 + random(40)),
      ])
    default:
      // the length of something, most likely
      changed.set([0xbf, 0xff, 0xff, 0xff].slice(0, original.length - position), position)
      return equalTo(changed, original) ? changed.subarray(1) : changed
  }
}

function equalTo(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

async function expectOnlyMlsErrors(
  seed: number,
  original: Uint8Array,
  use: (bytes: Uint8Array) => Promise<unknown>,
): Promise<void> {
  const random = generator(seed)
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = mutate(original, random)
    const outcome = await use(bytes).then(
      () => "accepted",
      (error: unknown) => error,
    )
    if (!(outcome instanceof MlsError)) throw new Error(`seed ${seed}, round ${round}: ${String(outcome)}`)
  }
}

interface Scene {
  readonly agent: Person
  readonly sender: Group
  readonly reader: Group
}

async function scene(): Promise<Scene> {
  const devices = await people("customer", "agent", "other")
  const groups = await groupOf(at(devices, 0), ...devices.slice(1))
  return { agent: at(devices, 1), sender: at(groups, 0), reader: at(groups, 1) }
}

describe("hostile bytes end in an MlsError and leave the group as it was", () => {
  test("application messages", async () => {
    const { sender, reader } = await scene()
    const before = reader.save()
    const { message } = await sender.protect(text("hello"))
    await expectOnlyMlsErrors(1, message, (bytes) => reader.receive(bytes))
    expect(reader.save()).toEqual(before)
  })

  test("commits with a path", async () => {
    const { sender, reader } = await scene()
    const before = reader.save()
    const { commit } = await sender.remove([2])
    await expectOnlyMlsErrors(2, commit, (bytes) => reader.receive(bytes))
    expect(reader.save()).toEqual(before)
  })

  test("commits with key packages", async () => {
    const { sender, reader } = await scene()
    const before = reader.save()
    const late = await keyPackageOf(at(await people("late"), 0))
    const { commit } = await sender.add([late.keyPackage])
    await expectOnlyMlsErrors(3, commit, (bytes) => reader.receive(bytes))
    expect(reader.save()).toEqual(before)
  })

  test("key packages", async () => {
    const { keyPackage } = await keyPackageOf(at(await people("late"), 0))
    await expectOnlyMlsErrors(4, keyPackage, (bytes) => inspectKeyPackage(bytes, NOW))
    const { sender } = await scene()
    await expectOnlyMlsErrors(5, keyPackage, (bytes) => sender.add([bytes]))
  })

  test("Welcomes", async () => {
    const { sender } = await scene()
    const late = at(await people("late"), 0)
    const own = await keyPackageOf(late)
    const { welcome } = await sender.add([own.keyPackage])
    if (welcome === undefined) throw new Error("nobody was welcomed")
    await expectOnlyMlsErrors(6, welcome, (bytes) =>
      joinGroup({ welcome: bytes, ...own, expectedGroupId: GROUP_ID }, late.context),
    )
    expect(welcomeReferences(welcome)).toHaveLength(1)
  })

  test("saved states that were cut or lengthened", async () => {
    const { agent, reader } = await scene()
    const saved = reader.save()
    for (let length = 0; length < saved.length; length += 7)
      await expect(loadGroup(saved.subarray(0, length), agent.context)).rejects.toBeInstanceOf(MlsError)
    await expect(loadGroup(Uint8Array.from([...saved, 0]), agent.context)).rejects.toBeInstanceOf(MlsError)
    await expect(loadGroup(Uint8Array.from([2, ...saved.subarray(1)]), agent.context)).rejects.toBeInstanceOf(
      MlsError,
    )
  })
})
