import type { CustomerChat, CustomerView } from "@sotto/core"
import type { JSX } from "preact"
import { KeptDialogs, type KeptName } from "../kept/KeptDialogs.tsx"
import { DeleteDialog } from "./DeleteDialog.tsx"
import { Deleted, type DeletedProps } from "./Deleted.tsx"
import { NotMineDialog } from "./NotMineDialog.tsx"
import { PeopleDialog } from "./PeopleDialog.tsx"
import { SafetyDialog } from "./SafetyDialog.tsx"
import { DialogSentencesProvider, dialogLanguages } from "./sentences.ts"

export type DialogName = "people" | "safety" | "notMine" | "delete" | KeptName

export interface DialogsProps {
  readonly open: DialogName | undefined
  readonly chat: CustomerChat
  readonly view: CustomerView
  /** Undefined closes the dialog. */
  readonly onDialog: (next: (now: DialogName | undefined) => DialogName | undefined) => void
}

/** The dialogs, able to speak the language of `locale`. */
export interface LoadedDialogs {
  readonly locale: string
  readonly Dialogs: (props: DialogsProps) => JSX.Element
  /** What stands in place of a conversation that was deleted. */
  readonly Deleted: (props: DeletedProps) => JSX.Element
}

/** Rejects when the language's file does not load. */
export async function loadDialogs(locale: string): Promise<LoadedDialogs> {
  const sentences = await dialogLanguages.load([locale])
  return {
    locale,
    Dialogs: (props) => (
      <DialogSentencesProvider value={sentences}>
        <Dialog {...props} />
      </DialogSentencesProvider>
    ),
    Deleted: (props) => (
      <DialogSentencesProvider value={sentences}>
        <Deleted {...props} />
      </DialogSentencesProvider>
    ),
  }
}

function Dialog({ open, chat, view, onDialog }: DialogsProps): JSX.Element | null {
  // A dialog that another one took the place of says late that it was closed.
  const onClose = () => onDialog((now) => (now === open ? undefined : now))
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
    default:
      return (
        <KeptDialogs
          {...{ name: open, chat, view, onName: (next: KeptName) => onDialog(() => next), onClose }}
        />
      )
  }
}
