import { type RecoveryView, recoveryState } from "@sotto/core"
import type { JSX } from "preact"
import { useId, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { HeldKit } from "../office.ts"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import { knownRole } from "../roles.ts"

interface Props {
  readonly kit: HeldKit
  readonly view: RecoveryView
  /** For the account of that user something is under way now. */
  readonly onAsked: (user: string, view: RecoveryView) => void
}

export function AccountChoice({ kit, view, onAsked }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [user, setUser] = useState<string>()
  const running = runningIn(view)
  // Also where something is under way: the server leaves that as it is.
  const ask = async (chosen: string) => onAsked(chosen, await kit.request(chosen))
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (user !== undefined) task.run(() => ask(user))
      }}
    >
      <ScreenHeading>{t("recovery.choose.title")}</ScreenHeading>
      <p class="lead">{t("recovery.choose.lead", { organisation: view.organisation.name })}</p>
      <Accounts view={view} running={running} chosen={user} onChosen={setUser} />
      <TaskProblem task={task} />
      <button type="submit" class="s-button full" disabled={user === undefined} aria-disabled={task.busy}>
        {task.busy ? t("busy") : t(running.has(user ?? "") ? "setup.next" : "recovery.ask")}
      </button>
    </form>
  )
}

/** By user, when what is under way was asked for. What nobody finished in time can be asked for again. */
function runningIn({ recoveries }: RecoveryView): ReadonlyMap<string, number> {
  const now = Date.now()
  const alive = recoveries.filter((each) => recoveryState(each, now).kind !== "over")
  return new Map(alive.map((each) => [each.user, each.requestedAt]))
}

interface AccountsProps {
  readonly view: RecoveryView
  readonly running: ReadonlyMap<string, number>
  readonly chosen: string | undefined
  readonly onChosen: (user: string) => void
}

function Accounts({ view, running, chosen, onChosen }: AccountsProps): JSX.Element {
  const { t, formatDate } = useText()
  const id = useId()
  return (
    <fieldset class="choices">
      <legend>{t("recovery.account")}</legend>
      {view.accounts.map(({ user, name, role }) => {
        const known = knownRole(role)
        const since = running.get(user)
        return (
          <div key={user} class="s-switch">
            <input
              type="radio"
              id={`${id}-${user}`}
              name={id}
              checked={user === chosen}
              aria-describedby={`${id}-${user}-hint`}
              onChange={() => onChosen(user)}
            />
            <label for={`${id}-${user}`} dir="auto">
              {name}
            </label>
            <p class="s-hint" id={`${id}-${user}-hint`}>
              {known === undefined ? role : t(`role.${known}`)}
              {since !== undefined && ` · ${t("recovery.since", { date: formatDate(since) })}`}
            </p>
          </div>
        )
      })}
    </fieldset>
  )
}
