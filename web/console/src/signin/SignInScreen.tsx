import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office, StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import { Welcome } from "../parts/Welcome.tsx"
import { PasswordForm } from "./PasswordForm.tsx"
import { ProviderLink } from "./ProviderLink.tsx"
import { useSuggestion } from "./useSuggestion.ts"

interface Props {
  readonly office: Office
  /** Why one is here again: signed out by oneself, by the server, or a set-up page that was reloaded. */
  readonly notice: MessageKey | undefined
  readonly onSession: (session: StaffSession) => void
  /** To the printed kit. */
  readonly onLost: () => void
}

export function SignInScreen({ office, notice, onSession, onLost }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [byPassword, setByPassword] = useState(false)
  const suggestion = useSuggestion({ office, active: byPassword, onSession, onRefused: task.fail })
  const signIn = (how: () => Promise<StaffSession>) =>
    task.run(async () => {
      suggestion.stop()
      try {
        onSession(await how())
      } catch (error) {
        suggestion.restart()
        throw error
      }
    })
  return (
    <Welcome>
      <ScreenHeading>{t("signIn.title")}</ScreenHeading>
      {notice !== undefined && <p class="notice">{t(notice)}</p>}
      <p class="lead">{t("signIn.lead")}</p>
      <TaskProblem task={task} />
      <button
        type="button"
        class="s-button full"
        aria-disabled={task.busy}
        onClick={() => signIn(() => office.signIn())}
      >
        <Icon name="key" />
        {task.busy && !byPassword ? t("signIn.busy") : t("signIn.passkey")}
      </button>
      <ProviderLink office={office} />
      <button
        type="button"
        class="s-link-button"
        aria-expanded={byPassword}
        aria-controls="password-form"
        onClick={() => setByPassword(!byPassword)}
      >
        {t("signIn.byPassword")}
      </button>
      {byPassword && (
        <PasswordForm task={task} onAnswer={(answer) => signIn(() => office.signInByPassword(answer))} />
      )}
      <p class="s-hint">{t("signIn.help")}</p>
      <button type="button" class="s-link-button" onClick={onLost}>
        {t("signIn.lost")}
      </button>
    </Welcome>
  )
}
