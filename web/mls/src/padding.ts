const SMALL_BUCKETS = [256, 512, 1024, 2048]
const LARGE_BUCKET = 4096

/** An Ed25519 signature with its length, as it stands behind the content (RFC 9420 6.3.1). */
const SIGNATURE_LENGTH = 2 + 64

/** The padded length of a PrivateMessageContent that carries `contentLength` bytes (PROTOCOL, Padding). */
export function bucketFor(contentLength: number): number {
  const length = lengthOfLength(contentLength) + contentLength + SIGNATURE_LENGTH
  return SMALL_BUCKETS.find((bucket) => length <= bucket) ?? Math.ceil(length / LARGE_BUCKET) * LARGE_BUCKET
}

/** Variable-size vector header (RFC 9420 2.1.2). */
function lengthOfLength(length: number): number {
  if (length < 64) return 1
  return length < 16_384 ? 2 : 4
}
