import type { Desk } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office, StaffSession, TeamDevice, TeamMember } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { CertifyDialog } from "./CertifyDialog.tsx"
import { InvitationList } from "./InvitationList.tsx"
import { InviteDialog } from "./InviteDialog.tsx"
import { KitDialog } from "./KitDialog.tsx"
import { Members } from "./Members.tsx"
import { RevokeDialog } from "./RevokeDialog.tsx"
import { type TeamState, waitingDevices } from "./useTeam.ts"
import { WaitingDevices } from "./WaitingDevices.tsx"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly team: TeamState
  readonly desk: Desk
}

interface Chosen {
  readonly member: TeamMember
  readonly device: TeamDevice
}

type Asking =
  | { readonly kind: "invite" }
  | { readonly kind: "kit" }
  | ({ readonly kind: "certify" } & Chosen)
  | ({ readonly kind: "revoke" } & Chosen)

export function TeamScreen({ office, session, team, desk }: Props): JSX.Element {
  const { t } = useText()
  const [asking, setAsking] = useState<Asking>()
  const close = () => setAsking(undefined)
  /** After anything that changes devices: this browser's own certificate may be among what changed. */
  const changed = async () => {
    await team.refresh()
    await desk.checkCertificate()
  }
  const value = team.value

  return (
    <div class="page">
      <div class="page-head">
        <ScreenHeading>{t("nav.team")}</ScreenHeading>
        <button type="button" class="s-button" onClick={() => setAsking({ kind: "invite" })}>
          <Icon name="plus" />
          {t("team.invite")}
        </button>
      </div>
      <div role="alert">{team.problem !== undefined && <p class="notice danger">{t(team.problem)}</p>}</div>
      {value === undefined ? (
        <p role="status">{team.problem === undefined && t("busy")}</p>
      ) : (
        <>
          {!value.canCertify && <KitNeeded onEnter={() => setAsking({ kind: "kit" })} />}
          {value.renewed > 0 && (
            <p class="notice good" role="status">
              {t("team.renewed", { count: value.renewed })}
            </p>
          )}
          <WaitingDevices
            waiting={waitingDevices(value)}
            canCertify={value.canCertify}
            onCertify={(chosen) => setAsking({ kind: "certify", ...chosen })}
          />
          <Members
            members={value.members}
            canRevoke={value.canCertify}
            onRevoke={(chosen) => setAsking({ kind: "revoke", ...chosen })}
          />
          <InvitationList invitations={value.invitations} />
        </>
      )}
      {asking?.kind === "invite" && (
        <InviteDialog office={office} session={session} onCreated={team.refresh} onClose={close} />
      )}
      {asking?.kind === "kit" && <KitDialog office={office} onEntered={changed} onClose={close} />}
      {asking?.kind === "certify" && (
        <CertifyDialog {...asking} office={office} onDone={changed} onClose={close} />
      )}
      {asking?.kind === "revoke" && (
        <RevokeDialog {...asking} office={office} onDone={changed} onClose={close} />
      )}
    </div>
  )
}

function KitNeeded({ onEnter }: { readonly onEnter: () => void }): JSX.Element {
  const { t } = useText()
  return (
    <div class="notice with-action">
      <Icon name="key" />
      <div>
        <strong>{t("kitNeeded.title")}</strong>
        <p>{t("kitNeeded.lead")}</p>
      </div>
      <button type="button" class="s-button" data-look="plain" onClick={onEnter}>
        {t("kitNeeded.enter")}
      </button>
    </div>
  )
}
