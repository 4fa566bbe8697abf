export const actions = [
  "help",
  "search",
  "reply",
  "resolve",
  "details",
  "next",
  "previous",
  "leave",
  "lock",
] as const
export type Action = (typeof actions)[number]

/** As printed in the help; "next" and "previous" need Alt, so that typing never triggers them. */
export const keysOf: Readonly<Record<Action, readonly string[]>> = {
  help: ["?"],
  search: ["/"],
  reply: ["R"],
  resolve: ["E"],
  details: ["I"],
  next: ["Alt", "↓"],
  previous: ["Alt", "↑"],
  leave: ["Esc"],
  lock: ["Ctrl", "Shift", "L"],
}

export interface Pressed {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
  /** Somebody is typing into a field. */
  readonly typing: boolean
  /** A dialog is open: what lies behind it must not move. */
  readonly modal: boolean
}

/** Wherever one is, also in the middle of a dialog: whoever has to leave the desk does not tidy up first. */
function locks({ key, ctrlKey, shiftKey, altKey, metaKey }: Pressed): boolean {
  return ctrlKey && shiftKey && !altKey && !metaKey && key.toLowerCase() === "l"
}

/**
 * Keys of one character can be switched off (WCAG 2.1.4): speech input and slips of the hand would trigger them.
 */
export function actionOf(pressed: Pressed, singleKeys: boolean): Action | undefined {
  if (locks(pressed)) return "lock"
  if (pressed.ctrlKey || pressed.metaKey || pressed.modal) return undefined
  if (pressed.altKey)
    return pressed.key === "ArrowDown" ? "next" : pressed.key === "ArrowUp" ? "previous" : undefined
  if (pressed.key === "Escape") return "leave"
  if (pressed.typing || !singleKeys) return undefined
  switch (pressed.key.toLowerCase()) {
    case "?":
      return "help"
    case "/":
      return "search"
    case "r":
      return "reply"
    case "e":
      return "resolve"
    case "i":
      return "details"
    default:
      return undefined
  }
}
