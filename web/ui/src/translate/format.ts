const formats = new Map<string, Intl.DateTimeFormat>()

/** Building a DateTimeFormat is slow enough to be felt in a long list, so each is built once. */
function format(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat(regional(locale), options)
  formats.set(key, known)
  return known
}

export function formatTime(at: number, locale: string): string {
  return format(locale, "time", { hour: "numeric", minute: "2-digit" }).format(at)
}

export function formatDateTime(at: number, locale: string): string {
  return format(locale, "full", { dateStyle: "long", timeStyle: "short" }).format(at)
}

/** "Today", "Yesterday" in the reader's language, else the date; the year only when it is another one. */
export function formatDay(at: number, now: number, locale: string): string {
  const days = daysBetween(at, now)
  if (days === 0 || days === 1) return capitalised(relativeDay(-days, locale), locale)
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const options = { weekday: "long", day: "numeric", month: "long" } as const
  return sameYear
    ? format(locale, "day", options).format(at)
    : format(locale, "dayOfYear", { ...options, year: "numeric" }).format(at)
}

/** For lists: the time today, else a short date. */
export function formatShort(at: number, now: number, locale: string): string {
  if (daysBetween(at, now) === 0) return formatTime(at, locale)
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return sameYear
    ? format(locale, "short", { day: "numeric", month: "short" }).format(at)
    : format(locale, "shortYear", { day: "numeric", month: "short", year: "numeric" }).format(at)
}

/** Calendar days in the reader's own time zone: 23:59 and 00:01 are a day apart. */
export function daysBetween(earlier: number, later: number): number {
  return dayNumber(later) - dayNumber(earlier)
}

function dayNumber(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000
}

function relativeDay(days: number, locale: string): string {
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day")
}

function capitalised(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
}

/** Four groups of four characters, however the fingerprint came; people compare it aloud. */
export function formatFingerprint(fingerprint: string): string {
  return (fingerprint.replace(/[^A-Za-z0-9]/g, "").match(/.{1,4}/g) ?? []).join(" ")
}

/** The page says which language, the reader's browser where they live: "en" alone would tell Britons American times. */
export function regional(
  locale: string,
  preferred: readonly string[] = globalThis.navigator?.languages ?? [],
): string {
  return preferred.find((candidate) => candidate.startsWith(`${locale}-`)) ?? locale
}
