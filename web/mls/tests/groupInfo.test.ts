import { verifyGroupInfoSignature } from "ts-mls/groupInfo.js"
import { encodeRatchetTree } from "ts-mls/ratchetTree.js"
import { expect, test } from "vitest"
import { suiteFor } from "../src/suite.ts"
import { decodeAs } from "../src/wire.ts"
import { groupInfoIn, treeIn } from "./inside.ts"
import { at, found, groupOf, keyPackageOf, people } from "./people.ts"

test("group info decodes, verifies, and carries the tree and nothing to join by", async () => {
  const devices = await people("customer", "agent")
  const group = at(await groupOf(at(devices, 0), at(devices, 1)), 1)
  const info = await groupInfoIn(group)
  expect(info.extensions.map((extension) => extension.extensionType)).toEqual(["ratchet_tree"])
  expect(info.signer).toBe(1)
  const { signature } = suiteFor(undefined)
  expect(await verifyGroupInfoSignature(info, at(devices, 1).key.publicKey, signature)).toBe(true)
  expect(await verifyGroupInfoSignature(info, at(devices, 0).key.publicKey, signature)).toBe(false)
  expect(encodeRatchetTree(await treeIn(group))).toEqual(info.extensions[0]?.extensionData)
})

test("a pending commit brings the group info of its own epoch", async () => {
  const devices = await people("customer", "agent")
  const group = await found(at(devices, 0))
  expect((await groupInfoIn(group)).groupContext.epoch).toBe(0n)
  const pending = await group.add([(await keyPackageOf(at(devices, 1))).keyPackage])
  const { groupInfo } = decodeAs(pending.groupInfo, "mls_group_info")
  expect(groupInfo.groupContext.epoch).toBe(1n)
  expect(groupInfo).toEqual(await groupInfoIn(pending.next))
})
