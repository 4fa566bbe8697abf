/** PROTOCOL.md: text is at most 10,000 characters (UTF-16 units, as the text box counts). */
export const messageLimit = 10_000
const countFrom = 9_500

export function countShown(length: number): boolean {
  return length >= countFrom
}

interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
}

/** Enter sends, except while an input method composes: there it chooses a candidate (Safari says so by code 229). */
export function isSendKey(event: KeyPress): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229
}

export function insertAt(
  text: string,
  start: number,
  end: number,
  inserted: string,
): { readonly text: string; readonly caret: number } {
  return { text: text.slice(0, start) + inserted + text.slice(end), caret: start + inserted.length }
}

/** The box after a text that could not be sent: it comes back, and what was typed since stays after it. */
export function givenBack(text: string, since: string): string {
  return since === "" ? text : `${text}\n${since}`
}
