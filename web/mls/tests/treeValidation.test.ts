import { validateRatchetTree } from "ts-mls/clientState.js"
import type { RatchetTree } from "ts-mls/ratchetTree.js"
import { treeHashRoot } from "ts-mls/treeHash.js"
import { describe, expect, test } from "vitest"
import { CLIENT_CONFIG } from "../src/context.ts"
import type { Group } from "../src/index.ts"
import { settlePrivatePath } from "../src/privatePath.ts"
import { suiteFor } from "../src/suite.ts"
import { checkDistinctKeys, checkTreeSize } from "../src/treeRules.ts"
import { groupInfoIn, stateOf, treeIn } from "./inside.ts"
import { at, groupOf, joinBy, keyPackageOf, people, person, receiveCommit, ruleOf } from "./people.ts"

/**
 * Seven members of which leaf 4 has set the path 9, 11, 7, then an eighth that no parent on its path knows: 11 and 7
 * both list leaf 7 as unmerged.
 */
async function eighthUnmerged(): Promise<{ founder: Group; eighth: Group }> {
  const devices = await people("a", "b", "c", "d", "e", "f", "g", "h")
  const groups = await groupOf(at(devices, 0), ...devices.slice(1, 7))
  const update = await at(groups, 4).update()
  const founder = (await receiveCommit(at(groups, 0), update.commit)).next
  const own = await keyPackageOf(at(devices, 7))
  const pending = await founder.add([own.keyPackage])
  return { founder: pending.next, eighth: await joinBy(pending, at(devices, 7), own) }
}

/** What the library says of a changed tree whose tree hash is right again. */
async function verdict(group: Group, change: (tree: RatchetTree) => void): Promise<string | undefined> {
  const tree = [...(await treeIn(group))]
  change(tree)
  const suite = suiteFor(undefined)
  const { groupContext } = await groupInfoIn(group)
  const hash = await treeHashRoot(tree, suite.hash)
  const { lifetimeConfig, authService } = CLIENT_CONFIG
  return (await validateRatchetTree(tree, groupContext, lifetimeConfig, authService, hash, suite))?.message
}

function setUnmerged(tree: RatchetTree, index: number, unmergedLeaves: number[]): void {
  const node = tree[index]
  if (node?.nodeType !== "parent") throw new Error(`node ${index} is no parent`)
  tree[index] = { nodeType: "parent", parent: { ...node.parent, unmergedLeaves } }
}

function unmergedAt(tree: RatchetTree, index: number): readonly number[] | undefined {
  const node = tree[index]
  return node?.nodeType === "parent" ? node.parent.unmergedLeaves : undefined
}

describe("trees at a join (RFC 9420 12.4.3.1)", () => {
  test("a member that is unmerged below and merged above stops nobody from joining", async () => {
    const { founder } = await eighthUnmerged()
    const update = await founder.update()
    const tree = await treeIn(update.next)
    expect([unmergedAt(tree, 11), unmergedAt(tree, 7)]).toEqual([[7], []])
    const late = await person("late")
    const own = await keyPackageOf(late)
    const joined = await joinBy(await update.next.add([own.keyPackage]), late, own)
    expect(joined.members).toHaveLength(9)
  })

  test("the tree of that group is valid as it stands", async () => {
    const { founder } = await eighthUnmerged()
    expect(unmergedAt(await treeIn(founder), 7)).toEqual([7])
    expect(await verdict(founder, () => {})).toBeUndefined()
  })

  test.each([
    ["outside the tree", 7, [8], /increasing order inside/],
    [
      "far outside the tree, where a walk to the root would never end",
      7,
      [2 ** 31],
      /increasing order inside/,
    ],
    ["listed twice", 7, [7, 7], /increasing order inside/],
    ["out of order", 7, [7, 6], /increasing order inside/],
    ["unknown to a parent in between", 7, [4, 7], /must list leaf node/],
  ])("an unmerged leaf %s is refused", async (_, index, leaves, sentence) => {
    const { founder } = await eighthUnmerged()
    expect(await verdict(founder, (tree) => setUnmerged(tree, index, leaves))).toMatch(sentence)
  })

  test("an unmerged leaf that is no descendant, though a leaf, is refused", async () => {
    const { founder } = await eighthUnmerged()
    const strange = (tree: RatchetTree) => {
      setUnmerged(tree, 11, [0])
      setUnmerged(tree, 7, [])
    }
    expect(await verdict(founder, strange)).toMatch(/non-blank descendant/)
  })

  test("an unmerged leaf that is blank is refused", async () => {
    const { founder } = await eighthUnmerged()
    const blank = (tree: RatchetTree) => {
      tree[12] = undefined // leaf 6
      setUnmerged(tree, 11, [6, 7])
      setUnmerged(tree, 7, [6, 7])
    }
    expect(await verdict(founder, blank)).toMatch(/non-blank descendant/)
  })

  test("a parent that passes over an unmerged leaf of its child is refused (7.9.2)", async () => {
    const { founder } = await eighthUnmerged()
    expect(await verdict(founder, (tree) => setUnmerged(tree, 7, []))).toMatch(/parent hash/)
  })

  test("a changed parent key is refused", async () => {
    const { founder } = await eighthUnmerged()
    const change = (tree: RatchetTree) => {
      const node = tree[11]
      if (node?.nodeType !== "parent") throw new Error("no parent")
      tree[11] = { nodeType: "parent", parent: { ...node.parent, hpkePublicKey: new Uint8Array(32).fill(9) } }
    }
    expect(await verdict(founder, change)).toMatch(/parent hash/)
  })
})

describe("our own rules of trees", () => {
  test("two nodes with one encryption key, or two leaves with one signature key, are refused", async () => {
    const tree = await treeIn((await eighthUnmerged()).founder)
    const [first, parent] = [at(tree, 0), at(tree, 11)]
    if (first?.nodeType !== "leaf" || parent?.nodeType !== "parent") throw new Error("not the expected tree")
    checkDistinctKeys(tree)
    const sameEncryption = [...tree]
    sameEncryption[2] = {
      nodeType: "leaf",
      leaf: { ...first.leaf, hpkePublicKey: parent.parent.hpkePublicKey },
    }
    const sameSignature = [...tree]
    sameSignature[2] = { nodeType: "leaf", leaf: { ...first.leaf, hpkePublicKey: new Uint8Array(32) } }
    for (const bad of [sameEncryption, sameSignature])
      expect(await ruleOf(Promise.resolve().then(() => checkDistinctKeys(bad)))).toBe("duplicate-key")
  })

  test("a tree of too many leaves is refused before anything is computed on it", async () => {
    const wide: RatchetTree = new Array(2 ** 20 - 1).fill(undefined)
    expect(await ruleOf(Promise.resolve().then(() => checkTreeSize(wide)))).toBe("too-many-members")
  })

  test("a private key that does not fit its node is refused, one of a blank node forgotten", async () => {
    const [a, b] = await people("a", "b").then((all) => [at(all, 0), at(all, 1)] as const)
    const group = (await at(await groupOf(a, b), 0).update()).next
    const { privatePath, ratchetTree } = stateOf(group, a)
    const wrong = {
      ...privatePath,
      privateKeys: { ...privatePath.privateKeys, 1: new Uint8Array(32).fill(1) },
    }
    expect(await ruleOf(settlePrivatePath(wrong, ratchetTree, {}))).toBe("path-secret")
    const [own, root, other] = ratchetTree
    const settled = await settlePrivatePath(privatePath, [own, undefined, other], {})
    expect(Object.keys(settled.privateKeys)).toEqual(["0"])
    expect(root?.nodeType).toBe("parent")
  })
})
