import type { Desk, DeskView } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { StaffSession } from "../office.ts"
import { FingerprintText } from "../parts/FingerprintText.tsx"
import { Icon } from "../parts/Icon.tsx"
import { problemKey } from "../parts/problemText.ts"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"

const every = 10_000

interface Props {
  readonly desk: Desk
  readonly view: DeskView
  readonly session: StaffSession
  readonly isOwner: boolean
}

/** Why this browser has no conversations to show yet, or no longer. */
export function PhaseScreen({ desk, view, session, isOwner }: Props): JSX.Element {
  const { t } = useText()
  switch (view.phase) {
    case "waiting":
      return <Waiting desk={desk} view={view} session={session} isOwner={isOwner} />
    case "revoked":
    case "refused":
    case "unsupported":
      return (
        <div class="page narrow">
          <ScreenHeading>
            {t(`phase.${view.phase}.title`, { organisation: session.organisation.name })}
          </ScreenHeading>
          <p class="notice danger">
            <Icon name="alert" />
            <span>{t(`phase.${view.phase}.lead`, { organisation: session.organisation.name })}</span>
          </p>
          {view.reason !== undefined && <p class="s-hint">{t("phase.reason", { reason: view.reason })}</p>}
        </div>
      )
    case "starting":
    case "registering":
    case "ready":
    case "lapsed":
      return (
        <div class="page narrow">
          <ScreenHeading>{t("phase.starting.title")}</ScreenHeading>
          <p role="status">{t("busy")}</p>
        </div>
      )
  }
}

/** Not an error: somebody has to vouch for this browser, and then it goes on by itself. */
function Waiting({ desk, view, session, isOwner }: Props): JSX.Element {
  const { t } = useText()
  const [problem, setProblem] = useState<MessageKey>()
  useEffect(() => {
    // The server's own hint may be lost with a connection; asking now and then costs nothing.
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return
      desk.checkCertificate().then(
        () => setProblem(undefined),
        (error: unknown) => setProblem(problemKey(error)),
      )
    }, every)
    return () => clearInterval(timer)
  }, [desk])
  return (
    <div class="page narrow">
      <ScreenHeading>{isOwner ? t("phase.waiting.titleOwner") : t("phase.waiting.title")}</ScreenHeading>
      <p class="lead">
        {isOwner
          ? t("phase.waiting.leadOwner")
          : t("phase.waiting.lead", { organisation: session.organisation.name })}
      </p>
      <section class="panel" aria-labelledby="compare-title">
        <h2 id="compare-title">{t("phase.waiting.fingerprint")}</h2>
        <FingerprintText value={view.fingerprint} large />
        <p class="s-hint">{t("phase.waiting.compare", { device: view.deviceName })}</p>
      </section>
      {isOwner ? (
        <p>
          <a class="s-button" href="#/team">
            {t("phase.waiting.toTeam")}
          </a>
        </p>
      ) : (
        <p class="waiting-pulse" role="status">
          <span class="pulse" aria-hidden="true" />
          {t(problem ?? "phase.waiting.still")}
        </p>
      )}
    </div>
  )
}
