const graphemes = new Intl.Segmenter()

/** One to three emoji and nothing else are drawn large. */
export function isJumbo(text: string): boolean {
  // The bound keeps the segmenter away from long texts; one emoji can be over ten units long.
  const trimmed = text.trim()
  if (trimmed === "" || trimmed.length > 60) return false
  const parts = [...graphemes.segment(trimmed)].map((part) => part.segment)
  return parts.length <= 3 && parts.every((part) => /^\p{Extended_Pictographic}/u.test(part))
}

/**
 * Where a link leads, to be written beside it; undefined when its own text already begins with exactly that host.
 * Compared letter by letter with the ASCII form of the host, so that "bank.example@evil.example" and look-alike
 * letters show where they really lead.
 */
export function shownHost(href: string, text: string): string | undefined {
  const target = targetOf(href)
  const visible = text
    .trim()
    .replace(/^https?:\/\//i, "")
    .toLowerCase()
  const rest = visible.slice(target.length)
  const isSaid = visible.startsWith(target.toLowerCase()) && (rest === "" || /^[/?#]/.test(rest))
  return isSaid ? undefined : target
}

function targetOf(href: string): string {
  try {
    const url = new URL(href)
    return url.protocol === "mailto:" ? url.pathname : url.host
  } catch (error) {
    if (error instanceof TypeError) return href
    throw error
  }
}
