import type { DeskView } from "@sotto/core"
import type { JSX } from "preact"
import { useRef, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import { goTo } from "../routes.ts"
import { useShortcut } from "../shell/useShortcut.ts"
import { filterConversations, type StatusFilter, statusFilters, unreadConversations } from "./filter.ts"
import { personName } from "./personName.ts"
import { WindowedList } from "./WindowedList.tsx"

interface Props {
  readonly view: DeskView
  readonly selected: string | undefined
}

export function ConversationList({ view, selected }: Props): JSX.Element {
  const { t } = useText()
  const [status, setStatus] = useState<StatusFilter>("open")
  const [search, setSearch] = useState("")
  const input = useRef<HTMLInputElement>(null)
  const shown = filterConversations(view.conversations, status, search, (one) => personName(one.customer, t))
  const step = (by: number) => {
    const at = shown.findIndex((one) => one.id === selected)
    const next = shown[at < 0 ? 0 : at + by]
    if (next !== undefined) goTo({ screen: "conversations", conversation: next.id })
  }
  useShortcut("search", () => input.current?.focus())
  useShortcut("next", () => step(1))
  useShortcut("previous", () => step(-1))

  return (
    <section class="list" aria-label={t("list.label")}>
      <div class="list-head">
        <h2>{t("nav.conversations")}</h2>
        <label class="search">
          <Icon name="search" />
          <span class="s-hidden">{t("list.search")}</span>
          <input
            ref={input}
            type="search"
            placeholder={t("list.search")}
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        <Filters chosen={status} onChoose={setStatus} />
      </div>
      <p class="s-hidden" role="status">
        {t("nav.unread", { count: unreadConversations(view.conversations) })}
      </p>
      {shown.length > 0 ? (
        <WindowedList conversations={shown} selected={selected} />
      ) : (
        <p class="list-none" role="status">
          {search.trim() === ""
            ? t(`list.none.${view.conversations.length === 0 ? "all" : status}`)
            : t("list.none.search", { search: search.trim() })}
        </p>
      )}
    </section>
  )
}

interface FiltersProps {
  readonly chosen: StatusFilter
  readonly onChoose: (filter: StatusFilter) => void
}

function Filters({ chosen, onChoose }: FiltersProps): JSX.Element {
  const { t } = useText()
  return (
    <fieldset class="filters">
      <legend class="s-hidden">{t("list.filter")}</legend>
      {statusFilters.map((filter) => (
        <label key={filter}>
          <input type="radio" name="status" checked={chosen === filter} onChange={() => onChoose(filter)} />
          <span>{t(`filter.${filter}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}
