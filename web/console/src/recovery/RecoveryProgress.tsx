import { type Recovery, type RecoveryState, type RecoveryView, recoveryState } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import type { HeldKit, StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import { useNow } from "../parts/useNow.ts"
import { useWhileSeen } from "../parts/useWhileSeen.ts"

const every = 10_000

interface Props {
  readonly kit: HeldKit
  readonly view: RecoveryView
  readonly user: string
  readonly onSession: (session: StaffSession) => void
  readonly onView: (view: RecoveryView) => void
  readonly onAgain: () => void
}

type Found = { readonly recovery: Recovery; readonly state: RecoveryState } | undefined

/** How it stands with an account that was asked for, and the last step once it may be taken. */
export function RecoveryProgress({ kit, view, user, onSession, onView, onAgain }: Props): JSX.Element {
  const { t } = useText()
  const finishing = useTask()
  const reading = useTask()
  const now = useNow(every)
  const name = view.accounts.find((account) => account.user === user)?.name ?? ""
  const read = async () => onView(await kit.look())
  useWhileSeen(every, async () => reading.run(read), [kit, user])
  const found = foundIn(view, user, now)
  const finish = (recovery: Recovery) =>
    finishing.run(async () => {
      try {
        onSession(await kit.finish(recovery.id))
      } catch (error) {
        // It may have been refused in the meantime; what is shown must not promise more.
        await read().catch(() => undefined)
        throw error
      }
    })
  return (
    <>
      <ScreenHeading>{t("recovery.of", { name })}</ScreenHeading>
      <State found={found} name={name} />
      <TaskProblem task={finishing.problem === undefined ? reading : finishing} />
      {found?.state.kind === "ready" && (
        <button
          type="button"
          class="s-button full"
          aria-disabled={finishing.busy}
          onClick={() => finish(found.recovery)}
        >
          <Icon name="key" />
          {finishing.busy ? t("setup.passkey.busy") : t("setup.passkey.create")}
        </button>
      )}
      {(found === undefined || found.state.kind === "over") && (
        <button type="button" class="s-button full" data-look="plain" onClick={onAgain}>
          {t("recovery.again")}
        </button>
      )}
    </>
  )
}

function foundIn({ recoveries }: RecoveryView, user: string, now: number): Found {
  const recovery = recoveries.find((each) => each.user === user)
  return recovery === undefined ? undefined : { recovery, state: recoveryState(recovery, now) }
}

interface StateProps {
  readonly found: Found
  readonly name: string
}

/** A live region, so that an approval is heard where nobody looks. */
function State({ found, name }: StateProps): JSX.Element {
  const { t, locale } = useText()
  const kind = found?.state.kind ?? "gone"
  const until = found !== undefined && "until" in found.state ? found.state.until : undefined
  const date = until === undefined ? "" : formatDateTime(until, locale)
  return (
    <>
      <div role="status" class="recovery-state">
        <p class={kind === "ready" ? "notice good" : "notice"}>
          <Icon name={kind === "ready" ? "check" : "alert"} />
          <span>{t(`recovery.state.${kind}`, { date })}</span>
        </p>
        <p>{t(`recovery.next.${kind}`, { name, date })}</p>
      </div>
      {(kind === "approval" || kind === "waiting") && (
        <>
          <p class="waiting-pulse">
            <span class="pulse" />
            {t("recovery.still")}
          </p>
          <p class="s-hint">{t("recovery.close")}</p>
        </>
      )}
    </>
  )
}
