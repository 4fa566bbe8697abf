import type { ConversationSummary } from "@sotto/core"
import type { JSX } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { useNow } from "../parts/useNow.ts"
import { ConversationItem } from "./ConversationItem.tsx"
import { useListFocus } from "./useListFocus.ts"
import { useViewport } from "./useViewport.ts"
import { rowsToDraw } from "./windowed.ts"

interface Props {
  readonly conversations: readonly ConversationSummary[]
  readonly selected: string | undefined
}

/** Ten thousand conversations, a screenful of elements. */
export function WindowedList({ conversations, selected }: Props): JSX.Element {
  const { t } = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const viewport = useViewport(scroller)
  const now = useNow(30_000)
  const { tabStop, onKeyDown, setFocused } = useListFocus({
    conversations,
    selected,
    list,
    scroller,
    viewport,
  })
  const extent = conversations.length * viewport.rowHeight
  useLayoutEffect(() => {
    // The full height, so that the scrollbar tells the truth.
    if (list.current !== null) list.current.style.blockSize = `${extent}px`
  }, [extent])

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
