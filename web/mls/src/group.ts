import type { ClientState } from "ts-mls/clientState.js"
import { mlsExporter } from "ts-mls/keySchedule.js"
import { addProposals, removeProposals, type StagedCommit, stage } from "./commit.ts"
import { type Context, openSession, type Session } from "./context.ts"
import { type CreateOptions, create } from "./create.ts"
import { enter } from "./enter.ts"
import { groupInfoOf } from "./groupInfo.ts"
import { type JoinOptions, join } from "./join.ts"
import { type Member, membersOf } from "./member.ts"
import { MlsError, refusing } from "./mlsError.ts"
import { protect } from "./protect.ts"
import { open } from "./receive.ts"
import { isRemoved } from "./removedState.ts"
import { decodeState, encodeState } from "./savedState.ts"
import type { SenderOrder } from "./senderOrder.ts"

export interface PendingCommit {
  /** MLSMessage(PublicMessage) */
  readonly commit: Uint8Array
  readonly welcome: Uint8Array | undefined
  /** Of the new epoch, signed, with the tree, without `external_pub`. */
  readonly groupInfo: Uint8Array
  /** To be entered (`Group.enter`) once the server has accepted the commit, and dropped when it has not. */
  readonly next: Group
}

export interface ReceivedApplication {
  readonly kind: "application"
  /** The authenticated author: the leaf that signed, as it stood in the message's epoch. */
  readonly sender: Member
  readonly epoch: bigint
  /** Among the sender's messages of that epoch: an honest server delivers them one after the other. */
  readonly order: SenderOrder
  readonly content: Uint8Array
  readonly next: Group
}

export interface ReceivedCommit {
  readonly kind: "commit"
  readonly sender: Member
  readonly added: readonly Member[]
  readonly removed: readonly Member[]
  readonly updated: readonly Member[]
  /** We are out. `next` holds no secrets and refuses everything but `members` and `save`. */
  readonly selfRemoved: boolean
  readonly next: Group
}

/**
 * One epoch of one group. Immutable: what changes state answers with the next group, a refusal throws `MlsError` and
 * leaves this one as it was. Never go on from the same group twice: two messages would share one key. Callers
 * serialise (Web Locks) and store `next` before they send or show anything.
 */
export interface Group {
  readonly groupId: string
  readonly epoch: bigint
  readonly ownLeaf: number
  readonly members: readonly Member[]
  /** Current epoch, signed by our leaf, tree inside, no `external_pub`. */
  groupInfo(): Promise<Uint8Array>
  /** By-value Adds; the Welcome carries the tree. Key packages are verified, lifetime included. */
  add(keyPackages: readonly Uint8Array[]): Promise<PendingCommit>
  /** A path is always present: who is removed cannot read on. */
  remove(leaves: readonly number[]): Promise<PendingCommit>
  /** Fresh path; optionally a renewed credential for the same signature key. */
  update(identity?: Uint8Array): Promise<PendingCommit>
  /** The epoch of an own commit (`PendingCommit.next`), with all that was received here since the commit was made. */
  enter(next: Group): Group
  /** PrivateMessage, padded to its bucket. */
  protect(content: Uint8Array): Promise<{ readonly message: Uint8Array; readonly next: Group }>
  /** Any incoming MLSMessage of this group, however hostile. */
  receive(message: Uint8Array): Promise<ReceivedApplication | ReceivedCommit>
  /** MLS-Exporter (RFC 9420 8.5). The caller wipes the secret. */
  export(label: string, context: Uint8Array, length: number): Promise<Uint8Array>
  /** Versioned; secret, but without the signature private key. The caller seals it. */
  save(): Uint8Array
}

export async function createGroup(options: CreateOptions, context: Context): Promise<Group> {
  const session = openSession(context)
  return new MlsGroup(await create(options, session), session)
}

export async function joinGroup(options: JoinOptions, context: Context): Promise<Group> {
  const session = openSession(context)
  return new MlsGroup(await join(options, session), session)
}

/** Reads what `save` wrote. The context must hold the same signature key. */
export async function loadGroup(state: Uint8Array, context: Context): Promise<Group> {
  return new MlsGroup(decodeState(state, context.key.publicKey), openSession(context))
}

const MAX_EXPORT_LENGTH = 255 * 32 // HKDF-SHA256 (RFC 5869 2.3)

class MlsGroup implements Group {
  readonly groupId: string
  readonly epoch: bigint
  readonly ownLeaf: number
  readonly #state: ClientState
  readonly #session: Session

  constructor(state: ClientState, session: Session) {
    this.groupId = new TextDecoder("utf-8", { fatal: true }).decode(state.groupContext.groupId)
    this.epoch = state.groupContext.epoch
    this.ownLeaf = state.privatePath.leafIndex
    this.#state = state
    this.#session = session
  }

  get members(): readonly Member[] {
    return membersOf(this.#state.ratchetTree)
  }

  async groupInfo(): Promise<Uint8Array> {
    this.#requireMembership()
    return groupInfoOf(this.#state, this.#session)
  }

  async add(keyPackages: readonly Uint8Array[]): Promise<PendingCommit> {
    return this.#pending(await stage(this.#state, addProposals(keyPackages), this.#session))
  }

  async remove(leaves: readonly number[]): Promise<PendingCommit> {
    return this.#pending(await stage(this.#state, removeProposals(this.#state, leaves), this.#session))
  }

  async update(identity?: Uint8Array): Promise<PendingCommit> {
    return this.#pending(await stage(this.#state, [], this.#session, identity))
  }

  enter(next: Group): Group {
    if (!(next instanceof MlsGroup)) throw new MlsError("usage", "not a group of this library")
    return this.#follow(enter(this.#state, next.#state))
  }

  async protect(content: Uint8Array): Promise<{ readonly message: Uint8Array; readonly next: Group }> {
    this.#requireMembership()
    const { message, next } = await protect(this.#state, content, this.#session)
    return { message, next: this.#follow(next) }
  }

  async receive(message: Uint8Array): Promise<ReceivedApplication | ReceivedCommit> {
    const opened = await open(this.#state, message, this.#session)
    return { ...opened, next: this.#follow(opened.next) }
  }

  async export(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    this.#requireMembership()
    if (!Number.isInteger(length) || length < 1 || length > MAX_EXPORT_LENGTH)
      throw new MlsError("usage", "not a length that can be exported")
    const { keySchedule } = this.#state
    return refusing(() =>
      mlsExporter(keySchedule.exporterSecret, label, context, length, this.#session.suite),
    )
  }

  save(): Uint8Array {
    return encodeState(this.#state)
  }

  #pending(staged: StagedCommit): PendingCommit {
    return { ...staged, next: this.#follow(staged.next) }
  }

  #follow(state: ClientState): Group {
    return new MlsGroup(state, this.#session)
  }

  #requireMembership(): void {
    if (isRemoved(this.#state)) throw new MlsError("removed", "this device is no longer a member")
  }
}
