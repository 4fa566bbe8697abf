import type { JSX } from "preact"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office, TeamMember } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { knownRole, managesTeam } from "../roles.ts"
import type { ColleagueAction } from "./colleagueAction.ts"

interface Props {
  readonly office: Office
  readonly member: TeamMember
  readonly action: ColleagueAction
  readonly onDone: (said: MessageKey) => Promise<void>
  readonly onClose: () => void
}

/** Asks before somebody is disabled, enabled or signed out everywhere, and says what it means for them. */
export function ColleagueDialog({ office, member, action, onDone, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const { name } = member
  const change = async () => {
    await office.colleagues[action](member.id)
    onClose()
    await onDone(`colleague.said.${action}`)
  }
  return (
    <FormDialog
      title={t(`colleague.${action}.title`, { name })}
      task={task}
      submit={t(`colleague.${action}`)}
      danger={action === "disable"}
      onSubmit={() => task.run(change)}
      onClose={onClose}
    >
      <p>{t(`colleague.${action}.lead`, { name })}</p>
      {action !== "enable" && <InvitationsEnd member={member} />}
      {action === "disable" && <p class="s-hint">{t("colleague.disable.devices", { name })}</p>}
    </FormDialog>
  )
}

/** Only who manages the team can have invited somebody. */
export function InvitationsEnd({ member }: { readonly member: TeamMember }): JSX.Element | null {
  const { t } = useText()
  const role = knownRole(member.role)
  if (role === undefined || !managesTeam(role)) return null
  return <p class="s-hint">{t("colleague.invitationsEnd", { name: member.name })}</p>
}
