import type { RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"

interface OpenableMenu {
  readonly isOpen: boolean
  readonly setOpen: (open: boolean) => void
  /** The focus goes back to the button. */
  readonly close: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly root: RefObject<HTMLDivElement | null>
  readonly button: RefObject<HTMLButtonElement | null>
}

/** The keyboard of a menu button (WAI-ARIA): focus goes to the first entry, arrows move it, Escape gives it back. */
export function useMenu(): OpenableMenu {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])]

  useEffect(() => {
    if (!isOpen) return
    entries()[0]?.focus()
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener("pointerdown", closeOutside)
    return () => document.removeEventListener("pointerdown", closeOutside)
  }, [isOpen])

  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return
    if (event.key === "Tab") return setOpen(false)
    if (event.key === "Escape") {
      event.stopPropagation()
      return close()
    }
    const all = entries()
    const next = nextEntry(
      event.key,
      all.findIndex((entry) => entry.matches(":focus")),
      all.length,
    )
    if (next === undefined) return
    event.preventDefault()
    all[next]?.focus()
  }
  return { isOpen, setOpen, close, onKeyDown, root, button }
}

function nextEntry(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return (current + 1) % count
    case "ArrowUp":
      return (current - 1 + count) % count
    case "Home":
      return 0
    case "End":
      return count - 1
    default:
      return undefined
  }
}
