import { Dialog } from "@sotto/ui"
import type { ComponentChildren, JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { TaskProblem } from "./TaskProblem.tsx"
import type { Task } from "./task.ts"

interface Props {
  readonly title: string
  readonly task: Task
  readonly submit: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A question with one answer to give and one way out. It cannot be closed while the answer is on its way. */
export function FormDialog(props: Props): JSX.Element {
  const { t } = useText()
  const { task } = props
  const close = () => {
    if (!task.busy) props.onClose()
  }
  return (
    <Dialog title={props.title} onClose={close}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!task.busy && props.disabled !== true) props.onSubmit()
        }}
      >
        {props.children}
        <TaskProblem task={task} />
        <div class="s-dialog-actions">
          <button type="button" class="s-button" data-look="plain" onClick={close}>
            {t("cancel")}
          </button>
          <button
            type="submit"
            class="s-button"
            data-look={props.danger === true ? "danger" : undefined}
            disabled={props.disabled}
            aria-disabled={task.busy}
          >
            {task.busy ? t("busy") : props.submit}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
