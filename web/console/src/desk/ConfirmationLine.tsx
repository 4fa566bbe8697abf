import type { ConfirmationRow } from "@sotto/core"
import { formatDateTime, formatTime } from "@sotto/ui"
import type { JSX } from "preact"
import { type MessageKey, type Text, useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"

interface Props {
  readonly row: ConfirmationRow
  readonly organisation: string
}

/** What was asked or answered about who the customer is, as this browser has verified it. */
export function ConfirmationLine({ row, organisation }: Props): JSX.Element {
  const { t, locale } = useText()
  if (row.outcome === "failed" || row.outcome === "doubted") return <Failed row={row} />
  const isConfirmed = row.outcome === "company" || (row.outcome === "passkey" && !isYoung(row))
  return (
    <li class="s-event confirmation" data-row={row.id} data-confirmed={isConfirmed}>
      {isConfirmed && <Icon name="shield" />}
      <span dir="auto">{confirmationSentence(row, organisation, { t, locale })}</span>
      {" · "}
      <time dateTime={new Date(row.at).toISOString()}>{formatTime(row.at, locale)}</time>
    </li>
  )
}

/** How the customer was confirmed, or what else was said. */
export function confirmationSentence(
  row: ConfirmationRow,
  organisation: string,
  { t, locale }: Pick<Text, "t" | "locale">,
): string {
  switch (row.outcome) {
    case "passkey":
      return t(isYoung(row) ? "confirm.passkeyYoung" : "confirm.passkey", {
        since: formatDateTime(row.since ?? row.at, locale),
      })
    case "company":
      return companySentence(row, organisation, t)
    case "failed":
      return t("confirm.failed")
    case "doubted":
      return t(row.rule === "passkey_added" ? "confirm.anotherPasskey" : "confirm.doubted")
    case "asked":
      return t("confirm.asked", { name: isolated(row.who?.name ?? "") })
    // What customers call themselves stands in none of these: it could read like a confirmation.
    case "known":
    case "declined":
      return t(`confirm.${row.outcome}`)
  }
}

/** The subject is the company's own word for its customer; a name is not, and two people can have the same. */
function companySentence(
  { subject = "", name }: ConfirmationRow,
  organisation: string,
  t: Text["t"],
): string {
  const who = { organisation, subject: isolated(subject) }
  return name === undefined
    ? t("confirm.company", who)
    : t("confirm.companyNamed", { ...who, name: isolated(name) })
}

/** Everything that changes the direction of a text around it. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A name in a sentence of ours, which it can neither turn round nor leave. */
function isolated(name: string): string {
  return `\u2068${name.replaceAll(DIRECTIONS, "")}\u2069`
}

const DAY = 86_400_000

/** Whoever took the chat over can make a passkey, too: one that came today says little about who was here before. */
function isYoung({ at, since = at }: ConfirmationRow): boolean {
  return at - since < DAY
}

function Failed({ row }: Pick<Props, "row">): JSX.Element {
  const { t, locale } = useText()
  const { rule = "" } = row
  return (
    <li class="s-warning" data-row={row.id}>
      <Icon name="alert" />
      <div>
        <p>{confirmationSentence(row, "", { t, locale })}</p>
        <p>{isExplained(rule) ? t(explained[rule]) : t("confirm.rule", { rule })}</p>
      </div>
    </li>
  )
}

/** What can happen to honest people too; every other rule is for support. */
const explained = {
  passkey_after_request: "confirm.rule.passkeyAfterRequest",
  passkey_added: "confirm.rule.passkeyAdded",
  unknown_passkey: "confirm.rule.unknownPasskey",
  too_late: "confirm.rule.tooLate",
  answered_before: "confirm.rule.answeredBefore",
  other_epoch: "confirm.rule.otherEpoch",
  other_person: "confirm.rule.otherPerson",
  user_verified: "confirm.rule.userVerified",
  company_keys_unknown: "confirm.rule.companyKeysUnknown",
  not_signed_by_company: "confirm.rule.notSignedByCompany",
  company_key_removed: "confirm.rule.companyKeyRemoved",
} as const satisfies Readonly<Record<string, MessageKey>>

function isExplained(rule: string): rule is keyof typeof explained {
  return rule in explained
}
