import type { CustomerVault } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { CodeField, Trouble } from "./parts.tsx"
import { useTask } from "./useTask.ts"
import { type KeptKey, useKeptWords } from "./words.tsx"

interface WayFormProps {
  readonly vault: CustomerVault
  /** What is said meanwhile. */
  readonly busy: KeptKey
  readonly onWay: (way: Awaited<ReturnType<CustomerVault["anyPasskey"]>>) => Promise<void>
}

/** A passkey, or a code that is typed. */
export function WayForm({ vault, busy, onWay }: WayFormProps): JSX.Element {
  const { t } = useKeptWords()
  const task = useTask(vault)
  const [code, setCode] = useState("")
  const byCode = code.trim() !== ""
  const submit = async () => onWay(byCode ? await vault.code(code) : await vault.anyPasskey())
  return (
    <form
      class="c-way-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!task.running) task.run(submit)
      }}
    >
      <CodeField value={code} onValue={setCode} />
      <Trouble of={task.trouble} />
      {task.running && <p role="status">{t(busy)}</p>}
      <div class="s-dialog-actions">
        <button type="submit" class="s-button" disabled={task.running}>
          {t(byCode ? "return.code" : "return.passkey")}
        </button>
      </div>
    </form>
  )
}
