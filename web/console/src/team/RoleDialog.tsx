import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office, StaffSession, TeamMember } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { converses, invitable } from "../roles.ts"
import { DevicesFirst, InvitationsEnd } from "./ColleagueDialog.tsx"
import { RoleChoice } from "./RoleChoice.tsx"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly member: TeamMember
  readonly onDone: (said: MessageKey) => Promise<void>
  readonly onClose: () => void
}

export function RoleDialog({ office, session, member, onDone, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const { name } = member
  const roles = invitable(session.user.role)
  const [role, setRole] = useState(() => roles.find((each) => each === member.role) ?? "agent")
  const change = async () => {
    await office.colleagues.changeRole(member.id, role)
    onClose()
    await onDone("colleague.said.role")
  }
  return (
    <FormDialog
      title={t("colleague.role.title", { name })}
      task={task}
      submit={t("colleague.role")}
      disabled={role === member.role}
      onSubmit={() => task.run(change)}
      onClose={onClose}
    >
      <RoleChoice roles={roles} value={role} onValue={setRole} />
      <p>{t("colleague.role.lead", { name })}</p>
      {!converses(role) && <DevicesFirst member={member} />}
      <InvitationsEnd member={member} />
    </FormDialog>
  )
}
