import type { OwnSession } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { type MessageKey, useText } from "../i18n/text.ts"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import type { Account } from "./account.ts"
import { EndOthers } from "./EndOthers.tsx"
import { Panel } from "./Panel.tsx"
import type { Reading } from "./useReading.ts"

interface Props {
  readonly account: Account
  readonly reading: Reading<readonly OwnSession[]>
  readonly said: MessageKey | undefined
  readonly others: number
  readonly onChanged: (sentence: MessageKey) => Promise<void>
}

export function SessionsPanel({ account, reading, said, others, onChanged }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const end = (session: OwnSession) =>
    task.run(async () => {
      await account.endSession(session.id)
      await onChanged("sessions.said.ended")
    })
  return (
    <Panel id="sessions" title="sessions.title" lead="sessions.lead" reading={reading} said={said}>
      {(sessions) => (
        <>
          <ul class="devices">
            {sessions.map((session) => (
              <li key={session.id}>
                <Session session={session} />
                {!session.current && (
                  <div class="device-do">
                    <button
                      type="button"
                      class="s-link-button danger"
                      aria-disabled={task.busy}
                      onClick={() => end(session)}
                    >
                      {t("sessions.end")}
                      <span class="s-hidden">
                        {" "}
                        {session.deviceName ?? t("sessions.unknown")} {session.place}
                      </span>
                    </button>
                  </div>
                )}
              </li>
            ))}
          </ul>
          <TaskProblem task={task} />
          {others > 0 ? (
            <EndOthers account={account} onChanged={onChanged} />
          ) : (
            <p class="s-hint">{t("sessions.alone")}</p>
          )}
        </>
      )}
    </Panel>
  )
}

function Session({ session }: { readonly session: OwnSession }): JSX.Element {
  const { t, locale } = useText()
  return (
    <div class="device-what">
      <span>
        <strong dir="auto">{session.deviceName ?? t("sessions.unknown")}</strong>{" "}
        {session.current && (
          <span class="chip" data-state="certified">
            {t("sessions.this")}
          </span>
        )}
      </span>
      <span class="s-hint">
        {t("sessions.method", { method: session.method })} · {t("sessions.place", { place: session.place })}
      </span>
      <span class="s-hint">
        {t("sessions.used", { date: formatDateTime(session.lastUsedAt, locale) })} ·{" "}
        {t("sessions.since", { date: formatDateTime(session.createdAt, locale) })}
      </span>
    </div>
  )
}
