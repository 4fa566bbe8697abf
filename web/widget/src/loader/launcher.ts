import { drawIcon } from "./icon.ts"
import styles from "./launcher.css?inline"
import type { Settings } from "./settings.ts"
import { words } from "./words.ts"

export interface Launcher {
  readonly panel: HTMLElement
  show(open: boolean): void
  unread(count: number): void
  speak(locale: string): void
}

/**
 * The button in the corner and the box for the frame, in a shadow root so that neither side's styles reach the other.
 * Fixed to the window, so nothing on the page moves. The style sheet is constructed: a page's style policy allows that.
 */
export function drawLauncher(settings: Settings, onPress: () => void): Launcher {
  const host = document.createElement("div")
  const root = host.attachShadow({ mode: "open" })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets = [sheet]
  host.toggleAttribute("data-left", settings.left)

  const panel = element("div", "panel")
  const button = element("button", "launcher")
  const badge = element("span", "badge")
  button.type = "button"
  button.hidden = !settings.launcher
  panel.hidden = badge.hidden = true
  button.append(drawIcon(), badge)
  button.addEventListener("click", onPress)
  root.append(panel, button)
  document.body.append(host)
  if (settings.color !== undefined) paint(button, settings.color)

  let text = words(settings.locale)
  let isOpen = false
  let count = 0
  const label = () => {
    button.ariaLabel = isOpen ? text.close : count > 0 ? text.unread(count) : text.open
    badge.textContent = count > 99 ? "99+" : String(count)
    badge.hidden = count === 0 || isOpen
  }
  label()
  return {
    panel,
    show(open) {
      isOpen = open
      panel.hidden = !open
      host.toggleAttribute("data-open", open)
      button.ariaExpanded = String(open)
      label()
      // Only someone who was in the chat is led back to its button.
      if (!open && document.activeElement === host) button.focus()
    },
    unread(next) {
      count = next
      label()
    },
    speak(locale) {
      text = words(locale)
      label()
    },
  }
}

function element<Tag extends "div" | "button" | "span">(tag: Tag, name: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  made.className = name
  return made
}

/** The company's colour, with a mark on it that can be seen: dark on light colours, white on dark ones. */
function paint(button: HTMLElement, color: string): void {
  button.style.backgroundColor = color
  const [red = 0, green = 0, blue = 0] = (
    getComputedStyle(button).backgroundColor.match(/[\d.]+/g) ?? []
  ).map(Number)
  button.style.color = red * 0.299 + green * 0.587 + blue * 0.114 > 150 ? "#12201d" : "#fff"
}
