import type { CustomerChat, CustomerView } from "@sotto/core"
import type { JSX } from "preact"
import { EarlierDialog } from "./EarlierDialog.tsx"
import { KeepDialog } from "./KeepDialog.tsx"
import { ReturnDialog } from "./ReturnDialog.tsx"
import { KeptWords } from "./words.tsx"

/** About the chat on other devices. */
export type KeptName = "keep" | "return" | "earlier"

export interface KeptDialogsProps {
  readonly name: KeptName
  readonly chat: CustomerChat
  readonly view: CustomerView
  readonly onName: (name: KeptName) => void
  readonly onClose: () => void
}

export function KeptDialogs(props: KeptDialogsProps): JSX.Element {
  return (
    <KeptWords>
      <Named {...props} />
    </KeptWords>
  )
}

function Named({ name, chat, view, onName, onClose }: KeptDialogsProps): JSX.Element | null {
  const { kept } = chat
  if (kept === undefined) return null
  switch (name) {
    case "keep":
      return <KeepDialog kept={kept} view={view} onReturn={() => onName("return")} onClose={onClose} />
    case "return":
      return <ReturnDialog kept={kept} view={view} onEarlier={() => onName("earlier")} onClose={onClose} />
    case "earlier":
      return <EarlierDialog kept={kept} onReturn={() => onName("return")} onClose={onClose} />
  }
}
