import { codeWay, newCodeWay } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { withStepUp } from "../stepup/withStepUp.ts"
import { CodeField } from "./CodeField.tsx"
import type { VaultDialog } from "./dialog.ts"

/** A way that is there lets another one in: the vault's key cannot be read from this browser. */
export function AddWay(props: VaultDialog & { readonly kind: "addPasskey" | "addCode" }): JSX.Element {
  const { office, vault, kind, onCodes, onDone, onClose } = props
  const { t } = useText()
  const task = useTask()
  const [typed, setTyped] = useState("")
  const add = async () => {
    const known = async () => (typed.trim() === "" ? office.vaultWay() : codeWay(typed))
    if (kind === "addPasskey") {
      await vault.addWay(await known(), await office.vaultWay())
      return onDone("vault.said.wayAdded")
    }
    const opener = await known()
    const fresh = await newCodeWay()
    // Wiped by the call, so a second try after the question who is there gets copies.
    const copy = (way: typeof opener) => ({ ...way, secret: way.secret.slice() })
    await withStepUp(office, () => vault.addWay(copy(opener), copy(fresh)))
    for (const { secret } of [opener, fresh]) secret.fill(0)
    onDone("vault.said.wayAdded")
    onCodes([fresh.code])
  }
  return (
    <FormDialog
      title={t(`vault.do.${kind}`)}
      task={task}
      submit={t("vault.add.submit")}
      onSubmit={() => task.run(add)}
      onClose={onClose}
    >
      <p>{t(kind === "addPasskey" ? "vault.add.passkey" : "vault.add.code")}</p>
      <CodeField value={typed} onValue={setTyped} />
    </FormDialog>
  )
}
