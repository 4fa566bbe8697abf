import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { withStepUp } from "../stepup/withStepUp.ts"
import type { VaultDialog } from "./dialog.ts"
import type { Way } from "./useWays.ts"

export function RemoveWay(props: VaultDialog & { readonly way: Way }): JSX.Element {
  const { office, vault, way, onDone, onClose } = props
  const { t } = useText()
  const task = useTask()
  const remove = async () => {
    await withStepUp(office, () => vault.removeWay(way.id))
    onDone("vault.said.wayRemoved")
  }
  return (
    <FormDialog
      title={t("vault.removeWay.title", { name: way.name })}
      task={task}
      submit={t("remove")}
      danger
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("vault.removeWay.lead")}</p>
      <p class="s-hint">{t("vault.removeWay.stolen")}</p>
    </FormDialog>
  )
}

export function RemoveVault({ office, vault, onDone, onClose }: VaultDialog): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const remove = async () => {
    await withStepUp(office, () => vault.remove())
    onDone("vault.said.removed")
  }
  return (
    <FormDialog
      title={t("vault.do.remove")}
      task={task}
      submit={t("remove")}
      danger
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("vault.remove.lead")}</p>
    </FormDialog>
  )
}
