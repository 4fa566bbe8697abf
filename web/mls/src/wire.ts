import {
  decodeMlsMessage,
  encodeMlsMessage,
  type MLSMessage,
  type MlsMessageContent,
} from "ts-mls/message.js"
import { equalBytes } from "./bytes.ts"
import { MAX_MESSAGE_BYTES } from "./limits.ts"
import { MlsError, refusingNow } from "./mlsError.ts"

type Wireformat = MLSMessage["wireformat"]

/**
 * Parses exactly one MLSMessage. Only the one encoding that we would write ourselves passes: trailing bytes, long
 * forms of a length, and a presence octet other than 0 and 1 would else let two byte strings mean the same message.
 * The result shares no memory with the input.
 */
export function decodeMessage(bytes: Uint8Array): MLSMessage {
  if (bytes.length > MAX_MESSAGE_BYTES) throw new MlsError("too-large", "larger than a group message may be")
  const copy = bytes.slice()
  const message = refusingNow(() => decodeMlsMessage(copy, 0)?.[0])
  if (message === undefined) throw new MlsError("malformed", "not an MLSMessage")
  if (
    !equalBytes(
      refusingNow(() => encodeMlsMessage(message)),
      copy,
    )
  )
    throw new MlsError("malformed", "not the canonical encoding")
  return message
}

/** Parses a message that must be of one kind. */
export function decodeAs<F extends Wireformat>(
  bytes: Uint8Array,
  format: F,
): Extract<MLSMessage, { wireformat: F }> {
  const message = decodeMessage(bytes)
  if (!isFormat(message, format)) throw new MlsError("wire-format", `expected ${format}`)
  return message
}

function isFormat<F extends Wireformat>(
  message: MLSMessage,
  format: F,
): message is Extract<MLSMessage, { wireformat: F }> {
  return message.wireformat === format
}

export function encodeMessage(content: MlsMessageContent): Uint8Array {
  return encodeMlsMessage({ ...content, version: "mls10" })
}
