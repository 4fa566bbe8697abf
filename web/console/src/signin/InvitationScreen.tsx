import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import type { OpenInvitation, StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import { Welcome } from "../parts/Welcome.tsx"

interface Props {
  readonly invitation: OpenInvitation
  readonly onSession: (session: StaffSession) => void
}

export function InvitationScreen({ invitation, onSession }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  return (
    <Welcome>
      <ScreenHeading>{t("invitation.title", { name: invitation.name })}</ScreenHeading>
      <p class="lead">{t("invitation.lead", { organisation: invitation.organisation })}</p>
      <ul class="facts">
        <li>{t("setup.passkey.fact.how")}</li>
        <li>{t("invitation.next")}</li>
      </ul>
      <TaskProblem task={task} />
      <button
        type="button"
        class="s-button full"
        aria-disabled={task.busy}
        onClick={() => task.run(async () => onSession(await invitation.accept()))}
      >
        <Icon name="key" />
        {task.busy ? t("setup.passkey.busy") : t("setup.passkey.create")}
      </button>
    </Welcome>
  )
}
