import type { JSX } from "preact"
import { useId, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { FingerprintText } from "../parts/FingerprintText.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import type { WaitingDevice } from "./useTeam.ts"

interface Props extends WaitingDevice {
  readonly office: Office
  readonly onDone: () => Promise<void>
  readonly onClose: () => void
}

/**
 * The one moment in which a person, and not the server, says whose key this is. The comparison must be made over
 * a way the server does not control, so the button waits for it.
 */
export function CertifyDialog({ office, member, device, onDone, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  // This browser knows its own key; there is nobody to call.
  const [compared, setCompared] = useState(device.own)
  const id = useId()
  const certify = async () => {
    await office.certify(device)
    onClose()
    await onDone()
  }
  return (
    <FormDialog
      title={device.own ? t("certify.own.title") : t("certify.title", { name: member.name })}
      task={task}
      submit={t("waiting.certify")}
      disabled={!compared}
      onSubmit={() => task.run(certify)}
      onClose={onClose}
    >
      <p>
        {device.own ? t("certify.own.lead") : t("certify.lead", { name: member.name, device: device.name })}
      </p>
      <FingerprintText value={device.fingerprint} large />
      {!device.own && (
        <>
          <p class="s-hint">{t("certify.why")}</p>
          <div class="s-switch">
            <input id={id} type="checkbox" checked={compared} onChange={() => setCompared(!compared)} />
            <label for={id}>{t("certify.compared", { name: member.name })}</label>
          </div>
        </>
      )}
    </FormDialog>
  )
}
