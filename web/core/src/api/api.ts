import type * as v from "valibot"
import { toBase64Url } from "../base64.ts"
import { decodeFrames, type ServerFrame } from "../frames.ts"
import { UnexpectedReply } from "../problems.ts"
import * as replies from "./replies.ts"
import { type ApiOptions, readBytes, Transport } from "./transport.ts"

export interface FirstContact {
  readonly conversation: string
  readonly customer: string
  readonly device: string
  /** The customer's self-signed JWS. */
  readonly credential: string
  readonly groupInfo: Uint8Array
  readonly commit: Uint8Array
  readonly welcome: Uint8Array
  readonly message: {
    readonly id: string
    readonly privateMessage: Uint8Array
    readonly commitment: Uint8Array
  }
}

export interface OutgoingMessage {
  readonly message: string
  readonly epoch: number
  readonly privateMessage: Uint8Array
  readonly commitment: Uint8Array
}

export interface OutgoingCommit {
  /** The epoch that the commit was made in. */
  readonly epoch: number
  readonly commit: Uint8Array
  readonly welcome: Uint8Array | undefined
  readonly groupInfo: Uint8Array
}

/**
 * What a device can ask of the server, customer and staff alike; calls of a signed-in person are in StaffApi.
 * Every method throws Problem, Offline or UnexpectedReply. `key` parameters are idempotency keys (`msg_…`): the
 * caller keeps one per intent and repeats the call with the same body until it is answered.
 */
export class Api {
  /** For calls whose code is fetched when they are needed. */
  readonly transport: Transport

  constructor(options: ApiOptions, transport = new Transport(options)) {
    this.transport = transport
  }

  /** Ends what it shares with other tabs; calls are still possible. */
  close(): void {
    this.transport.close()
  }

  /** What a member device may read; the caller brings the parser. */
  read<T>(path: string, reply: v.GenericSchema<unknown, T>): Promise<T> {
    return this.transport.json({ method: "GET", path, token: true }, reply)
  }

  directory(inbox: string, signal?: AbortSignal): Promise<replies.Directory> {
    return this.transport.json(
      { method: "GET", path: `/v1/inboxes/${segment(inbox)}`, signal },
      replies.directoryReply,
    )
  }

  /** At most one per device, and none for a device without stock. Unverified: check each against its certificate. */
  async keyPackages(inbox: string, devices: readonly string[]): Promise<readonly replies.KeyPackageOffer[]> {
    const path = `/v1/inboxes/${segment(inbox)}/key-packages`
    const call = { method: "POST", path, proof: true, body: { devices } } as const
    return (await this.transport.json(call, replies.keyPackagesReply)).keyPackages
  }

  firstContact(inbox: string, contact: FirstContact, key: string): Promise<replies.FirstContactReply> {
    const { message, ...rest } = contact
    const body = {
      ...{
        conversation: rest.conversation,
        customer: rest.customer,
        device: rest.device,
        credential: rest.credential,
      },
      groupInfo: toBase64Url(rest.groupInfo),
      commit: toBase64Url(rest.commit),
      welcome: toBase64Url(rest.welcome),
      message: {
        id: message.id,
        privateMessage: toBase64Url(message.privateMessage),
        commitment: toBase64Url(message.commitment),
      },
    }
    const path = `/v1/inboxes/${segment(inbox)}/conversations`
    return this.transport.json(
      { method: "POST", path, proof: true, headers: idempotency(key), body },
      replies.firstContactReply,
    )
  }

  async conversations(): Promise<readonly replies.ConversationSummaryReply[]> {
    return (await this.read("/v1/conversations", replies.conversationsReply)).conversations
  }

  /** Repeated with the same id and body it gives the same answer. Throws StaleEpoch with what was missed. */
  sendMessage(conversation: string, message: OutgoingMessage): Promise<replies.AcceptedReply> {
    const body = {
      message: message.message,
      epoch: message.epoch,
      privateMessage: toBase64Url(message.privateMessage),
      commitment: toBase64Url(message.commitment),
    }
    const path = of(conversation, "messages")
    return this.transport.json({ method: "POST", path, token: true, body }, replies.acceptedReply)
  }

  /** Throws StaleEpoch with what was missed. */
  sendCommit(conversation: string, commit: OutgoingCommit, key: string): Promise<replies.CommitReply> {
    const body = {
      epoch: commit.epoch,
      commit: toBase64Url(commit.commit),
      ...(commit.welcome === undefined ? {} : { welcome: toBase64Url(commit.welcome) }),
      groupInfo: toBase64Url(commit.groupInfo),
    }
    const path = of(conversation, "commits")
    return this.transport.json(
      { method: "POST", path, token: true, headers: idempotency(key), body },
      replies.commitReply,
    )
  }

  /** Only once everything up to `sequence` is stored on this device: the server may forget it after this. */
  acknowledge(conversation: string, sequence: number): Promise<void> {
    const path = of(conversation, "acknowledgements")
    return this.transport.nothing({ method: "POST", path, token: true, body: { sequence } })
  }

  sendTyping(conversation: string, typing: Uint8Array): Promise<void> {
    const path = of(conversation, "typing")
    return this.transport.nothing({
      method: "POST",
      path,
      token: true,
      body: { typing: toBase64Url(typing) },
    })
  }

  /** Content and storage key are gone on the server when this returns; the member devices still have to confirm. */
  deleteConversation(conversation: string): Promise<replies.DeletionReply> {
    const path = of(conversation, "deletion")
    return this.transport.json(
      { method: "POST", path, token: true, proof: true, body: {} },
      replies.deletionReply,
    )
  }

  deletionState(conversation: string): Promise<replies.DeletionState> {
    return this.read(of(conversation, "deletion"), replies.deletionState)
  }

  /** Says that this device holds nothing of the conversation any more. */
  confirmWipe(conversation: string): Promise<void> {
    return this.transport.nothing({
      method: "POST",
      path: of(conversation, "wipe-confirmations"),
      token: true,
      body: {},
    })
  }

  /** The missed frames, for networks that block sockets. Waits up to `wait` seconds when there are none. */
  async events(wait: number, signal?: AbortSignal): Promise<readonly ServerFrame[]> {
    const response = await this.transport.send({
      method: "GET",
      path: `/v1/events?wait=${Math.trunc(wait)}`,
      token: true,
      headers: { Accept: "application/cbor-seq" },
      timeout: (wait + 30) * 1000,
      signal,
    })
    try {
      return decodeFrames(await readBytes(response))
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== "CborError") throw cause
      throw new UnexpectedReply(response.status, cause)
    }
  }
}

export function idempotency(key: string): Readonly<Record<string, string>> {
  return { "Idempotency-Key": key }
}

export function of(conversation: string, what: string): string {
  return `/v1/conversations/${segment(conversation)}/${what}`
}

/** Ids come from addresses and peers too; none may reach another path. */
export function segment(id: string): string {
  if (!/^[a-z]{3}_[a-z2-7]{26}$/.test(id)) throw new TypeError("not an id")
  return id
}
