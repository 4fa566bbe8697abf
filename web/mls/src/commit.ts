import type { ClientState } from "ts-mls/clientState.js"
import { createCommit } from "ts-mls/createCommit.js"
import type { Proposal } from "ts-mls/proposal.js"
import type { RatchetTree } from "ts-mls/ratchetTree.js"
import { checkProposals } from "./commitRules.ts"
import type { Session } from "./context.ts"
import { groupInfoOf } from "./groupInfo.ts"
import { decodeKeyPackage } from "./keyPackage.ts"
import { leafChanges, policyQuestions } from "./leafChanges.ts"
import { MlsError, refusing } from "./mlsError.ts"
import { consult } from "./policy.ts"
import { settle } from "./receive.ts"
import { isRemoved } from "./removedState.ts"
import { encodeMessage } from "./wire.ts"

/** A commit ready to send and the state that it leads to, should the server accept it. */
export interface StagedCommit {
  readonly commit: Uint8Array
  readonly welcome: Uint8Array | undefined
  readonly groupInfo: Uint8Array
  readonly next: ClientState
}

export function addProposals(keyPackages: readonly Uint8Array[]): readonly Proposal[] {
  if (keyPackages.length === 0) throw new MlsError("usage", "nobody to add")
  return keyPackages.map((bytes) => ({ proposalType: "add", add: { keyPackage: decodeKeyPackage(bytes) } }))
}

export function removeProposals(state: ClientState, leaves: readonly number[]): readonly Proposal[] {
  if (leaves.length === 0) throw new MlsError("usage", "nobody to remove")
  for (const leaf of leaves) {
    if (state.ratchetTree[leaf * 2]?.nodeType !== "leaf")
      throw new MlsError("usage", `leaf ${leaf} is nobody`)
  }
  return leaves.map((removed) => ({ proposalType: "remove", remove: { removed } }))
}

/**
 * Commits to the proposals, with a path when one of them is a removal or there is none (RFC 9420 12.4). The same
 * rules hold as for a commit that comes in, the policy included.
 */
export async function stage(
  state: ClientState,
  proposals: readonly Proposal[],
  session: Session,
  identity?: Uint8Array,
): Promise<StagedCommit> {
  if (isRemoved(state)) throw new MlsError("removed", "this device is no longer a member")
  const draft = identity === undefined ? state : withIdentity(state, identity)
  const created = await refusing(() =>
    createCommit(
      { state: draft, cipherSuite: session.suite },
      { wireAsPublicMessage: true, ratchetTreeExtension: true, extraProposals: [...proposals] },
    ),
  )
  const next = await accept(state, withPastTree(created.newState, state), created.commit, session)
  return {
    commit: encodeMessage(created.commit),
    welcome: created.welcome && encodeMessage({ wireformat: "mls_welcome", welcome: created.welcome }),
    groupInfo: await groupInfoOf(next, session),
    next,
  }
}

type CreatedCommit = Awaited<ReturnType<typeof createCommit>>["commit"]

async function accept(
  before: ClientState,
  after: ClientState,
  message: CreatedCommit,
  session: Session,
): Promise<ClientState> {
  if (message.wireformat !== "mls_public_message" || message.publicMessage.content.contentType !== "commit")
    throw new MlsError("invalid", "the library did not make a public commit")
  const { commit } = message.publicMessage.content
  checkProposals(commit, session.now())
  const changes = leafChanges(before.ratchetTree, after.ratchetTree, before.privatePath.leafIndex, commit)
  if (changes.removed.length > 0 && commit.path === undefined)
    throw new MlsError("path-missing", "who is removed would still read: a removal needs a path")
  await consult(session.policy, policyQuestions(changes))
  return settle(after, before)
}

/** The path's leaf takes its credential from our leaf in the tree, so a new one is put there first. */
function withIdentity(state: ClientState, identity: Uint8Array): ClientState {
  const index = state.privatePath.leafIndex * 2
  const own = state.ratchetTree[index]
  if (own?.nodeType !== "leaf") throw new MlsError("removed", "this device is no longer a member")
  const ratchetTree: RatchetTree = [...state.ratchetTree]
  ratchetTree[index] = {
    nodeType: "leaf",
    leaf: { ...own.leaf, credential: { credentialType: "basic", identity: identity.slice() } },
  }
  return { ...state, ratchetTree }
}

/** The epoch left behind keeps its true tree, not the draft's. */
function withPastTree(next: ClientState, before: ClientState): ClientState {
  const { epoch } = before.groupContext
  const past = next.historicalReceiverData.get(epoch)
  if (past === undefined) return next
  const historicalReceiverData = new Map(next.historicalReceiverData)
  historicalReceiverData.set(epoch, {
    ...past,
    ratchetTree: before.ratchetTree,
    resumptionPsk: new Uint8Array(0),
  })
  return { ...next, historicalReceiverData }
}
