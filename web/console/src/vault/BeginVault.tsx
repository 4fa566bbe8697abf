import { NoPasskeySecret, newCodeWay, type WayIn } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { withStepUp } from "../stepup/withStepUp.ts"
import { copyOf } from "./copyOf.ts"
import type { VaultDialog } from "./dialog.ts"
import { ShownCodes } from "./ShownCodes.tsx"

interface Prepared {
  readonly ways: readonly WayIn[]
  readonly codes: readonly string[]
}

/**
 * Begins a vault that a passkey and a code open; two codes where the passkey cannot. Codes are shown first: a vault whose
 * code nobody has written down does not come into being.
 */
export function BeginVault({ office, vault, onDone, onClose }: VaultDialog): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [byCodes, setByCodes] = useState(false)
  const [prepared, setPrepared] = useState<Prepared>()
  const prepare = async () => {
    try {
      const other = byCodes ? await newCodeWay() : await office.vaultWay()
      const code = await newCodeWay()
      setPrepared({
        ways: [other, code],
        codes: "code" in other ? [code.code, String(other.code)] : [code.code],
      })
    } catch (error) {
      if (error instanceof NoPasskeySecret) setByCodes(true)
      throw error
    }
  }
  const begin = async ({ ways }: Prepared) => {
    await withStepUp(office, () => vault.begin(ways.map(copyOf)))
    for (const { secret } of ways) secret.fill(0)
    onDone("vault.said.begun")
  }
  const label = byCodes ? "vault.begin.codes" : "vault.begin.passkey"
  return (
    <FormDialog
      title={t("vault.do.begin")}
      task={task}
      submit={t(prepared === undefined ? label : "vault.codes.kept")}
      onSubmit={() => task.run(() => (prepared === undefined ? prepare() : begin(prepared)))}
      onClose={onClose}
    >
      {prepared === undefined ? (
        <>
          <p>{t("vault.begin.lead")}</p>
          <p class="s-hint">{t(byCodes ? "vault.begin.byCodes" : "vault.begin.byPasskey")}</p>
        </>
      ) : (
        <ShownCodes codes={prepared.codes} />
      )}
    </FormDialog>
  )
}
