import type { MessageKey } from "../i18n/text.ts"

const SHORTEST = 8
const LONG = 15

/** Length is what makes a password hard to guess; rules about signs only make it hard to remember. */
export function passwordHint(password: string): MessageKey {
  const length = [...password].length
  if (length === 0) return "password.hint.empty"
  if (length < SHORTEST) return "password.hint.short"
  return length < LONG ? "password.hint.fair" : "password.hint.long"
}

export function isLongEnough(password: string): boolean {
  return [...password].length >= SHORTEST
}

/** In groups of four, to be typed off the screen. */
export function groupsOf(secret: string): string {
  return (secret.replace(/=+$/, "").match(/.{1,4}/g) ?? []).join(" ")
}
