import type { JSX } from "preact"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Invitation, Office } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly office: Office
  readonly invitation: Invitation
  readonly onDone: (said: MessageKey) => Promise<void>
  readonly onClose: () => void
}

/** Asks before the link of an invitation ends. */
export function WithdrawDialog({ office, invitation, onDone, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const { name } = invitation
  const withdraw = async () => {
    await office.colleagues.withdraw(invitation.id)
    onClose()
    await onDone("invitations.withdrawn")
  }
  return (
    <FormDialog
      title={t("invitations.withdraw.title", { name })}
      task={task}
      submit={t("invitations.withdraw")}
      danger
      onSubmit={() => task.run(withdraw)}
      onClose={onClose}
    >
      <p>{t("invitations.withdraw.lead")}</p>
    </FormDialog>
  )
}
