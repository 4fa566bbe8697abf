import { codeWay, newCodeWay, type WayIn } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { withStepUp } from "../stepup/withStepUp.ts"
import { CodeField } from "./CodeField.tsx"
import { copyOf } from "./copyOf.ts"
import type { VaultDialog } from "./dialog.ts"
import { ShownCodes } from "./ShownCodes.tsx"

interface Prepared {
  readonly known: WayIn
  readonly fresh: WayIn & { readonly code: string }
}

/** A way that is there lets another one in: the vault's key cannot be read from this browser. */
export function AddWay(props: VaultDialog & { readonly kind: "addPasskey" | "addCode" }): JSX.Element {
  const { office, vault, kind, onDone, onClose } = props
  const { t } = useText()
  const task = useTask()
  const [typed, setTyped] = useState("")
  const [prepared, setPrepared] = useState<Prepared>()
  const add = async ({ known, fresh }: { readonly known: WayIn; readonly fresh: WayIn }) => {
    await withStepUp(office, () => vault.addWay(copyOf(known), copyOf(fresh)))
    for (const { secret } of [known, fresh]) secret.fill(0)
    onDone("vault.said.wayAdded")
  }
  const go = async () => {
    if (prepared !== undefined) return add(prepared)
    const known = typed.trim() === "" ? await office.vaultWay() : await codeWay(typed)
    if (kind === "addPasskey") await add({ known, fresh: await office.vaultWay() })
    else setPrepared({ known, fresh: await newCodeWay() })
  }
  return (
    <FormDialog
      title={t(`vault.do.${kind}`)}
      task={task}
      submit={t(prepared === undefined ? "vault.add.submit" : "vault.codes.kept")}
      onSubmit={() => task.run(go)}
      onClose={onClose}
    >
      {prepared === undefined ? (
        <>
          <p>{t(kind === "addPasskey" ? "vault.add.passkey" : "vault.add.code")}</p>
          <CodeField value={typed} onValue={setTyped} />
        </>
      ) : (
        <ShownCodes codes={[prepared.fresh.code]} />
      )}
    </FormDialog>
  )
}
