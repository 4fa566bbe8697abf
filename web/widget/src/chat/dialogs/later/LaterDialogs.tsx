import type { CustomerChat, CustomerView } from "@sotto/core"
import type { JSX } from "preact"
import { EarlierDialog } from "../../kept/EarlierDialog.tsx"
import { KeepDialog } from "../../kept/KeepDialog.tsx"
import { ReturnDialog } from "../../kept/ReturnDialog.tsx"
import { PeopleDialog } from "./PeopleDialog.tsx"
import { SafetyDialog } from "./SafetyDialog.tsx"
import { LaterWords } from "./words.tsx"

/** What not every visitor opens: its code comes when it is asked for. */
export type LaterName = "people" | "safety" | "keep" | "return" | "earlier"

export interface LaterProps {
  readonly name: LaterName
  readonly chat: CustomerChat
  readonly view: CustomerView
  readonly onName: (name: LaterName) => void
  readonly onClose: () => void
}

export function LaterDialogs(props: LaterProps): JSX.Element {
  return (
    <LaterWords>
      <Named {...props} />
    </LaterWords>
  )
}

function Named({ name, chat, view, onName, onClose }: LaterProps): JSX.Element | null {
  const { kept } = chat
  if (name === "people") return <PeopleDialog view={view} onClose={onClose} />
  if (name === "safety") return <SafetyDialog view={view} onClose={onClose} />
  if (kept === undefined) return null
  switch (name) {
    case "keep":
      return <KeepDialog kept={kept} view={view} onClose={onClose} />
    case "return":
      return <ReturnDialog kept={kept} view={view} onEarlier={() => onName("earlier")} onClose={onClose} />
    case "earlier":
      return <EarlierDialog kept={kept} onClose={onClose} />
  }
}
