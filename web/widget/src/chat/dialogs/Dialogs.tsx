import type { CustomerChat, CustomerView } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { DeleteDialog } from "./DeleteDialog.tsx"
import type { LaterName, LaterProps } from "./later/LaterDialogs.tsx"
import { NotMineDialog } from "./NotMineDialog.tsx"

export type DialogName = LaterName | "notMine" | "delete"

interface DialogsProps {
  readonly open: DialogName | undefined
  readonly chat: CustomerChat
  readonly view: CustomerView
  readonly onDialog: (next: (now: DialogName | undefined) => DialogName | undefined) => void
  /** A dialog's code did not arrive. */
  readonly onFailed: () => void
}

export function Dialogs({ open, chat, view, onDialog, onFailed }: DialogsProps): JSX.Element | null {
  // A dialog that another one took the place of says late that it was closed.
  const onClose = () => onDialog((now) => (now === open ? undefined : now))
  switch (open) {
    case undefined:
      return null
    case "notMine":
      return <NotMineDialog chat={chat} onClose={onClose} />
    case "delete":
      return <DeleteDialog chat={chat} onClose={onClose} />
    default:
      return <Later {...{ name: open, chat, view, onName: (name: LaterName) => onDialog(() => name), onClose, onFailed }} />
  }
}

function Later({ onFailed, ...props }: LaterProps & { readonly onFailed: () => void }): JSX.Element | null {
  const [module, setModule] = useState<typeof import("./later/LaterDialogs.tsx")>()
  useEffect(() => {
    import("./later/LaterDialogs.tsx").then(setModule, () => {
      props.onClose()
      onFailed()
    })
  }, [])
  return module === undefined ? null : <module.LaterDialogs {...props} />
}
