import { type Alarm, type ConversationView, lastConfirmed } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useRef } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Alarms } from "../parts/Alarms.tsx"
import { Avatar } from "../parts/Avatar.tsx"
import { FingerprintText } from "../parts/FingerprintText.tsx"
import { Icon } from "../parts/Icon.tsx"
import { confirmationSentence } from "./ConfirmationLine.tsx"
import { personName } from "./personName.ts"

interface Props {
  readonly conversation: ConversationView
  readonly organisation: string
  readonly inbox: string | undefined
  readonly alarms: readonly Alarm[]
  readonly onClose: () => void
}

/** Who is here, and what protects it. */
export function Details({ conversation, organisation, inbox, alarms, onClose }: Props): JSX.Element {
  const { t } = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  const { customer, safety } = conversation
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus()
    return () => before instanceof HTMLElement && before.focus()
  }, [])
  return (
    <aside class="details" aria-labelledby="details-title">
      <div class="details-head">
        <h2 id="details-title" tabIndex={-1} ref={heading}>
          {t("details.title")}
        </h2>
        <button type="button" class="s-icon-button" aria-label={t("details.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <h3>{t("details.customer")}</h3>
      <dl class="pairs">
        <dt>{t("details.name")}</dt>
        <dd dir="auto">{personName(customer, t)}</dd>
        <dt>{t("details.company")}</dt>
        <dd dir="auto">{conversation.company?.subject ?? t("thread.notVerified")}</dd>
        <dt>{t("details.confirmed")}</dt>
        <dd dir="auto">
          <Confirmed conversation={conversation} organisation={organisation} />
        </dd>
        <dt>{t("details.inbox")}</dt>
        <dd dir="auto">{inbox ?? conversation.inbox}</dd>
        <dt>{t("details.status")}</dt>
        <dd>{t(`status.${conversation.status}`)}</dd>
      </dl>
      <h3>{t("details.members")}</h3>
      <p class="s-hint">{t("details.members.hint")}</p>
      <ul class="people">
        {conversation.members.map((member) => (
          <li key={member.id}>
            <Avatar id={member.id} name={personName(member, t)} />
            <span dir="auto">{personName(member, t)}</span>
            <span class="s-hint">{t(member.lapsed ? "details.lapsed" : `details.${member.kind}`)}</span>
          </li>
        ))}
      </ul>
      {safety.fingerprint !== "" && <Encryption safety={safety} />}
      {alarms.length > 0 && (
        <>
          <h3>{t("alarms.title")}</h3>
          <Alarms alarms={alarms} />
        </>
      )}
    </aside>
  )
}

/** The last time that the customer confirmed, among the rows that are loaded. */
function Confirmed({
  conversation,
  organisation,
}: Pick<Props, "conversation" | "organisation">): JSX.Element {
  const { t, locale } = useText()
  const row = lastConfirmed(conversation.rows)
  if (row === undefined) return <>{t("details.confirmed.never")}</>
  return (
    <>
      {confirmationSentence(row, organisation, { t, locale })}
      {" · "}
      <time dateTime={new Date(row.at).toISOString()}>{formatDateTime(row.at, locale)}</time>
    </>
  )
}

function Encryption({ safety }: Pick<ConversationView, "safety">): JSX.Element {
  const { t } = useText()
  return (
    <>
      <h3>{t("details.encryption")}</h3>
      <p class="s-hint">{t("details.encryption.hint")}</p>
      <dl class="pairs">
        <dt>{t("details.suite")}</dt>
        <dd>{safety.suite}</dd>
        <dt>{t("details.epoch")}</dt>
        <dd>{safety.epoch}</dd>
        <dt>{t("details.fingerprint")}</dt>
        <dd>
          <FingerprintText value={safety.fingerprint} />
        </dd>
      </dl>
    </>
  )
}
