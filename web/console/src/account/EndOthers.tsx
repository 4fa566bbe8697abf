import type { JSX } from "preact"
import { type MessageKey, useText } from "../i18n/text.ts"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import type { Account } from "./account.ts"

interface Props {
  readonly account: Account
  readonly danger?: boolean
  readonly onChanged: (sentence: MessageKey) => Promise<void>
}

/** Without a question back: whoever presses it may be in a hurry, and all it costs is signing in again. */
export function EndOthers({ account, danger, onChanged }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const end = async () => {
    await account.endOtherSessions()
    await onChanged("sessions.said.others")
  }
  return (
    <>
      <TaskProblem task={task} />
      <div class="actions">
        <button
          type="button"
          class="s-button"
          data-look={danger === true ? "danger" : "plain"}
          aria-disabled={task.busy}
          onClick={() => task.run(end)}
        >
          {task.busy ? t("busy") : t("sessions.endOthers")}
        </button>
      </div>
    </>
  )
}
