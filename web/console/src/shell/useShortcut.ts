import { useEffect, useRef } from "preact/hooks"
import { type Action, actionOf } from "./shortcuts.ts"

const setting = "sotto.console.singleKeys"

export function singleKeysOn(): boolean {
  return localStorage.getItem(setting) !== "off"
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(setting, on ? "on" : "off")
}

/** Runs `act` when its key is pressed anywhere on the page, while the calling component is shown. */
export function useShortcut(action: Action, act: () => void): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (actionOf(pressedOf(event), singleKeysOn()) !== action) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [action])
}

function pressedOf(event: KeyboardEvent) {
  const { key, altKey, ctrlKey, shiftKey, metaKey, target } = event
  const typing =
    target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null
  const modal = document.querySelector("dialog[open]") !== null
  return { key, altKey, ctrlKey, shiftKey, metaKey, typing, modal }
}
