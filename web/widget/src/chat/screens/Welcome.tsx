import type { CustomerView } from "@sotto/core"
import { Icon } from "@sotto/ui"
import type { JSX } from "preact"
import type { DialogName } from "../dialogs/Dialogs.tsx"
import { useSentences } from "../languages.ts"
import { BeforeFirstMessage } from "./BeforeFirstMessage.tsx"
import { Listeners } from "./Listeners.tsx"

interface WelcomeProps {
  readonly view: CustomerView
  readonly name: string
  readonly onName: (name: string) => void
  readonly onKeep: (keep: boolean) => void
  readonly onDialog: (name: DialogName) => void
}

/** Top of the conversation: who greets, who listens, and what protects it, before anything is written. */
export function Welcome({ view, name, onName, onKeep, onDialog }: WelcomeProps): JSX.Element {
  const { t } = useSentences()
  const nobodyOnDuty = view.listeners.every((listener) => !listener.onDuty)
  return (
    <div class="c-welcome">
      {view.greeting !== "" && (
        <p class="c-greeting" dir="auto">
          {view.greeting}
        </p>
      )}
      <p class="s-hint" dir="auto">
        {t("with", { organisation: view.organisation })}
      </p>
      <section class="c-card">
        <div class="c-lock">
          <Icon name="lock" />
          <div>
            <h2>{t("encrypted")}</h2>
            <p>{t(view.conversation === undefined ? "encryptedText" : "encryptedTextOpen")}</p>
            <button type="button" class="s-link-button" onClick={() => onDialog("safety")}>
              {t("encryptedMore")}
            </button>
          </div>
        </div>
        {view.conversation === undefined && (
          <>
            <h3>{t("listening")}</h3>
            <Listeners listeners={view.listeners} />
            {nobodyOnDuty && <p class="s-hint">{t("awayNote")}</p>}
          </>
        )}
      </section>
      {view.conversation === undefined && (
        <BeforeFirstMessage
          keep={view.keep}
          keepingDenied={view.keepingDenied}
          name={name}
          onName={onName}
          onKeep={onKeep}
        />
      )}
      {view.conversation === undefined && (
        <p>
          <button
            type="button"
            class="s-link-button"
            onClick={() => onDialog(view.earlier > 0 ? "earlier" : "return")}
          >
            {t(view.earlier > 0 ? "earlier" : "return")}
          </button>
        </p>
      )}
    </div>
  )
}
