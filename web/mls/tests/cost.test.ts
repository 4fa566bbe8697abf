import { describe, expect, test, vi } from "vitest"
import { createGroup, createKeyPackage, type Group } from "../src/index.ts"
import { suiteFor } from "../src/suite.ts"
import {
  at,
  found,
  GROUP_ID,
  groupOf,
  keyPackageOf,
  LIFETIME,
  people,
  receiveCommit,
  receiveText,
  text,
} from "./people.ts"

describe("the cost", () => {
  test("of opening a message is one signature: the tree is not checked again", async () => {
    const groups = await groupOf(at(await people("a"), 0), ...(await people("b", "c", "d", "e")))
    const { message } = await at(groups, 0).protect(text("hello"))
    const verify = vi.spyOn(crypto.subtle, "verify")
    await receiveText(at(groups, 3), message)
    expect(verify).toHaveBeenCalledTimes(1)
    verify.mockRestore()
  })

  test("of a saved group grows with its nodes, not with the epochs kept", async () => {
    const devices = await people("a", "b", "c", "d", "e")
    const identity = new Uint8Array(2000).fill(65) // about an agent's two certificates
    const first = at(devices, 0)
    const founder = await createGroup({ groupId: GROUP_ID, identity, lifetime: LIFETIME }, first.context)
    const packages = await Promise.all(
      devices
        .slice(1)
        .map(({ key }) => createKeyPackage({ identity, key, lifetime: LIFETIME, lastResort: false })),
    )
    let group: Group = (await founder.add(packages.map((own) => own.keyPackage))).next
    const young = group.save().length
    for (let epoch = 0; epoch < 6; epoch++) group = (await group.update()).next
    expect(young).toBeLessThan(5 * 2400 + 1500)
    // each epoch brought a leaf of ours, three parents, five ratchets
    expect(group.save().length - young).toBeLessThan(6 * 3500)
  })
})

describe("X25519", () => {
  test.each([0, 1])(
    "a public key of small order (%i) is refused: its shared secret is all zero",
    async (first) => {
      const { hpke } = suiteFor(undefined)
      const smallOrder = new Uint8Array(32)
      smallOrder[0] = first
      const imported = await hpke.importPublicKey(smallOrder)
      await expect(hpke.seal(imported, text("x"), text("info"))).rejects.toThrow()
      const { privateKey } = await hpke.generateKeyPair()
      await expect(hpke.open(privateKey, smallOrder, new Uint8Array(17), text("info"))).rejects.toThrow()
    },
  )
})

test("groups never share memory with what was handed in or out", async () => {
  const devices = await people("a", "b")
  const own = await keyPackageOf(at(devices, 1))
  const group = await found(at(devices, 0))
  const pending = await group.add([own.keyPackage])
  own.keyPackage.fill(0)
  const before = pending.next.save()
  for (const member of pending.next.members) {
    member.identity.fill(0)
    member.signatureKey.fill(0)
  }
  pending.commit.fill(0)
  pending.groupInfo.fill(0)
  expect(pending.next.save()).toEqual(before)

  const [a, b] = await groupOf(at(devices, 0), at(devices, 1)).then(
    (all) => [at(all, 0), at(all, 1)] as const,
  )
  const update = await a.update()
  const received = await receiveCommit(b, update.commit)
  const saved = received.next.save()
  update.commit.fill(0)
  expect(received.next.save()).toEqual(saved)
})
