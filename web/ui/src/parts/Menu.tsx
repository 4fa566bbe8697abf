import type { JSX } from "preact"
import { useId } from "preact/hooks"
import { Icon, type IconName } from "./Icon.tsx"
import { useMenu } from "./useMenu.ts"

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
  const { isOpen, setOpen, close, onKeyDown, root, button } = useMenu()
  const listId = useId()
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
