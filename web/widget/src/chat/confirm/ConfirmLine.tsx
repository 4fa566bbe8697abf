import type { ConfirmationRow } from "@sotto/core"
import { formatTime, Icon, useLanguage } from "@sotto/ui"
import type { JSX } from "preact"
import { agentName } from "./agentName.ts"
import type { ConfirmKey, ConfirmSentences } from "./sentences.ts"

interface Props {
  readonly row: ConfirmationRow
  readonly organisation: string
  readonly sentences: ConfirmSentences
}

const keys = {
  ...{ asked: "rowAsked", known: "rowKnown", passkey: "rowPasskey", company: "rowCompany" },
  declined: "rowDeclined",
} as const satisfies Readonly<Record<Exclude<ConfirmationRow["outcome"], "failed" | "doubted">, ConfirmKey>>

export function ConfirmLine({ row, organisation, sentences: { t, locale } }: Props): JSX.Element {
  const language = useLanguage()
  if (row.outcome === "doubted") {
    return <Warning id={row.id} said={t("rowDoubted")} hint={t("rowDoubtedHint", { organisation })} />
  }
  if (row.outcome === "failed") {
    return <Warning id={row.id} said={t("rowFailed")} hint={t("rowReason", { rule: row.rule ?? "" })} />
  }
  return (
    <li class="s-event" data-row={row.id}>
      {t(keys[row.outcome], { name: agentName(row.who, language.t), organisation })}
      {" · "}
      <time dateTime={new Date(row.at).toISOString()}>{formatTime(row.at, locale)}</time>
    </li>
  )
}

interface WarningProps {
  readonly id: string
  readonly said: string
  readonly hint: string
}

function Warning({ id, said, hint }: WarningProps): JSX.Element {
  return (
    <li class="s-warning" data-row={id}>
      <Icon name="alert" />
      <div>
        <p>{said}</p>
        <p>{hint}</p>
      </div>
    </li>
  )
}
