import { applyProposals, type ClientState, nextEpochContext } from "ts-mls/clientState.js"
import { getCiphersuiteFromName } from "ts-mls/crypto/ciphersuite.js"
import { getCiphersuiteImpl } from "ts-mls/crypto/getCiphersuiteImpl.js"
import type { Hpke } from "ts-mls/crypto/hpke.js"
import { createConfirmationTag, createContentCommitSignature } from "ts-mls/framedContent.js"
import { type GroupInfo, ratchetTreeFromExtension } from "ts-mls/groupInfo.js"
import { initializeEpoch } from "ts-mls/keySchedule.js"
import { protectPublicMessage } from "ts-mls/messageProtectionPublic.js"
import type { Proposal } from "ts-mls/proposal.js"
import type { ProposalOrRef } from "ts-mls/proposalOrRefType.js"
import { emptyPskIndex } from "ts-mls/pskIndex.js"
import type { RatchetTree } from "ts-mls/ratchetTree.js"
import { treeHashRoot } from "ts-mls/treeHash.js"
import { toLeafIndex } from "ts-mls/treemath.js"
import type { Group } from "../src/index.ts"
import { decodeState } from "../src/savedState.ts"
import { SUITE_NAME, suiteFor } from "../src/suite.ts"
import { decodeAs, encodeMessage } from "../src/wire.ts"
import type { Person } from "./people.ts"

/** What a member that breaks the rules works with: its own keys, without our checks. */
export function stateOf(group: Group, who: Person): ClientState {
  return decodeState(group.save(), who.key.publicKey)
}

/** HPKE by other hands than ours, and with the exports for external commits that ours does not have. */
export async function libraryHpke(): Promise<Hpke> {
  return (await getCiphersuiteImpl(getCiphersuiteFromName(SUITE_NAME))).hpke
}

export async function groupInfoIn(group: Group): Promise<GroupInfo> {
  return decodeAs(await group.groupInfo(), "mls_group_info").groupInfo
}

export async function treeIn(group: Group): Promise<RatchetTree> {
  const tree = ratchetTreeFromExtension(await groupInfoIn(group))
  if (tree === undefined) throw new Error("no tree")
  return tree
}

/** A commit without a path whose signature, membership tag and confirmation tag are all right. */
export async function forgeCommit(
  state: ClientState,
  who: Person,
  proposals: readonly Proposal[],
): Promise<Uint8Array> {
  const suite = suiteFor(who.key)
  const items: ProposalOrRef[] = proposals.map((proposal) => ({ proposalOrRefType: "proposal", proposal }))
  const own = toLeafIndex(state.privatePath.leafIndex)
  const { tree } = await applyProposals(state, items, own, emptyPskIndex, false, suite)
  const { signature, framedContent } = await createContentCommitSignature(
    state.groupContext,
    "mls_public_message",
    { proposals: items, path: undefined },
    { senderType: "member", leafIndex: own },
    new Uint8Array(0),
    state.signaturePrivateKey,
    suite.signature,
  )
  const context = await nextEpochContext(
    state.groupContext,
    "mls_public_message",
    framedContent,
    signature,
    await treeHashRoot(tree, suite.hash),
    state.confirmationTag,
    suite.hash,
  )
  const nothing = new Uint8Array(suite.kdf.size)
  const { keySchedule } = await initializeEpoch(
    state.keySchedule.initSecret,
    nothing,
    context,
    nothing,
    suite.kdf,
  )
  const confirmationTag = await createConfirmationTag(
    keySchedule.confirmationKey,
    context.confirmedTranscriptHash,
    suite.hash,
  )
  const publicMessage = await protectPublicMessage(
    state.keySchedule.membershipKey,
    state.groupContext,
    {
      wireformat: "mls_public_message",
      content: framedContent,
      auth: { contentType: "commit", signature, confirmationTag },
    },
    suite,
  )
  return encodeMessage({ wireformat: "mls_public_message", publicMessage })
}
