import type { ComponentChildren, JSX } from "preact"
import { Mark } from "./Icon.tsx"

/** The frame of every screen shown before somebody is signed in. */
export function Welcome({
  children,
  wide,
}: {
  readonly children: ComponentChildren
  readonly wide?: boolean
}): JSX.Element {
  return (
    <div class="welcome">
      <header class="welcome-brand">
        <Mark />
        <span>Sotto</span>
      </header>
      <main class={wide === true ? "card wide" : "card"}>{children}</main>
    </div>
  )
}
