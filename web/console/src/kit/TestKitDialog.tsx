import { Dialog } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { Icon } from "../parts/Icon.tsx"
import { KitField } from "../parts/KitField.tsx"
import { useTask } from "../parts/task.ts"
import type { KitView } from "./useKit.ts"

interface Props {
  readonly kit: KitView
  readonly onClose: () => void
}

/** The owner types the kit in; what was typed is forgotten with the dialog. */
export function TestKitDialog({ kit, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [typed, setTyped] = useState("")
  const [passed, setPassed] = useState(false)
  const test = async () => {
    await kit.test(typed)
    setTyped("")
    setPassed(true)
  }
  if (passed) return <Passed onClose={onClose} />
  return (
    <FormDialog
      title={t("kitTest.title")}
      task={task}
      submit={t("kitTest.check")}
      disabled={typed.trim() === ""}
      onSubmit={() => task.run(test)}
      onClose={onClose}
    >
      <p>{t("kitTest.lead")}</p>
      <KitField value={typed} onValue={setTyped} />
    </FormDialog>
  )
}

function Passed({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  return (
    <Dialog title={t("kitTest.title")} onClose={onClose}>
      <p class="notice good" role="status">
        <Icon name="check" />
        <span>{t("kitTest.passed")}</span>
      </p>
      <div class="s-dialog-actions">
        <button type="button" class="s-button" onClick={onClose}>
          {t("kitTest.close")}
        </button>
      </div>
    </Dialog>
  )
}
