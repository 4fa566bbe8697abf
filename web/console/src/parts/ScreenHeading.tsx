import type { ComponentChildren, JSX } from "preact"
import { useEffect, useRef } from "preact/hooks"

/** A screen's title. It takes the focus when the screen appears, so that keyboard and screen reader start there. */
export function ScreenHeading({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h1 class="screen-heading" tabIndex={-1} ref={heading}>
      {children}
    </h1>
  )
}
