import type { Recovery } from "@sotto/core"
import type { JSX } from "preact"
import { useId, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office, StaffSession } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly office: Office
  readonly recovery: Recovery
  readonly onDone: () => Promise<void>
  readonly onClose: () => void
}

/** The kit says nothing of who holds it. Only somebody who knows the person can, so the button waits for that. */
export function ApproveDialog({
  office,
  recovery,
  viewer,
  onDone,
  onClose,
}: Props & { readonly viewer: StaffSession["user"] }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const id = useId()
  const [spoken, setSpoken] = useState(false)
  const { name } = recovery
  const approve = async () => {
    await office.recoveries.approve(recovery.id)
    onClose()
    await onDone()
  }
  return (
    <FormDialog
      title={t("recoveries.approve.title", { name })}
      task={task}
      submit={t("recoveries.approve")}
      disabled={!spoken}
      onSubmit={() => task.run(approve)}
      onClose={onClose}
    >
      <p>{t("recoveries.approve.lead", { name })}</p>
      <p class="s-hint">{t("recoveries.approve.after", { name })}</p>
      {viewer.role !== "owner" && <p class="s-hint">{t("recoveries.approve.above", { name })}</p>}
      <div class="s-switch">
        <input id={id} type="checkbox" checked={spoken} onChange={() => setSpoken(!spoken)} />
        <label for={id}>{t("recoveries.approve.spoken", { name })}</label>
      </div>
    </FormDialog>
  )
}

export function RefuseDialog({ office, recovery, onDone, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const refuse = async () => {
    await office.recoveries.cancel(recovery.id)
    onClose()
    await onDone()
  }
  return (
    <FormDialog
      title={t("recoveries.refuse.title", { name: recovery.name })}
      task={task}
      submit={t("recoveries.refuse")}
      danger
      onSubmit={() => task.run(refuse)}
      onClose={onClose}
    >
      <p>{t("recoveries.refuse.lead")}</p>
      <p class="s-hint">{t("recoveries.refuse.wrongHands")}</p>
    </FormDialog>
  )
}
