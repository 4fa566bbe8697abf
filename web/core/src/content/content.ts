import type { CborValue } from "../cbor.ts"

/** What an application message says. Ids of messages are the 32 bytes of `messageId`. */
export type Content =
  | {
      readonly kind: "text"
      readonly text: string
      /** The message that this one edits. */
      readonly replaces?: Uint8Array
      readonly inReplyTo?: Uint8Array
      /** What the sender wants to be called: a claim that only a customer may make, and only about itself. */
      readonly name?: string
    }
  | { readonly kind: "status"; readonly statuses: readonly MessageStatus[] }
  | { readonly kind: "event"; readonly event: string; readonly details: readonly CborValue[] }
  | { readonly kind: "deletion"; readonly replaces: Uint8Array }

export interface MessageStatus {
  readonly id: Uint8Array
  readonly status: "delivered" | "read"
}

/** Well formed, but of a type, disposition or structure that this client cannot show. */
export interface UnknownContent {
  readonly kind: "unknown"
}

export type ReceivedContent = (Content | UnknownContent) & { readonly salt: Uint8Array }

/** Characters (UTF-16 units) of one text. */
export const MAX_TEXT = 10_000
export const SALT_LENGTH = 16
export const MESSAGE_ID_LENGTH = 32

export class ContentError extends Error {
  constructor(rule: string, cause?: unknown) {
    super(rule, { cause })
    this.name = "ContentError"
  }
}
