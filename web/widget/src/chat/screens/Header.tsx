import type { CustomerView } from "@sotto/core"
import { Avatar, Icon, Menu, type MenuItem } from "@sotto/ui"
import type { JSX } from "preact"
import type { Page } from "../App.tsx"
import type { DialogName } from "../dialogs/Dialogs.tsx"
import { useSentences } from "../languages.ts"
import { CloseButton } from "./CloseButton.tsx"

interface HeaderProps {
  readonly view: CustomerView
  readonly page: Page
  readonly onDialog: (name: DialogName) => void
}

export function Header({ view, page, onDialog }: HeaderProps): JSX.Element {
  const { t } = useSentences()
  const onDuty = view.listeners.filter((listener) => listener.onDuty).length
  return (
    <header class="c-header">
      <Avatar name={view.inboxName} />
      <div class="c-heading">
        <h1 dir="auto">{view.inboxName}</h1>
        <p>
          <span class="c-duty" data-on={onDuty > 0} aria-hidden="true" />
          {t("onDutyCount", { count: onDuty })}
        </p>
      </div>
      <div class="c-tools">
        <button
          type="button"
          class="s-icon-button c-safe"
          aria-label={t("encryptedMore")}
          title={t("encrypted")}
          onClick={() => onDialog("safety")}
        >
          <Icon name="shield" />
        </button>
        <Menu label={t("menu")} items={useMenuItems(view, onDialog)} />
        <CloseButton page={page} />
      </div>
    </header>
  )
}

function useMenuItems(view: CustomerView, onDialog: (name: DialogName) => void): readonly MenuItem[] {
  const { t } = useSentences()
  const hasConversation = view.conversation !== undefined && view.conversation.status !== "deleted"
  return [
    { id: "people", label: t("people"), icon: "people", onChoose: () => onDialog("people") },
    { id: "safety", label: t("safety"), icon: "shield", onChoose: () => onDialog("safety") },
    ...(view.keep && (hasConversation || view.earlier > 0)
      ? [{ id: "keep", label: t("keep"), icon: "lock", onChoose: () => onDialog("keep") } as const]
      : []),
    view.earlier > 0
      ? { id: "earlier", label: t("earlier"), icon: "clock", onChoose: () => onDialog("earlier") }
      : { id: "return", label: t("return"), icon: "back", onChoose: () => onDialog("return") },
    ...(view.keep
      ? [
          {
            id: "notMine",
            label: t("notMine"),
            icon: "computer",
            onChoose: () => onDialog("notMine"),
          } as const,
        ]
      : []),
    ...(hasConversation
      ? [
          {
            id: "delete",
            label: t("delete"),
            icon: "trash",
            danger: true,
            onChoose: () => onDialog("delete"),
          } as const,
        ]
      : []),
  ]
}
