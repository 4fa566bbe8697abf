import { Dialog, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useRef } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { useTask } from "../parts/task.ts"
import { Verification } from "./Verification.tsx"

/** Waits for commands that need a fresh verification, over whatever screen or dialog sent them. */
export function StepUpHost({ office }: { readonly office: Office }): JSX.Element | null {
  const asked = useObservable(office.stepUps)
  return asked ? <StepUpDialog office={office} /> : null
}

function StepUpDialog({ office }: { readonly office: Office }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const confirm = (verify: () => Promise<void>) =>
    task.run(async () => {
      await verify()
      office.stepUps.confirm()
    })
  return (
    <Dialog title={t("stepUp.title")} onClose={() => office.stepUps.decline()}>
      <p>{t("stepUp.lead")}</p>
      <Verification
        office={office}
        task={task}
        label={t("stepUp.passkey")}
        button={first}
        onVerify={confirm}
      />
      <div class="s-dialog-actions">
        <button type="button" class="s-button" data-look="plain" onClick={() => office.stepUps.decline()}>
          {t("cancel")}
        </button>
      </div>
    </Dialog>
  )
}
