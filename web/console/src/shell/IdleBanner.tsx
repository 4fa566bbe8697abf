import { useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import type { IdleWatch } from "./IdleWatch.ts"

/** Says in time that the session is about to end, and how to keep it (WCAG 2.2.1). */
export function IdleBanner({ idle }: { readonly idle: IdleWatch }): JSX.Element {
  const { t } = useText()
  const view = useObservable(idle)
  const task = useTask()
  const warns = view.kind === "idling" || view.kind === "ending"
  return (
    <div class={warns ? "banner with-button" : undefined}>
      <p role="status">
        {warns && (
          <>
            <Icon name="alert" />
            {t(`session.${view.kind}`, { minutes: view.minutes })}
          </>
        )}
      </p>
      {view.kind === "idling" && (
        <button
          type="button"
          class="s-button compact"
          aria-disabled={task.busy}
          onClick={() => task.run(() => idle.stay())}
        >
          {t("session.stay")}
        </button>
      )}
      {warns && <TaskProblem task={task} />}
    </div>
  )
}
