import type { Person } from "@sotto/core"
import type { Translate, UiKey } from "@sotto/ui"

export function agentName(person: Person | undefined, t: Translate<UiKey>): string {
  return person?.name || t("someone")
}
