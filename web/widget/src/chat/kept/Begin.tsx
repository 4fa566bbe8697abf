import type { CustomerVault } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { Trouble } from "./parts.tsx"
import { ShownCodes } from "./ShownCodes.tsx"
import { useTask } from "./useTask.ts"
import { useWipe } from "./useWipe.ts"
import { useKeptWords } from "./words.tsx"

type Way = Awaited<ReturnType<CustomerVault["anyPasskey"]>>

interface Prepared {
  readonly ways: readonly Way[]
  readonly codes: readonly string[]
}

interface BeginProps {
  readonly vault: CustomerVault
  readonly organisation: string
  readonly onClose: () => void
}

/** Begins with a passkey and a code, or with two codes. What is on the screen opens nothing before it is confirmed. */
export function Begin({ vault, organisation, onClose }: BeginProps): JSX.Element {
  const { t } = useKeptWords()
  const task = useTask(vault)
  const [prepared, setPrepared] = useState<Prepared>()
  const [written, setWritten] = useState(false)
  useWipe(prepared?.ways ?? [])
  const prepare = async (byPasskey: boolean) => {
    const label = t("passkey.label", { organisation })
    const other = byPasskey ? await vault.newPasskey({ organisation, label }) : await vault.newCode()
    const code = await vault.newCode()
    const codes = "code" in other ? [code.code, String(other.code)] : [code.code]
    setWritten(false) // of codes that were shown before
    setPrepared({ ways: [other, code], codes })
  }
  // The vault wipes what it is handed, and a failure may want it a second time.
  const begin = ({ ways }: Prepared) =>
    vault.begin(ways.map(({ id, secret }) => ({ id, secret: secret.slice() })))
  if (prepared === undefined) {
    return <Choice task={task} onChoose={(byPasskey) => task.run(() => prepare(byPasskey))} />
  }
  return (
    <>
      <ShownCodes codes={prepared.codes} written={written} onWritten={setWritten} />
      <Trouble of={task.trouble} />
      <div class="s-dialog-actions">
        <button type="button" class="s-button" data-look="plain" onClick={onClose}>
          {t("cancel")}
        </button>
        <button
          type="button"
          class="s-button"
          disabled={!written || task.running}
          onClick={() => task.run(() => begin(prepared))}
        >
          {t("begin.finish")}
        </button>
      </div>
    </>
  )
}

interface ChoiceProps {
  readonly task: ReturnType<typeof useTask>
  readonly onChoose: (byPasskey: boolean) => void
}

function Choice({ task, onChoose }: ChoiceProps): JSX.Element {
  const { t } = useKeptWords()
  return (
    <>
      <p>{t("begin.lead")}</p>
      <p>{t("begin.passkey.text")}</p>
      <p class="s-hint">{t("begin.sealed")}</p>
      <Trouble of={task.trouble} />
      <div class="s-dialog-actions">
        <button type="button" class="s-link-button" disabled={task.running} onClick={() => onChoose(false)}>
          {t("begin.codes")}
        </button>
        <button type="button" class="s-button" disabled={task.running} onClick={() => onChoose(true)}>
          {t("begin.passkey")}
        </button>
      </div>
    </>
  )
}
