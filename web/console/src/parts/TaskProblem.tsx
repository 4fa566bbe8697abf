import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "./Icon.tsx"
import type { Task } from "./task.ts"

/** The place where a failed task says why. Present from the start, so that screen readers hear the change. */
export function TaskProblem({ task }: { readonly task: Task }): JSX.Element {
  const { t } = useText()
  return (
    <div role="alert">
      {task.problem !== undefined && (
        <p class="notice danger">
          <Icon name="alert" />
          <span>{t(task.problem, { minutes: task.wait ?? 1 })}</span>
        </p>
      )}
    </div>
  )
}
