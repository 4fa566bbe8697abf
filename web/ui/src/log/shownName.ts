import type { Person } from "@sotto/core"
import type { Translate } from "../translate/translator.ts"
import type { UiKey } from "../translate/uiLanguages.ts"

/** Customers need not give a name, and some do it late. */
export function shownName(person: Person | undefined, t: Translate<UiKey>): string {
  const name = person?.name.trim() ?? ""
  if (name !== "") return name
  return t(person?.kind === "customer" ? "visitor" : "someone")
}
