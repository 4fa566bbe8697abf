import type { ConfirmationRow, CustomerChat, CustomerView } from "@sotto/core"
import type { JSX } from "preact"
import { ConfirmCard } from "./ConfirmCard.tsx"
import { ConfirmLine } from "./ConfirmLine.tsx"
import { confirmLanguages } from "./sentences.ts"

export interface ConfirmProps {
  readonly chat: CustomerChat
  readonly view: CustomerView
}

/** What was asked and answered, and the place to answer, able to speak the language of `locale`. */
export interface LoadedConfirm {
  readonly locale: string
  readonly line: (row: ConfirmationRow, organisation: string) => JSX.Element
  readonly Card: (props: ConfirmProps) => JSX.Element | null
}

/** Rejects when the language's file does not load. */
export async function loadConfirm(locale: string): Promise<LoadedConfirm> {
  const sentences = await confirmLanguages.load([locale])
  return {
    locale,
    line: (row, organisation) => (
      <ConfirmLine key={row.id} row={row} organisation={organisation} sentences={sentences} />
    ),
    Card: (props) => <ConfirmCard {...props} sentences={sentences} />,
  }
}
