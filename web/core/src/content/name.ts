/** UTF-16 units. */
export const MAX_NAME = 80

/** Line breaks, control characters and what turns the direction of the words around: none belongs in a name. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Whether it can stand in a line of text without upsetting it. Receivers ignore every other name. */
export function isName(value: unknown): value is string {
  if (typeof value !== "string" || value.length > MAX_NAME || value !== value.trim()) return false
  return VISIBLE.test(value) && !UNFIT.test(value)
}

/** What was typed or pasted, as the name it was meant to be; empty when there is none. Throws a RangeError when it is too long. */
export function nameOf(typed: string): string {
  const name = typed.replaceAll(new RegExp(UNFIT, "gu"), " ").trim()
  if (!VISIBLE.test(name)) return ""
  if (!isName(name)) throw new RangeError("name too long")
  return name
}
