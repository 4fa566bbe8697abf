const CHUNK = 0x8000 // String.fromCharCode takes its bytes as arguments, and engines bound those

/** RFC 4648 section 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = ""
  for (let offset = 0; offset < bytes.length; offset += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(offset, offset + CHUNK))
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

/**
 * Accepts exactly what `toBase64Url` writes and throws a SyntaxError on everything else: padding, other
 * alphabets, white space, and stray bits in the last character, so that no two texts mean the same bytes.
 */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new SyntaxError("not base64url")
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  if (
    toBase64Url(bytes.subarray(bytes.length - (bytes.length % 3))) !==
    text.slice(text.length - (text.length % 4))
  ) {
    throw new SyntaxError("not base64url")
  }
  return bytes
}
