export const BASE32_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

/** RFC 4648 section 6 in lower case, without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = ""
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32_ALPHABET.charAt((buffer >> bits) & 31)
    }
    buffer &= (1 << bits) - 1
  }
  return bits > 0 ? text + BASE32_ALPHABET.charAt((buffer << (5 - bits)) & 31) : text
}

/** The inverse of `toBase32`; throws a SyntaxError on other characters and on bits left over that are not zero. */
export function fromBase32(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let buffer = 0
  let bits = 0
  let offset = 0
  for (const character of text) {
    const value = BASE32_ALPHABET.indexOf(character)
    if (value < 0) throw new SyntaxError("not base32")
    buffer = (buffer << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[offset++] = buffer >> bits
      buffer &= (1 << bits) - 1
    }
  }
  if (bits >= 5 || buffer !== 0) throw new SyntaxError("not base32")
  return bytes
}
