import type { ConversationView, Person, Row } from "@sotto/core"
import type { Text } from "../i18n/text.ts"

/** A customer need not give a name; the end of the id then tells one visitor from the next. */
export function personName(person: Person, t: Text["t"]): string {
  const name = person.name.trim()
  return name === "" ? t("visitor", { id: person.id.slice(-4).toUpperCase() }) : name
}

/** The conversation with a name for everybody in it, so that no view has to think of nameless people. */
export function withNames(conversation: ConversationView, t: Text["t"]): ConversationView {
  const named = (person: Person): Person => ({ ...person, name: personName(person, t) })
  const namedRow = (row: Row): Row => {
    switch (row.kind) {
      case "message":
        return row.author.name.trim() === "" ? { ...row, author: named(row.author) } : row
      case "event":
      case "confirmation":
        return row.who?.name.trim() === "" ? { ...row, who: named(row.who) } : row
      case "warning":
        return row
    }
  }
  return {
    ...conversation,
    customer: named(conversation.customer),
    members: conversation.members.map(named),
    typing: conversation.typing.map(named),
    rows: conversation.rows.map(namedRow),
  }
}
