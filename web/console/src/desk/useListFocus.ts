import type { ConversationSummary } from "@sotto/core"
import type { RefObject } from "preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { MeasuredViewport } from "./useViewport.ts"
import { scrollTopToShow } from "./windowed.ts"

interface FocusedList {
  readonly conversations: readonly ConversationSummary[]
  readonly selected: string | undefined
  readonly list: RefObject<HTMLElement | null>
  readonly scroller: RefObject<HTMLElement | null>
  readonly viewport: MeasuredViewport
}

interface ListFocus {
  /** Index of the row that is in the tab order. */
  readonly tabStop: number
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly setFocused: (conversation: string) => void
}

/**
 * One row is in the tab order; the arrows, Home and End move it, Enter follows its link. The focus belongs to a
 * conversation, not to a place, for the list reorders itself.
 */
export function useListFocus({ conversations, selected, list, scroller, viewport }: FocusedList): ListFocus {
  const [focused, setFocused] = useState<string>()
  const before = useRef<string | undefined>(undefined)
  const wantsFocus = useRef(false)
  const at = (id: string | undefined) => conversations.findIndex((one) => one.id === id)
  const tabStop = Math.max(0, at(focused) >= 0 ? at(focused) : at(selected))

  const show = (index: number) => {
    const element = scroller.current
    if (element !== null) element.scrollTop = scrollTopToShow(index, viewport.now())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = target(event.key, tabStop, conversations.length)
    if (next === undefined) return
    event.preventDefault()
    wantsFocus.current = true
    show(next)
    setFocused(conversations[next]?.id)
  }
  useLayoutEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    focusTabStop(list.current)
  })
  useEffect(() => {
    const index = at(selected ?? before.current)
    if (index >= 0) show(index)
    // Coming back from a conversation, on a phone from another view: the focus returns to its row.
    if (selected === undefined && before.current !== undefined) focusTabStop(list.current)
    before.current = selected
  }, [selected])
  return { tabStop, onKeyDown, setFocused }
}

function focusTabStop(list: HTMLElement | null): void {
  list?.querySelector<HTMLElement>("a[tabindex='0']")?.focus({ preventScroll: true })
}

function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(count - 1, at + 1)
    case "ArrowUp":
      return Math.max(0, at - 1)
    case "Home":
      return 0
    case "End":
      return count - 1
    default:
      return undefined
  }
}
