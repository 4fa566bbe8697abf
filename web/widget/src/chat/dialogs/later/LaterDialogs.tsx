import type { CustomerChat, CustomerView } from "@sotto/core"
import type { JSX } from "preact"
import { EarlierDialog } from "../../kept/EarlierDialog.tsx"
import { KeepDialog } from "../../kept/KeepDialog.tsx"
import { ReturnDialog } from "../../kept/ReturnDialog.tsx"
import { KeptWords } from "../../kept/words.tsx"
import { PeopleDialog } from "./PeopleDialog.tsx"
import { SafetyDialog } from "./SafetyDialog.tsx"

/** What not every visitor opens: its code comes when it is asked for. */
export type LaterName = "people" | "safety" | "keep" | "return" | "earlier"

export interface LaterProps {
  readonly name: LaterName
  readonly chat: CustomerChat
  readonly view: CustomerView
  readonly onName: (name: LaterName) => void
  readonly onClose: () => void
}

export function LaterDialogs({ name, chat, view, onName, onClose }: LaterProps): JSX.Element | null {
  if (name === "people") return <PeopleDialog view={view} onClose={onClose} />
  if (name === "safety") return <SafetyDialog view={view} onClose={onClose} />
  const { kept } = chat
  if (kept === undefined) return null
  return (
    <KeptWords>
      {name === "keep" && <KeepDialog kept={kept} view={view} onClose={onClose} />}
      {name === "return" && (
        <ReturnDialog kept={kept} view={view} onEarlier={() => onName("earlier")} onClose={onClose} />
      )}
      {name === "earlier" && <EarlierDialog kept={kept} onClose={onClose} />}
    </KeptWords>
  )
}
