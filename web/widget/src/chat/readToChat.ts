import { field, type ToChat } from "../loader/messages.ts"

/** Longest values taken from the page around; a BCP 47 tag or a signed token is far shorter. */
const longestLocale = 100
const longestToken = 8192

/** The page around is not trusted: anything that is not exactly a known message is undefined. */
export function readToChat(data: unknown): ToChat | undefined {
  const kind = field(data, "sotto")
  switch (kind) {
    case "hello":
    case "reset":
      return { sotto: kind }
    case "shown": {
      const shown = field(data, "shown")
      return typeof shown === "boolean" ? { sotto: kind, shown } : undefined
    }
    case "locale": {
      const locale = shortText(field(data, "locale"), longestLocale)
      return locale === undefined ? undefined : { sotto: kind, locale }
    }
    case "user": {
      const token = shortText(field(data, "token"), longestToken)
      return token === undefined ? undefined : { sotto: kind, token }
    }
    default:
      return undefined
  }
}

function shortText(value: unknown, longest: number): string | undefined {
  return typeof value === "string" && value.length <= longest ? value : undefined
}
