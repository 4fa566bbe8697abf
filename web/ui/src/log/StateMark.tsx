import type { MessageState } from "@sotto/core"
import type { JSX } from "preact"
import { Icon, type IconName } from "../parts/Icon.tsx"
import { useLanguage } from "../translate/LanguageContext.ts"
import type { UiKey } from "../translate/uiLanguages.ts"

const marks: Readonly<Record<MessageState, { readonly icon: IconName; readonly name: UiKey }>> = {
  outbox: { icon: "clock", name: "stateOutbox" },
  sent: { icon: "check", name: "stateSent" },
  delivered: { icon: "checks", name: "stateDelivered" },
  read: { icon: "checks", name: "stateRead" },
  failed: { icon: "alert", name: "stateFailed" },
}

/** Read differs from delivered in weight as well as colour, and in its name for those who hear it. */
export function StateMark({ state }: { readonly state: MessageState }): JSX.Element {
  const { t } = useLanguage()
  const mark = marks[state]
  return (
    <span class="s-mark" data-state={state} title={t(mark.name)}>
      <Icon name={mark.icon} label={t(mark.name)} />
    </span>
  )
}
