import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { applyUpdatePathSecret } from "ts-mls/createCommit.js"
import { deriveSecret } from "ts-mls/crypto/kdf.js"
import type { GroupContext } from "ts-mls/groupContext.js"
import { initializeEpoch, mlsExporter } from "ts-mls/keySchedule.js"
import { getCommitSecret } from "ts-mls/pathSecrets.js"
import { toPrivateKeyPath } from "ts-mls/privateKeyPath.js"
import { decodeRatchetTree } from "ts-mls/ratchetTree.js"
import { treeHashRoot } from "ts-mls/treeHash.js"
import { toLeafIndex, toNodeIndex } from "ts-mls/treemath.js"
import { applyUpdatePath, decodeUpdatePath } from "ts-mls/updatePath.js"
import { describe, expect, test } from "vitest"
import type { PendingCommit } from "../src/index.ts"
import { SUITE_NAME, suiteFor } from "../src/suite.ts"
import { decodeAs } from "../src/wire.ts"
import { stateOf } from "./inside.ts"
import { at, groupOf, people, receiveCommit, text } from "./people.ts"
import { parseTreeKems, type TreeKem } from "./vectorFiles.ts"

const { SOTTO_VECTORS } = process.env
const FILE = join(
  SOTTO_VECTORS ?? join(import.meta.dirname, "../../../../shared/vectors"),
  "mls/treekem.json.gz",
)
const absent = !existsSync(FILE)

if (absent) test.skip(`official TreeKEM vectors: ${FILE} is absent; set SOTTO_VECTORS to run them`)

async function checkTreeKem(vector: TreeKem): Promise<number> {
  const suite = suiteFor(undefined)
  const tree = decodeRatchetTree(vector.tree, 0)?.[0]
  if (tree === undefined) throw new Error("not a tree")
  let opened = 0
  for (const update of vector.updatePaths) {
    const path = decodeUpdatePath(update.updatePath, 0)?.[0]
    if (path === undefined) throw new Error("not a path")
    const sender = toLeafIndex(update.sender)
    const after = await applyUpdatePath(tree, sender, path, suite.hash)
    expect(await treeHashRoot(after, suite.hash)).toEqual(update.treeHashAfter)
    const context: GroupContext = {
      version: "mls10",
      cipherSuite: SUITE_NAME,
      groupId: vector.groupId,
      epoch: vector.epoch,
      treeHash: update.treeHashAfter,
      confirmedTranscriptHash: vector.confirmedTranscriptHash,
      extensions: [],
    }
    for (const leaf of vector.leaves) {
      const expected = update.pathSecrets[leaf.index]
      if (expected === undefined) continue
      const secrets = Object.fromEntries(leaf.pathSecrets.map(({ node, secret }) => [node, secret]))
      const { privateKeys } = await toPrivateKeyPath(secrets, leaf.index, suite)
      privateKeys[leaf.index * 2] = leaf.encryptionPrivate
      const own = { leafIndex: leaf.index, privateKeys }
      const { nodeIndex, pathSecret } = await applyUpdatePathSecret(
        tree,
        own,
        sender,
        context,
        path,
        [],
        suite,
      )
      expect(pathSecret).toEqual(expected)
      expect(await getCommitSecret(after, toNodeIndex(nodeIndex), pathSecret, suite.kdf)).toEqual(
        update.commitSecret,
      )
      opened++
    }
  }
  return opened
}

describe.skipIf(absent)("official TreeKEM vectors, suite 1", () => {
  test("every update path opens at every leaf and gives the commit secret", async () => {
    const vectors = parseTreeKems(JSON.parse(gunzipSync(readFileSync(FILE)).toString()))
    let opened = 0
    for (const vector of vectors.filter(({ suite }) => suite === 1)) opened += await checkTreeKem(vector)
    expect(opened).toBeGreaterThan(100)
  })
})

/** Whether a device that knows everything of the epoch before, and no path secret, arrives at the new epoch. */
async function followsWithoutPath(initSecret: Uint8Array, pending: PendingCommit): Promise<boolean> {
  const { kdf } = suiteFor(undefined)
  const { groupContext } = decodeAs(pending.groupInfo, "mls_group_info").groupInfo
  const zero = new Uint8Array(kdf.size)
  const { keySchedule } = await initializeEpoch(initSecret, zero, groupContext, zero, kdf)
  const truth = await pending.next.export("sotto typing", text(""), 32)
  const suite = suiteFor(undefined)
  const guess = await mlsExporter(keySchedule.exporterSecret, "sotto typing", text(""), 32, suite)
  return Buffer.compare(truth, guess) === 0
}

describe("commit secrets (RFC 9420 7.4)", () => {
  test.each([0, 1])("whoever is removed cannot follow, even if only leaf %i remains", async (remaining) => {
    const devices = await people("a", "b")
    const groups = await groupOf(at(devices, 0), at(devices, 1))
    const removedOne = stateOf(at(groups, 1 - remaining), at(devices, 1 - remaining))
    const pending = await at(groups, remaining).remove([1 - remaining])
    expect(pending.next.members).toHaveLength(1)
    expect(await followsWithoutPath(removedOne.keySchedule.initSecret, pending)).toBe(false)
  })

  test("a group whose left half is gone stays in step", async () => {
    const devices = await people("a", "b", "c", "d")
    const groups = await groupOf(at(devices, 0), ...devices.slice(1))
    const removal = await at(groups, 2).remove([0, 1])
    const update = await (await receiveCommit(at(groups, 3), removal.commit)).next.update()
    const after = (await receiveCommit(removal.next, update.commit)).next
    const [own, other] = await Promise.all([after, update.next].map((g) => g.export("x", text(""), 32)))
    expect(own).toEqual(other)
  })

  test("the commit secret follows the last node of the path, where the root is none of it", async () => {
    const devices = await people("a", "b", "c", "d")
    const groups = await groupOf(at(devices, 0), ...devices.slice(1))
    const { next } = await at(groups, 2).remove([0, 1])
    const { ratchetTree } = stateOf(next, at(devices, 2))
    expect([ratchetTree[3], ratchetTree[5]?.nodeType]).toEqual([undefined, "parent"])
    const { kdf } = suiteFor(undefined)
    const secret = new Uint8Array(32).fill(7)
    const expected = await deriveSecret(secret, "path", kdf)
    expect(await getCommitSecret(ratchetTree, toNodeIndex(5), secret, kdf)).toEqual(expected)
  })
})
