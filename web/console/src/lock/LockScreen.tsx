import type { JSX } from "preact"
import { useEffect } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office, StaffSession } from "../office.ts"
import { hasCode } from "../parts/problemText.ts"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { useTask } from "../parts/task.ts"
import { Welcome } from "../parts/Welcome.tsx"
import { Verification } from "../stepup/Verification.tsx"

interface Props {
  readonly office: Office
  /** Whose desk it is. */
  readonly session: StaffSession
  /** It is them again. */
  readonly onSession: (session: StaffSession) => void
  /** They have signed out, so that somebody else can sign in. */
  readonly onSignedOut: () => void
  /** The server no longer knows them. */
  readonly onEnded: () => void
}

/** In place of everything else while the console is locked. Says whose it is, and nothing of what it holds. */
export function LockScreen({ office, session, onSession, onSignedOut, onEnded }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  useTitleAlone(t("lock.title"))
  const continueWith = (verify: () => Promise<void>) =>
    task.run(async () => {
      try {
        await verify()
        const current = await office.session()
        if (current === undefined) onEnded()
        else onSession(current)
      } catch (error) {
        if (!hasCode(error, "unauthenticated")) throw error
        onEnded()
      }
    })
  const leave = () =>
    task.run(async () => {
      await office.signOut()
      onSignedOut()
    })
  return (
    <Welcome>
      <ScreenHeading>{t("lock.title")}</ScreenHeading>
      <p class="lead" dir="auto">
        {t("lock.lead", { name: session.user.name })}
      </p>
      <Verification office={office} task={task} label={t("lock.continue")} onVerify={continueWith} />
      <p class="s-hint">{t("lock.kept")}</p>
      <button type="button" class="s-link-button" aria-disabled={task.busy} onClick={leave}>
        {t("lock.somebodyElse")}
      </button>
    </Welcome>
  )
}

/** The tab neither counts nor names anything. */
function useTitleAlone(title: string): void {
  useEffect(() => {
    document.title = title
    return () => {
      document.title = "Sotto"
    }
  }, [title])
}
