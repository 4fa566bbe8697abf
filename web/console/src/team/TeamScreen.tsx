import type { Desk } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { KitPanel } from "../kit/KitPanel.tsx"
import type { KitView } from "../kit/useKit.ts"
import type { Office, StaffSession, Team } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { InvitationList } from "./InvitationList.tsx"
import { Members } from "./Members.tsx"
import { PolicyPanel } from "./PolicyPanel.tsx"
import { type Asking, TeamDialogs } from "./TeamDialogs.tsx"
import { type TeamState, waitingDevices } from "./useTeam.ts"
import { WaitingDevices } from "./WaitingDevices.tsx"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly team: TeamState
  readonly kit: KitView
  readonly desk: Desk
}

interface Said {
  readonly name: string
  readonly sentence: MessageKey
}

/** Who works here: their accounts, their devices, and who is invited. */
export function TeamScreen({ office, session, team, kit, desk }: Props): JSX.Element {
  const { t } = useText()
  const [asking, setAsking] = useState<Asking>()
  const [said, setSaid] = useState<Said>()
  /** After anything that changes devices: this browser's own certificate may be among what changed. */
  const devicesChanged = async () => {
    await team.refresh()
    await desk.checkCertificate()
  }
  const colleagueChanged = async ({ name }: { readonly name: string }, sentence: MessageKey) => {
    setSaid({ name, sentence })
    await team.refresh()
  }
  const { value, problem } = team

  return (
    <div class="page">
      <div class="page-head">
        <ScreenHeading>{t("nav.team")}</ScreenHeading>
        <button type="button" class="s-button" onClick={() => setAsking({ kind: "invite" })}>
          <Icon name="plus" />
          {t("team.invite")}
        </button>
      </div>
      <div role="alert">{problem !== undefined && <p class="notice danger">{t(problem)}</p>}</div>
      {value === undefined ? (
        <p role="status">{problem === undefined && t("busy")}</p>
      ) : (
        <TeamParts session={session} team={value} said={said} onAsk={setAsking} />
      )}
      {session.user.role === "owner" && <PolicyPanel office={office} />}
      {session.user.role === "owner" && <KitPanel kit={kit} />}
      {asking !== undefined && (
        <TeamDialogs
          office={office}
          session={session}
          asking={asking}
          onInvited={team.refresh}
          onDevices={devicesChanged}
          onColleague={colleagueChanged}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  )
}

interface PartsProps {
  readonly session: StaffSession
  readonly team: Team
  readonly said: Said | undefined
  readonly onAsk: (asking: Asking) => void
}

function TeamParts({ session, team, said, onAsk }: PartsProps): JSX.Element {
  const { t } = useText()
  return (
    <>
      {!team.canCertify && <KitNeeded onEnter={() => onAsk({ kind: "kit" })} />}
      {team.renewed > 0 && (
        <p class="notice good" role="status">
          {t("team.renewed", { count: team.renewed })}
        </p>
      )}
      <WaitingDevices
        waiting={waitingDevices(team)}
        canCertify={team.canCertify}
        onCertify={(chosen) => onAsk({ kind: "certify", ...chosen })}
      />
      <Members
        members={team.members}
        viewer={session.user}
        canRevoke={team.canCertify}
        said={said === undefined ? undefined : t(said.sentence, { name: said.name })}
        onAsk={onAsk}
      />
      <InvitationList
        invitations={team.invitations}
        viewer={session.user}
        onWithdraw={(invitation) => onAsk({ kind: "withdraw", invitation })}
      />
    </>
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
