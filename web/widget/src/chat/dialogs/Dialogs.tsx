import type { CustomerChat, CustomerView } from "@sotto/core"
import type { JSX } from "preact"
import { DeleteDialog } from "./DeleteDialog.tsx"
import { NotMineDialog } from "./NotMineDialog.tsx"
import { PeopleDialog } from "./PeopleDialog.tsx"
import { SafetyDialog } from "./SafetyDialog.tsx"

export type DialogName = "people" | "safety" | "notMine" | "delete"

interface DialogsProps {
  readonly open: DialogName | undefined
  readonly chat: CustomerChat
  readonly view: CustomerView
  readonly onClose: () => void
}

export function Dialogs({ open, chat, view, onClose }: DialogsProps): JSX.Element | null {
  switch (open) {
    case undefined:
      return null
    case "people":
      return <PeopleDialog view={view} onClose={onClose} />
    case "safety":
      return <SafetyDialog view={view} onClose={onClose} />
    case "notMine":
      return <NotMineDialog chat={chat} onClose={onClose} />
    case "delete":
      return <DeleteDialog chat={chat} onClose={onClose} />
  }
}
