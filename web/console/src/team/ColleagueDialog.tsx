import type { JSX } from "preact"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office, TeamMember } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { Icon } from "../parts/Icon.tsx"
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
      {action === "disable" && <DevicesFirst member={member} />}
      {action !== "enable" && <InvitationsEnd member={member} />}
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

/** Devices of whoever is disabled, or becomes an auditor, are not in the directory any more and cannot be revoked. */
export function DevicesFirst({ member }: { readonly member: TeamMember }): JSX.Element | null {
  const { t } = useText()
  if (!member.devices.some(({ state }) => state === "certified" || state === "lapsed")) return null
  return (
    <p class="notice">
      <Icon name="alert" />
      <span>{t("colleague.devicesFirst", { name: member.name })}</span>
    </p>
  )
}
