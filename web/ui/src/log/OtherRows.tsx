import type { EventRow as EventRowData, Person, WarningRow as WarningRowData } from "@sotto/core"
import type { JSX } from "preact"
import { Icon } from "../parts/Icon.tsx"
import { formatDay, formatTime } from "../translate/format.ts"
import { useLanguage } from "../translate/LanguageContext.ts"
import type { UiKey } from "../translate/uiLanguages.ts"
import { shownName } from "./shownName.ts"

export function DayDivider({ at }: { readonly at: number }): JSX.Element {
  const { locale } = useLanguage()
  return <li class="s-day">{formatDay(at, Date.now(), locale)}</li>
}

const eventKeys: Readonly<Record<EventRowData["event"], UiKey>> = {
  started: "eventStarted",
  joined: "eventJoined",
  left: "eventLeft",
  resolved: "eventResolved",
  reopened: "eventReopened",
  deleted: "eventDeleted",
  renewed: "eventRenewed",
}

export function EventRow({ row }: { readonly row: EventRowData }): JSX.Element {
  const { locale, t } = useLanguage()
  return (
    <li class="s-event" data-row={row.id}>
      {t(eventKeys[row.event], { name: shownName(row.who, t) })}
      {" · "}
      <time dateTime={new Date(row.at).toISOString()}>{formatTime(row.at, locale)}</time>
    </li>
  )
}

const warningKeys: Readonly<Record<WarningRowData["warning"], UiKey>> = {
  unverified: "warningUnverified",
  damaged: "warningDamaged",
  missing: "warningMissing",
  reordered: "warningReordered",
  stopped: "warningStopped",
  vault: "warningVault",
}

export function WarningRow({ row }: { readonly row: WarningRowData }): JSX.Element {
  const { t } = useLanguage()
  return (
    <li class="s-warning" data-row={row.id}>
      <Icon name="alert" />
      <div>
        <p>{t(warningKeys[row.warning], { name: shownName(row.who, t) })}</p>
        {row.rule !== "" && <p>{t("warningRule", { rule: row.rule })}</p>}
      </div>
    </li>
  )
}

export function TypingIndicator({ people }: { readonly people: readonly Person[] }): JSX.Element | null {
  const { t } = useLanguage()
  const [first] = people
  if (first === undefined) return null
  const words =
    people.length === 1
      ? t("typingOne", { name: shownName(first, t) })
      : t("typingMany", { count: people.length })
  return (
    <div class="s-typing">
      <span class="s-typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {words}
    </div>
  )
}
