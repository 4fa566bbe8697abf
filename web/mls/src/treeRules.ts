import { getHpkePublicKey, type RatchetTree } from "ts-mls/ratchetTree.js"
import { bytesKey } from "./bytes.ts"
import { MAX_MEMBERS, MAX_TREE_LEAVES } from "./limits.ts"
import { MlsError } from "./mlsError.ts"

/** Bounds the work that the checks of a tree can cost, before they are made. */
export function checkTreeSize(tree: RatchetTree): void {
  const leaves = tree.filter((node) => node?.nodeType === "leaf").length
  if (leaves > MAX_MEMBERS || tree.length > 2 * MAX_TREE_LEAVES - 1)
    throw new MlsError("too-many-members", `more than ${MAX_MEMBERS} members`)
}

/**
 * No two nodes share an encryption key and no two leaves a signature key (RFC 9420 7.3, 12.4.2). Asked of every new
 * tree: the library compares the nodes of the old tree among themselves, never with the leaf or path that comes in.
 */
export function checkDistinctKeys(tree: RatchetTree): void {
  const encryption = new Set<string>()
  const signature = new Set<string>()
  for (const node of tree) {
    if (node === undefined) continue
    claim(encryption, getHpkePublicKey(node), "encryption")
    if (node.nodeType === "leaf") claim(signature, node.leaf.signaturePublicKey, "signature")
  }
}

function claim(seen: Set<string>, key: Uint8Array, kind: string): void {
  const text = bytesKey(key)
  if (seen.has(text)) throw new MlsError("duplicate-key", `two nodes share one ${kind} key`)
  seen.add(text)
}
