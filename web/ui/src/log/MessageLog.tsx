import type { ConfirmationRow, Person, Row } from "@sotto/core"
import type { ComponentChildren, JSX } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { Icon } from "../parts/Icon.tsx"
import { useLanguage } from "../translate/LanguageContext.ts"
import type { Translate } from "../translate/translator.ts"
import type { UiKey } from "../translate/uiLanguages.ts"
import { arrivals } from "./arrivals.ts"
import { placementOf } from "./grouping.ts"
import { MessageRow } from "./MessageRow.tsx"
import { DayDivider, EventRow, TypingIndicator, WarningRow } from "./OtherRows.tsx"
import { shownName } from "./shownName.ts"
import { useLogScroll } from "./useLogScroll.ts"

interface MessageLogProps {
  readonly rows: readonly Row[]
  readonly typing: readonly Person[]
  readonly onRetry: (rowId: string) => void
  /** Called when the reader nears the oldest row; leave out when there is nothing older. */
  readonly onEarlier?: () => void
  /** Draws what was asked and answered about who the customer is, which the two sides say in other words. */
  readonly confirmation?: (row: ConfirmationRow) => JSX.Element | null
  /** Shown above the first row. */
  readonly before?: ComponentChildren
}

/** Give it `key={conversation.id}`: another conversation starts at its own end. */
export function MessageLog(props: MessageLogProps): JSX.Element {
  const { rows, typing, onEarlier, before } = props
  const { t } = useLanguage()
  const { scroller, window, atEnd, unseen, onScroll, toEnd } = useLogScroll(rows, onEarlier)
  return (
    <div class="s-log">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div class="s-log-scroll" ref={scroller} onScroll={onScroll} tabIndex={0}>
        {before}
        {/* Not live itself: scrolling brings rows in and out of the document, which must not be read aloud. */}
        <div role="log" aria-live="off" aria-label={t("messages")}>
          <ol class="s-rows">
            {rows.slice(window.start, window.end).flatMap((row, index) => {
              const at = window.start + index
              return drawRow(row, rows[at - 1], rows[at + 1], props)
            })}
          </ol>
        </div>
        <TypingIndicator people={typing} />
      </div>
      {!atEnd && (
        <button type="button" class="s-button s-to-end" onClick={toEnd}>
          <Icon name="down" />
          {unseen > 0 ? t("newMessages", { count: unseen }) : <span class="s-hidden">{t("toEnd")}</span>}
        </button>
      )}
      <Announcer rows={rows} />
    </div>
  )
}

function drawRow(
  row: Row,
  previous: Row | undefined,
  next: Row | undefined,
  props: MessageLogProps,
): readonly (JSX.Element | null)[] {
  const { newDay, first, last } = placementOf(row, previous, next)
  const drawn = rowElement(row, first, last, props)
  return newDay ? [<DayDivider key={`day ${row.id}`} at={row.at} />, drawn] : [drawn]
}

function rowElement(
  row: Row,
  first: boolean,
  last: boolean,
  { onRetry, confirmation }: MessageLogProps,
): JSX.Element | null {
  switch (row.kind) {
    case "message":
      return <MessageRow key={row.id} row={row} first={first} last={last} onRetry={onRetry} />
    case "event":
      return <EventRow key={row.id} row={row} />
    case "warning":
      return <WarningRow key={row.id} row={row} />
    case "confirmation":
      return confirmation?.(row) ?? null
  }
}

/** Says each new message of others once, politely; history and changes of marks stay silent. */
function Announcer({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const { t } = useLanguage()
  const lastSeen = useRef(rows.at(-1)?.id)
  const [words, setWords] = useState("")
  useEffect(() => {
    const fresh = arrivals(lastSeen.current, rows)
    lastSeen.current = rows.at(-1)?.id
    if (fresh.length > 0)
      setWords(fresh.map((row) => spoken(shownName(row.author, t), row.text, t)).join("\n"))
  }, [rows, t])
  return <output class="s-hidden">{words}</output>
}

function spoken(name: string, text: string, t: Translate<UiKey>): string {
  return t("says", { name, text })
}
