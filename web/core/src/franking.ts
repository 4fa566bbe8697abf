import { sha256 } from "./bytes.ts"
import { encodeCbor } from "./cbor.ts"

export interface Franked {
  readonly conversation: string
  readonly epoch: number
  /** The sending device. */
  readonly device: string
  /** The encoded MIMI content; its 16 random bytes of salt make the commitment hiding. */
  readonly content: Uint8Array
}

/** What the server keeps beside the ciphertext, so that a member can later prove what was sent, by whom and where. */
export async function frankingCommitment(message: Franked): Promise<Uint8Array<ArrayBuffer>> {
  const { conversation, epoch, device, content } = message
  return sha256(encodeCbor(["sotto franking 1", conversation, epoch, device, content]))
}
