import type { ConversationSummary } from "@sotto/core"
import { formatDateTime, formatShort } from "@sotto/ui"
import type { JSX } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Avatar } from "../parts/Avatar.tsx"
import { Icon } from "../parts/Icon.tsx"
import { hrefOf } from "../routes.ts"
import { personName } from "./personName.ts"

interface Props {
  readonly conversation: ConversationSummary
  readonly now: number
  readonly top: number
  readonly place: number
  readonly of: number
  readonly isSelected: boolean
  readonly isTabStop: boolean
  readonly onFocus: () => void
}

export function ConversationItem(props: Props): JSX.Element {
  const { conversation } = props
  const { locale, t } = useText()
  const item = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => {
    if (item.current !== null) item.current.style.insetBlockStart = `${props.top}px`
  }, [props.top])
  const name = personName(conversation.customer, t)
  const at = conversation.lastActivityAt
  return (
    <li class="row" ref={item} aria-posinset={props.place} aria-setsize={props.of}>
      <a
        class="row-link"
        href={hrefOf({ screen: "conversations", conversation: conversation.id })}
        aria-current={props.isSelected ? "true" : undefined}
        data-unread={conversation.unread > 0}
        tabIndex={props.isTabStop ? 0 : -1}
        onFocus={props.onFocus}
      >
        <Avatar id={conversation.customer.id} name={name} />
        <span class="row-name" dir="auto">
          {name}
        </span>
        <time class="row-time" dateTime={new Date(at).toISOString()} title={formatDateTime(at, locale)}>
          {formatShort(at, props.now, locale)}
        </time>
        <span class="row-preview">
          <Preview conversation={conversation} />
        </span>
        <Marks conversation={conversation} />
      </a>
    </li>
  )
}

function Preview({ conversation }: { readonly conversation: ConversationSummary }): JSX.Element {
  const { t } = useText()
  if (conversation.typing) return <em>{t("row.typing")}</em>
  if (conversation.status === "deleted") return <i>{t("row.deleted")}</i>
  return <bdi>{conversation.preview}</bdi>
}

function Marks({ conversation }: { readonly conversation: ConversationSummary }): JSX.Element {
  const { t } = useText()
  const { unread, status, stopped } = conversation
  return (
    <span class="row-marks">
      {stopped && (
        <span class="row-stopped">
          <Icon name="alert" />
          <span class="s-hidden">{t("row.stopped")}</span>
        </span>
      )}
      {status === "resolved" && (
        <span class="row-resolved">
          <Icon name="check" />
          <span class="s-hidden">{t("status.resolved")}</span>
        </span>
      )}
      {unread > 0 && (
        <>
          <span class="badge" aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
          <span class="s-hidden">{t("row.unread", { count: unread })}</span>
        </>
      )}
    </span>
  )
}
