import type { RecoveryView } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { HeldKit, Office, StaffSession } from "../office.ts"
import { KitField } from "../parts/KitField.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import { Welcome } from "../parts/Welcome.tsx"
import { AccountChoice } from "./AccountChoice.tsx"
import { RecoveryProgress } from "./RecoveryProgress.tsx"

interface Props {
  readonly office: Office
  readonly onSession: (session: StaffSession) => void
  readonly onBack: () => void
}

/** The way back in for whoever lost every other: the kit, whose account it is, and then patience. */
export function RecoveryScreen({ office, onSession, onBack }: Props): JSX.Element {
  const { t } = useText()
  const [kit, setKit] = useState<HeldKit>()
  const [view, setView] = useState<RecoveryView>()
  const [user, setUser] = useState<string>()
  const opened = (next: HeldKit) => {
    setKit(next)
    setView(next.view)
  }
  const asked = (chosen: string, next: RecoveryView) => {
    setView(next)
    setUser(chosen)
  }
  return (
    <Welcome>
      {kit === undefined || view === undefined ? (
        <KitEntry office={office} onKit={opened} />
      ) : user === undefined ? (
        <AccountChoice kit={kit} view={view} onAsked={asked} />
      ) : (
        <RecoveryProgress
          {...{ kit, view, user, onSession }}
          onView={setView}
          onAgain={() => setUser(undefined)}
        />
      )}
      <button type="button" class="s-link-button" onClick={onBack}>
        {t("recovery.back")}
      </button>
    </Welcome>
  )
}

interface EntryProps {
  readonly office: Office
  readonly onKit: (kit: HeldKit) => void
}

function KitEntry({ office, onKit }: EntryProps): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [typed, setTyped] = useState("")
  const isEmpty = typed.trim() === ""
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!isEmpty) task.run(async () => onKit(await office.openKit(typed)))
      }}
    >
      <ScreenHeading>{t("recovery.title")}</ScreenHeading>
      <p class="lead">{t("recovery.lead")}</p>
      <ul class="facts">
        <li>{t("recovery.fact.approval")}</li>
        <li>{t("recovery.fact.alone")}</li>
        <li>{t("recovery.fact.seen")}</li>
      </ul>
      <p>{t("kitDialog.lead")}</p>
      <KitField value={typed} onValue={setTyped} />
      <TaskProblem task={task} />
      <button type="submit" class="s-button full" disabled={isEmpty} aria-disabled={task.busy}>
        {task.busy ? t("busy") : t("setup.next")}
      </button>
    </form>
  )
}
