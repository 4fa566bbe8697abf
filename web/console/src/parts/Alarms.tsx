import type { Alarm } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "./Icon.tsx"

export function Alarms({ alarms }: { readonly alarms: readonly Alarm[] }): JSX.Element {
  const { locale } = useText()
  return (
    <ul class="alarms">
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <Icon name="alert" />
          <div>
            <p>{alarm.rule}</p>
            <time class="s-hint" dateTime={new Date(alarm.at).toISOString()}>
              {formatDateTime(alarm.at, locale)}
            </time>
          </div>
        </li>
      ))}
    </ul>
  )
}
