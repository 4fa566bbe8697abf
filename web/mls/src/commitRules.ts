import type { ClientState } from "ts-mls/clientState.js"
import type { Commit } from "ts-mls/commit.js"
import type { Proposal } from "ts-mls/proposal.js"
import type { PublicMessage } from "ts-mls/publicMessage.js"
import { checkKeyPackage } from "./keyPackage.ts"
import { checkLifetime } from "./lifetime.ts"
import { MAX_MEMBERS } from "./limits.ts"
import { MlsError } from "./mlsError.ts"

/** A commit of this group and epoch by another member; its proposals are of the kinds spoken here. Not yet verified. */
export interface FramedCommit {
  readonly committer: number
  readonly commit: Commit
}

/** Reads the plaintext framing and refuses, before any cryptography, what can never be right here. */
export function readCommit(state: ClientState, message: PublicMessage): FramedCommit {
  const { content } = message
  if (content.sender.senderType !== "member") throw new MlsError("external-sender", "only members may send")
  if (content.contentType !== "commit") throw new MlsError("proposal", "proposals travel inside commits only")
  if (content.epoch < state.groupContext.epoch) throw new MlsError("stale-epoch", "a commit of a past epoch")
  if (content.sender.leafIndex === state.privatePath.leafIndex)
    throw new MlsError("own-message", "an own commit is applied by keeping its next group")
  return { committer: content.sender.leafIndex, commit: content.commit }
}

/** Only Add and Remove by value. The library would apply the rest, and skip kinds it does not know. */
export function checkProposals(commit: Commit, now: number): void {
  if (commit.proposals.length > MAX_MEMBERS)
    throw new MlsError("too-many-members", "more proposals than leaves")
  for (const item of commit.proposals) {
    if (item.proposalOrRefType !== "proposal")
      throw new MlsError("proposal", "proposals by reference are not used")
    checkProposal(item.proposal, now)
  }
}

function checkProposal(proposal: Proposal, now: number): void {
  if (proposal.proposalType === "remove") return
  if (proposal.proposalType !== "add")
    throw new MlsError("proposal", `a ${proposal.proposalType} proposal is not used here`)
  checkKeyPackage(proposal.add.keyPackage)
  checkLifetime(proposal.add.keyPackage.leafNode.lifetime, now)
}
