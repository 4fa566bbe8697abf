import { type ClientState, decodeGroupState, encodeGroupState } from "ts-mls/clientState.js"
import { createCommit } from "ts-mls/createCommit.js"
import { createApplicationMessage, createProposal } from "ts-mls/createMessage.js"
import type { IncomingMessageCallback } from "ts-mls/incomingMessageAction.js"
import { mlsExporter } from "ts-mls/keySchedule.js"
import type { MlsPrivateMessage, MlsPublicMessage } from "ts-mls/message.js"
import { processMessage } from "ts-mls/processMessages.js"
import type { Proposal } from "ts-mls/proposal.js"
import { emptyPskIndex } from "ts-mls/pskIndex.js"
import { addProposals, removeProposals } from "../src/commit.ts"
import { CLIENT_CONFIG, openSession, type Session } from "../src/context.ts"
import { enter } from "../src/enter.ts"
import { groupInfoOf } from "../src/groupInfo.ts"
import { type Context, type Member, MlsError } from "../src/index.ts"
import { memberAt, membersOf } from "../src/member.ts"
import { refusing, refusingNow } from "../src/mlsError.ts"
import { isRemoved } from "../src/removedState.ts"
import { decodeMessage, encodeMessage } from "../src/wire.ts"
import type { Changes, Framing, Received, Seat, Sent, Staged } from "./seat.ts"

type Handshake = Parameters<IncomingMessageCallback>[0]

/** What the library does on its own, without the product's rules: policy, lifetimes, distinct keys, kinds of proposals. */
export class LibrarySeat implements Seat {
  readonly engine = "library"
  readonly state: ClientState
  readonly #session: Session
  readonly #context: Context

  constructor(state: ClientState, context: Context) {
    this.state = state
    this.#context = context
    this.#session = openSession(context)
  }

  static load(saved: Uint8Array, context: Context): LibrarySeat {
    const state = refusingNow(() => decodeGroupState(saved, 0)?.[0])
    if (state === undefined) throw new MlsError("saved-state", "not a saved group of the library's")
    return new LibrarySeat({ ...state, clientConfig: CLIENT_CONFIG }, context)
  }

  get members(): readonly Member[] {
    return membersOf(this.state.ratchetTree)
  }

  groupInfo(): Promise<Uint8Array> {
    return groupInfoOf(this.state, this.#session)
  }

  async commit(changes: Changes, framing: Framing): Promise<Staged> {
    const { commit, welcome, newState } = await refusing(() =>
      createCommit(
        { state: this.state, cipherSuite: this.#session.suite, pskIndex: emptyPskIndex },
        {
          wireAsPublicMessage: !framing.privateMessage,
          ratchetTreeExtension: framing.treeInWelcome,
          authenticatedData: framing.authenticatedData,
          extraProposals: this.#proposals(changes),
        },
      ),
    )
    const next = this.#follow(newState)
    return {
      commit: encodeMessage(commit),
      welcome: welcome && encodeMessage({ wireformat: "mls_welcome", welcome }),
      groupInfo: await next.groupInfo(),
      next,
    }
  }

  async propose(changes: Changes, framing: Framing): Promise<Sent> {
    const [proposal, ...others] = this.#proposals(changes)
    if (proposal === undefined || others.length > 0)
      throw new MlsError("usage", "one message carries one proposal")
    const { suite } = this.#session
    const { message, newState } = await refusing(() =>
      createProposal(this.state, !framing.privateMessage, proposal, suite, framing.authenticatedData),
    )
    return { message: encodeMessage(message), next: this.#follow(newState) }
  }

  enter(next: Seat): Seat {
    return this.#follow(enter(this.state, next.state))
  }

  async protect(content: Uint8Array, authenticatedData: Uint8Array): Promise<Sent> {
    const { privateMessage, newState } = await refusing(() =>
      createApplicationMessage(this.state, content.slice(), this.#session.suite, authenticatedData.slice()),
    )
    const message = encodeMessage({ wireformat: "mls_private_message", privateMessage })
    return { message, next: this.#follow(newState) }
  }

  async receive(bytes: Uint8Array): Promise<Received> {
    const message = decodeMessage(bytes)
    if (message.wireformat !== "mls_private_message" && message.wireformat !== "mls_public_message")
      throw new MlsError("wire-format", "not a message between members")
    return this.#open(message)
  }

  exporter(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    const { exporterSecret } = this.state.keySchedule
    return refusing(() => mlsExporter(exporterSecret, label, context, length, this.#session.suite))
  }

  save(): Uint8Array {
    return encodeGroupState(this.state)
  }

  /** Who sent a handshake stands inside a PrivateMessage: the library tells it while it processes one. */
  async #open(message: MlsPrivateMessage | MlsPublicMessage): Promise<Received> {
    const handshakes: Handshake[] = []
    const note = (incoming: Handshake) => {
      handshakes.push(incoming)
      return "accept" as const
    }
    const opened = await refusing(() =>
      processMessage(message, this.state, emptyPskIndex, note, this.#session.suite),
    )
    const next = this.#follow(opened.newState)
    if (opened.kind === "applicationMessage") {
      const sender = this.#sender(opened.senderLeafIndex, epochOf(message))
      return { kind: "application", sender, content: opened.message.slice(), next }
    }
    const handshake = handshakes[0]
    if (handshake?.kind === "proposal") {
      const sender = this.#sender(handshake.proposal.senderLeafIndex, epochOf(message))
      return { kind: "proposal", sender, next }
    }
    const sender = this.#sender(handshake?.senderLeafIndex, epochOf(message))
    return { kind: "commit", sender, selfRemoved: isRemoved(opened.newState), next }
  }

  #sender(leaf: number | undefined, epoch: bigint): Member {
    const { ratchetTree } = this.state.historicalReceiverData.get(epoch) ?? this.state
    const sender = leaf === undefined ? undefined : memberAt(ratchetTree, leaf)
    if (sender === undefined) throw new MlsError("external-sender", "only members may send")
    return sender
  }

  #proposals({ keyPackages, leaves }: Changes): Proposal[] {
    return [
      ...(keyPackages.length > 0 ? addProposals(keyPackages) : []),
      ...(leaves.length > 0 ? removeProposals(this.state, leaves) : []),
    ]
  }

  #follow(state: ClientState): LibrarySeat {
    return new LibrarySeat(state, this.#context)
  }
}

function epochOf(message: MlsPrivateMessage | MlsPublicMessage): bigint {
  return message.wireformat === "mls_private_message"
    ? message.privateMessage.epoch
    : message.publicMessage.content.epoch
}
