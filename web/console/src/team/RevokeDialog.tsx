import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import type { Office, TeamDevice, TeamMember } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly office: Office
  readonly member: TeamMember
  readonly device: TeamDevice
  readonly onDone: () => Promise<void>
  readonly onClose: () => void
}

export function RevokeDialog({ office, member, device, onDone, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const revoke = async () => {
    await office.revoke(device)
    onClose()
    await onDone()
  }
  return (
    <FormDialog
      title={t("revoke.title", { device: device.name })}
      task={task}
      submit={t("device.revoke")}
      danger
      onSubmit={() => task.run(revoke)}
      onClose={onClose}
    >
      <p>{t("revoke.lead", { device: device.name, name: member.name })}</p>
      {device.own && <p class="notice danger">{t("revoke.own")}</p>}
      <p class="s-hint">{t("revoke.final")}</p>
    </FormDialog>
  )
}
