import { concat, sha256, utf8 } from "../bytes.ts"
import { ContentError, SALT_LENGTH } from "./content.ts"

const SHA_256 = 1 // IANA Named Information Hash Algorithm Registry

export function senderUri(organisation: string, subject: string): string {
  return `sotto://${organisation}/${subject}`
}

export function roomUri(organisation: string, conversation: string): string {
  return `sotto://${organisation}/${conversation}`
}

/**
 * Draft-ietf-mimi-content-08 section 3.3: the hash's registry number and the first 31 bytes of SHA-256 over both
 * URIs with 16-bit lengths, the content, and the content's salt again (against length extension).
 */
export async function messageId(
  sender: string,
  room: string,
  content: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await sha256(concat(prefixed(sender), prefixed(room), content, saltOf(content)))
  return concat(new Uint8Array([SHA_256]), hash.subarray(0, 31))
}

function prefixed(uri: string): Uint8Array {
  const bytes = utf8(uri)
  if (bytes.length > 0xffff) throw new ContentError("uri too long")
  return concat(new Uint8Array([bytes.length >> 8, bytes.length & 0xff]), bytes)
}

/** Content opens with an array of seven (0x87) whose first item is a string of 16 bytes (0x50). */
function saltOf(content: Uint8Array): Uint8Array {
  if (content[0] !== 0x87 || content[1] !== 0x50 || content.length < 2 + SALT_LENGTH)
    throw new ContentError("salt")
  return content.subarray(2, 2 + SALT_LENGTH)
}
