export type Direction = "ltr" | "rtl"

const rightToLeft = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
const rightToLeftScripts = new Set(["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"])

export function directionOf(locale: string): Direction {
  const parsed = parseLocale(locale)
  if (parsed?.script !== undefined) return rightToLeftScripts.has(parsed.script) ? "rtl" : "ltr"
  return rightToLeft.has(parsed?.language ?? "") ? "rtl" : "ltr"
}

/**
 * The first wanted locale whose language is shipped, with its region kept for dates ("de-AT" when "de" ships);
 * English when there is none. Malformed tags, which a web page may pass in, are skipped.
 */
export function chooseLocale(wanted: readonly string[], shipped: readonly string[]): string {
  for (const tag of wanted) {
    const parsed = parseLocale(tag)
    if (parsed !== undefined && shipped.includes(parsed.language)) return parsed.baseName
  }
  return "en"
}

export function languageOf(locale: string): string {
  return parseLocale(locale)?.language ?? "en"
}

function parseLocale(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
