import type { CustomerView } from "@sotto/core"
import { Dialog, formatFingerprint } from "@sotto/ui"
import type { JSX } from "preact"
import { useSentences } from "../../languages.ts"
import { useLaterWords } from "./words.tsx"

interface SafetyDialogProps {
  readonly view: CustomerView
  readonly onClose: () => void
}

export function SafetyDialog({ view, onClose }: SafetyDialogProps): JSX.Element {
  const chat = useSentences()
  const { t } = useLaterWords()
  const safety = view.conversation?.safety
  return (
    <Dialog title={chat.t("safety")} onClose={onClose}>
      <section>
        <h3>{t("safetyRead")}</h3>
        <p>{t("safetyReadText")}</p>
      </section>
      <section>
        <h3>{t("safetyKey", { organisation: view.organisation })}</h3>
        <p class="c-fingerprint" dir="ltr">
          {formatFingerprint(view.fingerprint)}
        </p>
        <p>{t("safetyKeyText")}</p>
      </section>
      {safety !== undefined && safety.fingerprint !== "" && (
        <section>
          <h3>{t("safetyCode")}</h3>
          <p class="c-fingerprint" dir="ltr">
            {formatFingerprint(safety.fingerprint)}
          </p>
          <p>{t("safetyCodeText")}</p>
        </section>
      )}
      <section>
        <h3>{t("safetyServer")}</h3>
        <ul>
          <li>{t("safetyServerWho")}</li>
          <li>{t("safetyServerWhen")}</li>
          <li>{t("safetyServerSize")}</li>
          <li>{t("safetyServerAddress")}</li>
        </ul>
        <p>{t("safetyServerNot")}</p>
      </section>
      {safety !== undefined && (
        <section>
          <h3>{t("safetyTechnical")}</h3>
          <p class="s-hint">{t("safetySuite", { suite: safety.suite })}</p>
          <p class="s-hint">{t("safetyEpoch", { epoch: safety.epoch })}</p>
        </section>
      )}
    </Dialog>
  )
}
