import type { ConversationSummary } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { useNow } from "../parts/useNow.ts"
import { ConversationItem } from "./ConversationItem.tsx"
import { useViewport } from "./useViewport.ts"
import { rowsToDraw, scrollTopToShow } from "./windowed.ts"

interface Props {
  readonly conversations: readonly ConversationSummary[]
  readonly selected: string | undefined
}

/**
 * Ten thousand conversations, a screenful of elements. One row is in the tab order; the arrows, Home and End move
 * it, Enter follows its link. The focus belongs to a conversation, not to a place, for the list reorders itself.
 */
export function WindowedList({ conversations, selected }: Props): JSX.Element {
  const { t } = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const viewport = useViewport(scroller)
  const now = useNow(30_000)
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
  const extent = conversations.length * viewport.rowHeight
  useLayoutEffect(() => {
    // The full height, so that the scrollbar tells the truth.
    if (list.current !== null) list.current.style.blockSize = `${extent}px`
  }, [extent])
  useEffect(() => {
    const index = at(selected ?? before.current)
    if (index >= 0) show(index)
    // Coming back from a conversation, on a phone from another view: the focus returns to its row.
    if (selected === undefined && before.current !== undefined) focusTabStop(list.current)
    before.current = selected
  }, [selected])

  return (
    <div class="rows" ref={scroller}>
      <ul ref={list} onKeyDown={onKeyDown} aria-label={t("list.label")}>
        {rowsToDraw(conversations.length, viewport, tabStop).map((index) => {
          const conversation = conversations[index]
          return conversation === undefined ? null : (
            <ConversationItem
              key={conversation.id}
              conversation={conversation}
              now={now}
              top={index * viewport.rowHeight}
              place={index + 1}
              of={conversations.length}
              isSelected={conversation.id === selected}
              isTabStop={index === tabStop}
              onFocus={() => setFocused(conversation.id)}
            />
          )
        })}
      </ul>
    </div>
  )
}

function focusTabStop(list: HTMLUListElement | null): void {
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
