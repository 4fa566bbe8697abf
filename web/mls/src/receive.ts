import type { ClientState } from "ts-mls/clientState.js"
import type { PrivateMessage } from "ts-mls/privateMessage.js"
import { processPrivateMessage, processPublicMessage } from "ts-mls/processMessages.js"
import { emptyPskIndex } from "ts-mls/pskIndex.js"
import type { PublicMessage } from "ts-mls/publicMessage.js"
import type { RatchetTree } from "ts-mls/ratchetTree.js"
import { equalBytes } from "./bytes.ts"
import { checkProposals, readCommit } from "./commitRules.ts"
import type { Session } from "./context.ts"
import { leafChanges, policyQuestions } from "./leafChanges.ts"
import { type Member, memberAt } from "./member.ts"
import { MlsError, refusing } from "./mlsError.ts"
import { consult } from "./policy.ts"
import { settlePrivatePath } from "./privatePath.ts"
import { isRemoved, withoutSecrets } from "./removedState.ts"
import { type SenderOrder, senderOrder } from "./senderOrder.ts"
import { checkDistinctKeys, checkTreeSize } from "./treeRules.ts"
import { decodeMessage } from "./wire.ts"

export interface OpenedApplication {
  readonly kind: "application"
  readonly sender: Member
  readonly epoch: bigint
  readonly order: SenderOrder
  readonly content: Uint8Array
  readonly next: ClientState
}

export interface OpenedCommit {
  readonly kind: "commit"
  readonly sender: Member
  readonly added: readonly Member[]
  readonly removed: readonly Member[]
  readonly updated: readonly Member[]
  readonly selfRemoved: boolean
  readonly next: ClientState
}

/** Opens any message of this group. All is verified before a next state exists; `state` itself never changes. */
export async function open(
  state: ClientState,
  bytes: Uint8Array,
  session: Session,
): Promise<OpenedApplication | OpenedCommit> {
  const message = decodeMessage(bytes)
  switch (message.wireformat) {
    case "mls_private_message":
      checkFraming(state, message.privateMessage)
      return openApplication(state, message.privateMessage, session)
    case "mls_public_message":
      checkFraming(state, message.publicMessage.content)
      return openCommit(state, message.publicMessage, session)
    default:
      throw new MlsError("wire-format", "not a message between members")
  }
}

function checkFraming(
  state: ClientState,
  framing: { readonly groupId: Uint8Array; readonly epoch: bigint },
): void {
  if (isRemoved(state)) throw new MlsError("removed", "this device is no longer a member")
  if (!equalBytes(framing.groupId, state.groupContext.groupId))
    throw new MlsError("wrong-group", "of another group")
  if (framing.epoch > state.groupContext.epoch)
    throw new MlsError("future-epoch", "of an epoch not reached yet")
}

async function openApplication(
  state: ClientState,
  message: PrivateMessage,
  session: Session,
): Promise<OpenedApplication> {
  // A commit or proposal that the server cannot read would move the group behind its back.
  if (message.contentType !== "application")
    throw new MlsError("private-handshake", "handshakes are public here")
  const opened = await refusing(() => processPrivateMessage(state, message, emptyPskIndex, session.suite))
  if (opened.kind !== "applicationMessage") throw new MlsError("invalid", "not application data")
  const sender = memberAt(treeOf(state, message.epoch), opened.senderLeafIndex)
  if (sender === undefined) throw new MlsError("invalid", "the sender is not a member")
  return {
    kind: "application",
    sender,
    epoch: message.epoch,
    order: senderOrder(state, opened.newState, message.epoch, opened.senderLeafIndex),
    content: opened.message.slice(),
    next: opened.newState,
  }
}

/** The members of the message's own epoch: who holds that leaf today may be someone else. */
function treeOf(state: ClientState, epoch: bigint): RatchetTree {
  return state.historicalReceiverData.get(epoch)?.ratchetTree ?? state.ratchetTree
}

async function openCommit(
  state: ClientState,
  message: PublicMessage,
  session: Session,
): Promise<OpenedCommit> {
  const { committer, commit } = readCommit(state, message)
  checkProposals(commit, session.now())
  const sender = memberAt(state.ratchetTree, committer)
  if (sender === undefined) throw new MlsError("invalid", "the sender is not a member")
  const { newState } = await refusing(() =>
    processPublicMessage(state, message, emptyPskIndex, session.suite),
  )
  const changes = leafChanges(state.ratchetTree, newState.ratchetTree, committer, commit)
  await consult(session.policy, policyQuestions(changes))
  return {
    kind: "commit",
    sender,
    added: changes.added,
    removed: changes.removed,
    updated: changes.updated.map((change) => change.candidate),
    selfRemoved: isRemoved(newState),
    next: isRemoved(newState) ? withoutSecrets(newState) : await settle(newState, state),
  }
}

/** The checks of a new epoch's tree and of our path in it. Ends with the state that is handed out. */
export async function settle(next: ClientState, before: ClientState): Promise<ClientState> {
  checkTreeSize(next.ratchetTree)
  checkDistinctKeys(next.ratchetTree)
  const known = before.privatePath.privateKeys
  const privatePath = await settlePrivatePath(next.privatePath, next.ratchetTree, known)
  return { ...next, privatePath }
}
