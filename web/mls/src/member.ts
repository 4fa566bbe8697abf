import type { LeafNode } from "ts-mls/leafNode.js"
import type { RatchetTree } from "ts-mls/ratchetTree.js"
import { MlsError } from "./mlsError.ts"

/** A leaf of the group. `identity` is the basic credential's content and is believed only as far as the `LeafPolicy`. */
export interface Member {
  readonly leaf: number
  readonly identity: Uint8Array
  readonly signatureKey: Uint8Array
}

export function memberOf(leaf: number, node: LeafNode): Member {
  if (node.credential.credentialType !== "basic")
    throw new MlsError("credential-type", "only basic credentials are spoken here")
  return { leaf, identity: node.credential.identity.slice(), signatureKey: node.signaturePublicKey.slice() }
}

export function memberAt(tree: RatchetTree, leaf: number): Member | undefined {
  const node = tree[leaf * 2]
  return node?.nodeType === "leaf" ? memberOf(leaf, node.leaf) : undefined
}

/** Occupied leaves, left to right. */
export function membersOf(tree: RatchetTree): readonly Member[] {
  const members: Member[] = []
  for (let leaf = 0; leaf * 2 < tree.length; leaf++) {
    const member = memberAt(tree, leaf)
    if (member !== undefined) members.push(member)
  }
  return members
}
