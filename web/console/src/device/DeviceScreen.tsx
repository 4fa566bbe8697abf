import type { DeskView } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office, StaffSession, TeamDevice } from "../office.ts"
import { Alarms } from "../parts/Alarms.tsx"
import { FingerprintText } from "../parts/FingerprintText.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly view: DeskView
  readonly session: StaffSession
  readonly office: Office
  readonly onSignOut: () => Promise<void>
}

export function DeviceScreen({ view, session, office, onSignOut }: Props): JSX.Element {
  const { t, formatDate } = useText()
  const task = useTask()
  const own = useOwnDevice(office, view)
  return (
    <div class="page">
      <div class="page-head">
        <ScreenHeading>{t("nav.device")}</ScreenHeading>
      </div>
      <section class="panel" aria-labelledby="device-title">
        <h2 id="device-title">{view.deviceName}</h2>
        <dl class="pairs">
          <dt>{t("device.person")}</dt>
          <dd dir="auto">{session.user.name}</dd>
          <dt>{t("device.organisation")}</dt>
          <dd dir="auto">{session.organisation.name}</dd>
          <dt>{t("device.phase")}</dt>
          <dd>{t(`phase.name.${view.phase}`)}</dd>
          {own?.expiresAt !== undefined && (
            <>
              <dt>{t("device.certificate")}</dt>
              <dd>{t("device.until", { date: formatDate(own.expiresAt) })}</dd>
            </>
          )}
          <dt>{t("device.fingerprint")}</dt>
          <dd>
            <FingerprintText value={view.fingerprint} />
          </dd>
          <dt>{t("device.root")}</dt>
          <dd>
            <FingerprintText value={session.organisation.fingerprint} />
          </dd>
        </dl>
        <p class="s-hint">{t("device.hint")}</p>
      </section>
      {view.alarms.length > 0 && (
        <section class="panel attention" aria-labelledby="alarms-title">
          <h2 id="alarms-title">{t("alarms.title")}</h2>
          <p>{t("alarms.lead")}</p>
          <Alarms alarms={view.alarms} />
        </section>
      )}
      <section class="panel" aria-labelledby="sign-out-title">
        <h2 id="sign-out-title">{t("signOut")}</h2>
        <p>{t("signOut.lead")}</p>
        <TaskProblem task={task} />
        <div class="actions">
          <button
            type="button"
            class="s-button"
            data-look="plain"
            aria-disabled={task.busy}
            onClick={() => task.run(onSignOut)}
          >
            {t("signOut")}
          </button>
        </div>
      </section>
    </div>
  )
}

function useOwnDevice(office: Office, view: DeskView): TeamDevice | undefined {
  const [own, setOwn] = useState<TeamDevice>()
  const reading = useTask()
  // A certificate may arrive or lapse while this is shown, and the phase then changes.
  useEffect(() => {
    reading.run(async () => setOwn(await office.device(view.device)))
  }, [office, view.device, view.phase])
  return own
}
