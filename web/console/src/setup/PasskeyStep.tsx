import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly owner: string
  readonly onBack: () => void
  readonly onFinish: () => Promise<void>
}

export function PasskeyStep({ owner, onBack, onFinish }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  return (
    <>
      <ScreenHeading>{t("setup.passkey.title")}</ScreenHeading>
      <p class="lead">{t("setup.passkey.lead", { name: owner.trim() })}</p>
      <ul class="facts">
        <li>{t("setup.passkey.fact.how")}</li>
        <li>{t("setup.passkey.fact.stays")}</li>
      </ul>
      <TaskProblem task={task} />
      <div class="actions between">
        <button type="button" class="s-button" data-look="plain" onClick={onBack} disabled={task.busy}>
          {t("setup.back")}
        </button>
        <button type="button" class="s-button" onClick={() => task.run(onFinish)} aria-disabled={task.busy}>
          <Icon name="key" />
          {task.busy ? t("setup.passkey.busy") : t("setup.passkey.create")}
        </button>
      </div>
    </>
  )
}
