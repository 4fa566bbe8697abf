import type { ClientState } from "ts-mls/clientState.js"
import { createApplicationMessage } from "ts-mls/createMessage.js"
import type { Session } from "./context.ts"
import { MAX_MESSAGE_BYTES } from "./limits.ts"
import { MlsError, refusing } from "./mlsError.ts"
import { bucketFor } from "./padding.ts"
import { encodeMessage } from "./wire.ts"

export interface ProtectedMessage {
  readonly message: Uint8Array
  readonly next: ClientState
}

/** Encrypts application data, padded to its bucket (RFC 9420 6.3.1). */
export async function protect(
  state: ClientState,
  content: Uint8Array,
  session: Session,
): Promise<ProtectedMessage> {
  const paddingConfig = { kind: "padUntilLength", padUntilLength: bucketFor(content.length) } as const
  const padded = { ...state, clientConfig: { ...state.clientConfig, paddingConfig } }
  const { privateMessage, newState } = await refusing(() =>
    createApplicationMessage(padded, content.slice(), session.suite),
  )
  const message = encodeMessage({ wireformat: "mls_private_message", privateMessage })
  if (message.length > MAX_MESSAGE_BYTES)
    throw new MlsError("too-large", "larger than a group message may be")
  return { message, next: { ...newState, clientConfig: state.clientConfig } }
}
