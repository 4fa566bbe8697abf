import type { Listener, Person } from "@sotto/core"
import { Avatar } from "@sotto/ui"
import type { JSX } from "preact"
import { useSentences } from "../languages.ts"

export function Listeners({ listeners }: { readonly listeners: readonly Listener[] }): JSX.Element {
  const { t } = useSentences()
  return (
    <ul class="c-people">
      {listeners.map(({ person, onDuty }) => (
        <PersonLine key={person.id} person={person} note={t(onDuty ? "onDuty" : "away")} onDuty={onDuty} />
      ))}
    </ul>
  )
}

interface PersonLineProps {
  readonly person: Person
  readonly name?: string
  readonly note?: string
  readonly onDuty?: boolean
}

export function PersonLine({ person, name, note, onDuty }: PersonLineProps): JSX.Element {
  const { t } = useSentences()
  const shown = name ?? person.name
  return (
    <li>
      <Avatar name={shown} />
      <span class="c-person">
        <span dir="auto">{shown}</span>
        {person.lapsed && <span class="s-hint">{t("lapsed")}</span>}
      </span>
      {note !== undefined && (
        <span class="c-note">
          <span class="c-duty" data-on={onDuty} aria-hidden="true" />
          {note}
        </span>
      )}
    </li>
  )
}
