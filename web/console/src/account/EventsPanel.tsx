import type { SecurityEvent } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import type { Account } from "./account.ts"
import { EndOthers } from "./EndOthers.tsx"
import { eventSentence } from "./eventSentence.ts"
import { Panel } from "./Panel.tsx"
import type { Reading } from "./useReading.ts"

interface Props {
  readonly account: Account
  readonly reading: Reading<readonly SecurityEvent[]>
  readonly said: MessageKey | undefined
  readonly others: number
  readonly onChanged: (sentence: MessageKey) => Promise<void>
}

const FIRST = 10

export function EventsPanel({ account, reading, said, others, onChanged }: Props): JSX.Element {
  const { t } = useText()
  const [all, setAll] = useState(false)
  return (
    <Panel id="events" title="events.title" lead="events.lead" reading={reading} said={said}>
      {(events) => (
        <>
          {events.length === 0 ? (
            <p>{t("events.none")}</p>
          ) : (
            <ul class="events">
              {(all ? events : events.slice(0, FIRST)).map((event, index) => (
                <Event key={`${event.at} ${index}`} event={event} />
              ))}
            </ul>
          )}
          {!all && events.length > FIRST && (
            <button type="button" class="s-link-button" onClick={() => setAll(true)}>
              {t("events.all", { count: events.length })}
            </button>
          )}
          {events.length > 0 && (
            <div class="not-me">
              <h3>{t("events.notMe")}</h3>
              <p class="s-hint">{t(others > 0 ? "events.notMe.lead" : "events.notMe.alone")}</p>
              {others > 0 && <EndOthers account={account} danger onChanged={onChanged} />}
            </div>
          )}
        </>
      )}
    </Panel>
  )
}

function Event({ event }: { readonly event: SecurityEvent }): JSX.Element {
  const { t, locale } = useText()
  const sentence = eventSentence(event)
  return (
    <li data-alarming={sentence.alarming}>
      <Icon name={sentence.alarming ? "alert" : "check"} />
      <div class="device-what">
        <span>
          {sentence.alarming && <span class="s-hidden">{t("events.look")} </span>}
          {t(sentence.key, sentence.values)}
        </span>
        <span class="s-hint">
          <time dateTime={new Date(event.at).toISOString()}>{formatDateTime(event.at, locale)}</time>
          {event.place !== "" && ` · ${t("sessions.place", { place: event.place })}`}
        </span>
      </div>
    </li>
  )
}
