import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { Panel } from "../account/Panel.tsx"
import { useReading } from "../account/useReading.ts"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly office: Office
}

/** Whether everybody must sign in by passkey. Only the owner sees and changes it. */
export function PolicyPanel({ office }: Props): JSX.Element {
  const { t } = useText()
  const reading = useReading(() => office.signInPolicy.get())
  const [asking, setAsking] = useState(false)
  const [said, setSaid] = useState<MessageKey>()
  const changed = async (sentence: MessageKey) => {
    setAsking(false)
    await reading.refresh()
    setSaid(sentence)
  }
  return (
    <Panel id="policy" title="policy.title" lead="policy.lead" reading={reading} said={said}>
      {({ passkeysOnly }) => (
        <>
          <p>{t(passkeysOnly ? "policy.passkeys" : "policy.all")}</p>
          <div class="actions">
            <button type="button" class="s-button" data-look="plain" onClick={() => setAsking(true)}>
              {t(passkeysOnly ? "policy.allow" : "policy.demand")}
            </button>
          </div>
          {asking && (
            <PolicyDialog
              office={office}
              demands={!passkeysOnly}
              onChanged={changed}
              onClose={() => setAsking(false)}
            />
          )}
        </>
      )}
    </Panel>
  )
}

interface DialogProps extends Props {
  readonly demands: boolean
  readonly onChanged: (sentence: MessageKey) => Promise<void>
  readonly onClose: () => void
}

function PolicyDialog({ office, demands, onChanged, onClose }: DialogProps): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const change = async () => {
    await office.signInPolicy.set({ passkeysOnly: demands })
    await onChanged(demands ? "policy.said.demanded" : "policy.said.allowed")
  }
  return (
    <FormDialog
      title={t(demands ? "policy.demand.title" : "policy.allow.title")}
      task={task}
      submit={t(demands ? "policy.demand" : "policy.allow")}
      danger={false}
      onSubmit={() => task.run(change)}
      onClose={onClose}
    >
      <p>{t(demands ? "policy.demand.lead" : "policy.allow.lead")}</p>
    </FormDialog>
  )
}
