import type { CustomerView } from "@sotto/core"
import { Dialog } from "@sotto/ui"
import type { JSX } from "preact"
import { useSentences } from "../../languages.ts"
import { Listeners, PersonLine } from "../../screens/Listeners.tsx"
import { useLaterWords } from "./words.tsx"

interface PeopleDialogProps {
  readonly view: CustomerView
  readonly onClose: () => void
}

/** Members of the conversation as the group itself says, not as the server lists them. */
export function PeopleDialog({ view, onClose }: PeopleDialogProps): JSX.Element {
  const chat = useSentences()
  const { t } = useLaterWords()
  const { conversation } = view
  const onDuty = new Map(view.listeners.map((listener) => [listener.person.id, listener.onDuty]))
  return (
    <Dialog title={chat.t("people")} onClose={onClose}>
      <p>{t(conversation === undefined ? "peopleBefore" : "peopleText")}</p>
      {conversation === undefined ? (
        <Listeners listeners={view.listeners} />
      ) : (
        <ul class="c-people">
          {conversation.members.map((person) =>
            person.kind === "customer" ? (
              <PersonLine key={person.id} person={person} name={ownName(person.name, t("you"))} />
            ) : (
              <PersonLine
                key={person.id}
                person={person}
                note={chat.t(onDuty.get(person.id) === true ? "onDuty" : "away")}
                onDuty={onDuty.get(person.id) === true}
              />
            ),
          )}
        </ul>
      )}
    </Dialog>
  )
}

/** "You", with the name the others see if one was given. */
function ownName(name: string, you: string): string {
  return name === "" ? you : `${you} (${name})`
}
