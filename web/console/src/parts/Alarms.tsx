import type { Alarm } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "./Icon.tsx"

const KNOWN = ["vault_rolled_back", "vault_damaged", "vault_not_saved", "vault_replaced"] as const
type Known = (typeof KNOWN)[number]
const known: ReadonlySet<string> = new Set(KNOWN)

export function Alarms({ alarms }: { readonly alarms: readonly Alarm[] }): JSX.Element {
  const { t, locale } = useText()
  return (
    <ul class="alarms">
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <Icon name="alert" />
          <div>
            <p>{known.has(alarm.rule) ? t(`alarm.${alarm.rule as Known}`) : alarm.rule}</p>
            <time class="s-hint" dateTime={new Date(alarm.at).toISOString()}>
              {formatDateTime(alarm.at, locale)}
            </time>
          </div>
        </li>
      ))}
    </ul>
  )
}
