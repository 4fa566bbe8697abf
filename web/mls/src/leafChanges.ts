import type { Commit } from "ts-mls/commit.js"
import type { RatchetTree } from "ts-mls/ratchetTree.js"
import { type Member, memberAt, memberOf } from "./member.ts"
import { MlsError } from "./mlsError.ts"
import type { LeafChange } from "./policy.ts"

/** What a commit did to the leaves, read from the trees before and after it. */
export interface LeafChanges {
  readonly added: readonly Member[]
  readonly removed: readonly Member[]
  readonly updated: readonly LeafChange[]
}

/**
 * Compares two trees leaf by leaf. A leaf may differ only because the commit says so; anything else is refused, so
 * that nobody enters or changes past the `LeafPolicy`. Unchanged leaves are the same objects in both trees.
 */
export function leafChanges(
  before: RatchetTree,
  after: RatchetTree,
  committer: number,
  commit: Commit,
): LeafChanges {
  const removedLeaves = removals(commit)
  const added: Member[] = []
  for (const member of entered(before, after)) {
    if (member.leaf === committer && commit.path !== undefined) continue
    if (before[member.leaf * 2] !== undefined && !removedLeaves.has(member.leaf))
      throw new MlsError("invalid", `leaf ${member.leaf} changed without a proposal`)
    added.push(member)
  }
  return {
    added,
    removed: [...removedLeaves]
      .map((leaf) => memberAt(before, leaf))
      .filter((member) => member !== undefined),
    updated: updates(before, committer, commit),
  }
}

/** The questions to put to the policy. */
export function policyQuestions(changes: LeafChanges): readonly LeafChange[] {
  return [...changes.added.map((candidate) => ({ candidate, previous: undefined })), ...changes.updated]
}

function removals(commit: Commit): ReadonlySet<number> {
  const leaves = new Set<number>()
  for (const item of commit.proposals) {
    if (item.proposalOrRefType === "proposal" && item.proposal.proposalType === "remove")
      leaves.add(item.proposal.remove.removed)
  }
  return leaves
}

function* entered(before: RatchetTree, after: RatchetTree): Generator<Member> {
  for (let leaf = 0; leaf * 2 < after.length; leaf++) {
    if (after[leaf * 2] === before[leaf * 2]) continue
    const member = memberAt(after, leaf)
    if (member !== undefined) yield member
  }
}

function updates(before: RatchetTree, committer: number, commit: Commit): readonly LeafChange[] {
  if (commit.path === undefined) return []
  return [{ candidate: memberOf(committer, commit.path.leafNode), previous: memberAt(before, committer) }]
}
