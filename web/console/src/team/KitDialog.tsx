import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { KitField } from "../parts/KitField.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly office: Office
  readonly onEntered: () => Promise<void>
  readonly onClose: () => void
}

export function KitDialog({ office, onEntered, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [typed, setTyped] = useState("")
  const enter = async () => {
    await office.enterKit(typed)
    setTyped("")
    onClose()
    await onEntered()
  }
  return (
    <FormDialog
      title={t("kitNeeded.enter")}
      task={task}
      submit={t("kitDialog.use")}
      disabled={typed.trim() === ""}
      onSubmit={() => task.run(enter)}
      onClose={onClose}
    >
      <p>{t("kitDialog.lead")}</p>
      <KitField value={typed} onValue={setTyped} />
    </FormDialog>
  )
}
