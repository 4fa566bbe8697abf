import type { ClientState } from "ts-mls/clientState.js"
import type { Member } from "../src/index.ts"

/** What a commit does; with neither it renews the own path. */
export interface Changes {
  readonly keyPackages: readonly Uint8Array[]
  readonly leaves: readonly number[]
}

/** How a handshake is sent. The product sends all of them as PublicMessage, with the tree in the Welcome. */
export interface Framing {
  readonly privateMessage: boolean
  readonly treeInWelcome: boolean
  readonly authenticatedData: Uint8Array
}

export interface Staged {
  readonly commit: Uint8Array
  readonly welcome: Uint8Array | undefined
  /** Of the new epoch, with the tree. */
  readonly groupInfo: Uint8Array
  readonly next: Seat
}

export interface Sent {
  readonly message: Uint8Array
  readonly next: Seat
}

export type Received =
  | {
      readonly kind: "application"
      readonly sender: Member
      readonly content: Uint8Array
      readonly next: Seat
    }
  | { readonly kind: "commit"; readonly sender: Member; readonly selfRemoved: boolean; readonly next: Seat }
  | { readonly kind: "proposal"; readonly sender: Member; readonly next: Seat }

/**
 * A member's place in a group at one epoch. There are two: the product's (`web/mls`, with all its rules) and the bare
 * library's, for what RFC 9420 has and the product does not use. Immutable, like `Group`.
 */
export interface Seat {
  readonly engine: "product" | "library"
  /** The library's state, for questions that change nothing. */
  readonly state: ClientState
  readonly members: readonly Member[]
  groupInfo(): Promise<Uint8Array>
  commit(changes: Changes, framing: Framing): Promise<Staged>
  propose(changes: Changes, framing: Framing): Promise<Sent>
  enter(next: Seat): Seat
  protect(content: Uint8Array, authenticatedData: Uint8Array): Promise<Sent>
  receive(message: Uint8Array): Promise<Received>
  exporter(label: string, context: Uint8Array, length: number): Promise<Uint8Array>
  save(): Uint8Array
}
