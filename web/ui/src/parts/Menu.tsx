import type { JSX } from "preact"
import { useEffect, useId, useRef, useState } from "preact/hooks"
import { Icon, type IconName } from "./Icon.tsx"

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon: IconName
  readonly danger?: boolean
  readonly onChoose: () => void
}

/** A menu button as the ARIA authoring practices describe it: arrows, Home, End, Escape, Tab leaves. */
export function Menu({
  label,
  items,
}: {
  readonly label: string
  readonly items: readonly MenuItem[]
}): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const listId = useId()
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
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens for keys of the menu inside it
    <div class="s-menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="s-icon-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="menu" />
      </button>
      {isOpen && (
        <div class="s-menu-list" id={listId} role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              data-look={item.danger === true ? "danger" : undefined}
              onClick={() => {
                close()
                item.onChoose()
              }}
            >
              <Icon name={item.icon} />
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  )
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
