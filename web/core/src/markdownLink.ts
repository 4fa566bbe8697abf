export interface Link {
  readonly kind: "link"
  /** Absolute and normalised; its scheme is http, https or mailto. */
  readonly href: string
  readonly text: string
  /** The text is not the address: whoever draws it has to show where it leads as well. */
  readonly disguised: boolean
}

const LABELLED = /\[([^[\]\n]{1,500})\]\(([^()\s<>]{1,2048})\)/y
const BRACKETED = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2048})>/iy
const BARE = /https?:\/\/[^\s<>"`]{1,2048}/iy
const SCHEMES: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"])
const WORD = /[\p{L}\p{N}]/u

interface Found {
  /** Undefined when it looks like a link but leads nowhere good: then all of it is text. */
  readonly link: Link | undefined
  readonly length: number
}

/** A link that begins at `at`, if one does. */
export function readLink(text: string, at: number): Found | undefined {
  switch (text.charAt(at)) {
    case "[": {
      const found = match(LABELLED, text, at)
      return found && { link: toLink(found[2] ?? "", found[1] ?? ""), length: found[0].length }
    }
    case "<": {
      const found = match(BRACKETED, text, at)
      return found && { link: toLink(found[1] ?? "", found[1] ?? ""), length: found[0].length }
    }
    case "h":
    case "H":
      return readBare(text, at)
    default:
      return undefined
  }
}

function readBare(text: string, at: number): Found | undefined {
  if (WORD.test(text.charAt(at - 1))) return undefined
  const found = match(BARE, text, at)
  if (found === undefined) return undefined
  const address = withoutSentence(found[0])
  return { link: toLink(address, address), length: address.length }
}

/** The punctuation around an address belongs to the sentence: `(see https://example.org/a).` */
function withoutSentence(address: string): string {
  let end = address.length
  const open = address.split("(").length
  let closed = address.split(")").length
  for (; end > 0; end--) {
    const last = address.charAt(end - 1)
    if (last === ")" && closed > open) closed--
    else if (!".,;:!?'*_~]".includes(last)) break
  }
  return address.slice(0, end)
}

function toLink(address: string, text: string): Link | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  // `https://bank.example@evil.example` is made to be misread.
  if (!SCHEMES.has(url.protocol) || url.username !== "" || url.password !== "") return undefined
  const { href } = url
  const same = text === href || `${text}/` === href || `mailto:${text}` === href
  return { kind: "link", href, text, disguised: !same }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  const sticky = new RegExp(pattern) // a copy: no state is left behind in a shared one
  sticky.lastIndex = at
  return sticky.exec(text) ?? undefined
}
