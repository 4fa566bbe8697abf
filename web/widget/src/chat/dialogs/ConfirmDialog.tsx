import { Dialog } from "@sotto/ui"
import type { ComponentChildren, JSX } from "preact"
import { useAction } from "../useAction.ts"
import { useDialogSentences } from "./sentences.ts"

interface ConfirmDialogProps {
  readonly title: string
  readonly confirm: string
  readonly failure: string
  readonly danger: boolean
  readonly perform: () => Promise<void>
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** Says what will happen, does it once, and stays open with the failure if it does not work. */
export function ConfirmDialog(props: ConfirmDialogProps): JSX.Element {
  const { t } = useDialogSentences()
  const action = useAction(props.perform, props.onClose)
  const actions = (
    <>
      <button type="button" class="s-button" data-look="plain" onClick={props.onClose}>
        {t("cancel")}
      </button>
      <button
        type="button"
        class="s-button"
        data-look={props.danger ? "danger" : undefined}
        disabled={action.running}
        onClick={action.run}
      >
        {props.confirm}
      </button>
    </>
  )
  return (
    <Dialog title={props.title} onClose={props.onClose} actions={actions}>
      {props.children}
      {action.failed && (
        <p class="c-error" role="alert">
          {props.failure}
        </p>
      )}
    </Dialog>
  )
}
