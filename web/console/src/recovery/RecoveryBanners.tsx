import { type Recovery, recoveryState } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office, StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { managesTeam } from "../roles.ts"
import { ApproveDialog, RefuseDialog } from "./RecoveryDialogs.tsx"
import { useRecoveries } from "./useRecoveries.ts"

interface Props {
  readonly office: Office
  readonly session: StaffSession
}

type Asking = { readonly kind: "approve" | "refuse"; readonly recovery: Recovery }

/** Above every screen: whoever holds the kit must not get in without everybody having seen it. */
export function RecoveryBanners({ office, session }: Props): JSX.Element {
  const { t } = useText()
  const recoveries = useRecoveries(office)
  const [asking, setAsking] = useState<Asking>()
  const dialog = { office, onDone: recoveries.refresh, onClose: () => setAsking(undefined) }
  return (
    <>
      <div role="status">
        {recoveries.value.length > 0 && (
          <section class="recoveries" aria-label={t("recoveries.label")}>
            {recoveries.value.map((recovery) => (
              <RecoveryBanner
                key={recovery.id}
                recovery={recovery}
                viewer={session.user}
                onAsk={(kind) => setAsking({ kind, recovery })}
              />
            ))}
          </section>
        )}
      </div>
      {asking?.kind === "approve" && (
        <ApproveDialog {...dialog} recovery={asking.recovery} viewer={session.user} />
      )}
      {asking?.kind === "refuse" && <RefuseDialog {...dialog} recovery={asking.recovery} />}
    </>
  )
}

interface BannerProps {
  readonly recovery: Recovery
  readonly viewer: StaffSession["user"]
  readonly onAsk: (kind: Asking["kind"]) => void
}

function RecoveryBanner({ recovery, viewer, onAsk }: BannerProps): JSX.Element {
  const { t, locale } = useText()
  const own = recovery.user === viewer.id
  const manages = managesTeam(viewer.role)
  const state = recoveryState(recovery, Date.now())
  const { name } = recovery
  const date = "until" in state ? formatDateTime(state.until, locale) : ""
  return (
    <div class="banner with-button recovery">
      <Icon name="alert" />
      <div class="recovery-what">
        <p>{own ? t("recoveries.own") : t("recoveries.other", { name })}</p>
        <p class="recovery-when">
          {t("recoveries.asked", {
            date: formatDateTime(recovery.requestedAt, locale),
            place: recovery.place,
          })}{" "}
          {t(`recoveries.state.${state.kind}`, { date })}
        </p>
      </div>
      {manages && !own && state.kind === "approval" && (
        <button type="button" class="s-button compact" onClick={() => onAsk("approve")}>
          {t("recoveries.approve")}
          <span class="s-hidden"> {name}</span>
        </button>
      )}
      {(manages || own) && (
        <button type="button" class="s-button compact" data-look="plain" onClick={() => onAsk("refuse")}>
          {t("recoveries.refuse")}
          <span class="s-hidden"> {name}</span>
        </button>
      )}
    </div>
  )
}
