import { Icon as SharedIcon, type IconName as SharedName } from "@sotto/ui"
import type { JSX } from "preact"

/** What only the console draws, beside the shared icons. */
const shapes = {
  conversations: "M4 5h16v11H9l-5 4z",
  inboxes: "M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5",
  reopen: "M5 5v5h5M5.5 10a7.5 7.5 0 1 1-1 5",
  details: "M4 5h16v14H4zM15 5v14",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  download: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  help: "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.3v.2",
  key: "M15 13a4.5 4.5 0 1 0-4.4-3.5L4 16v4h4v-3h3v-3l.9-1.3A4.5 4.5 0 0 0 15 13zM16 8v.1",
  account: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1-3.5 4-5 7.5-5s6.5 1.5 7.5 5",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
} as const

type OwnName = keyof typeof shapes
export type IconName = OwnName | SharedName

/** Decoration beside a text or a labelled button; never the only name of a control. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  if (!isOwn(name)) return <SharedIcon name={name} />
  return (
    <svg class="s-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  )
}

function isOwn(name: IconName): name is OwnName {
  return name in shapes
}

/** The product's mark: one voice inside another, and nobody between. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="32" height="32" rx="9" />
      <path
        class="mark-line"
        d="M21 11.5c-1-2-3-3-5.2-3-2.8 0-5 1.5-5 3.8 0 5 10.4 2.4 10.4 7.6 0 2.3-2.3 3.8-5.2 3.8-2.4 0-4.4-1-5.4-3"
      />
    </svg>
  )
}
