import type { Desk, DeskView, OpenIdReturn } from "@sotto/core"
import type { JSX } from "preact"
import { AccountScreen } from "./account/AccountScreen.tsx"
import { AuditorScreen } from "./desk/AuditorScreen.tsx"
import { DeskScreen } from "./desk/DeskScreen.tsx"
import type { Drafts } from "./desk/drafts.ts"
import { DeviceScreen } from "./device/DeviceScreen.tsx"
import { PhaseScreen } from "./device/PhaseScreen.tsx"
import { InboxesScreen } from "./inboxes/InboxesScreen.tsx"
import type { KitView } from "./kit/useKit.ts"
import type { ScreenLock } from "./lock/ScreenLock.ts"
import type { Office, StaffSession } from "./office.ts"
import { converses, managesTeam } from "./roles.ts"
import type { Route } from "./routes.ts"
import { TeamScreen } from "./team/TeamScreen.tsx"
import type { TeamState } from "./team/useTeam.ts"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly team: TeamState
  readonly kit: KitView
  readonly desk: Desk
  readonly drafts: Drafts
  readonly lock: ScreenLock
  readonly view: DeskView
  readonly route: Route
  readonly returned: OpenIdReturn | undefined
  readonly onSession: (session: StaffSession) => void
  readonly onSignOut: () => Promise<void>
}

/** The screen that an address leads to, for who may see it. */
export function Screen(props: Props): JSX.Element {
  const { office, session, team, kit, desk, view, route } = props
  const manages = managesTeam(session.user.role)
  if (route.screen === "team" && manages)
    return <TeamScreen office={office} session={session} team={team} kit={kit} desk={desk} />
  if (route.screen === "inboxes" && manages)
    return <InboxesScreen office={office} session={session} onSession={props.onSession} />
  if (route.screen === "device")
    return <DeviceScreen office={office} view={view} session={session} onSignOut={props.onSignOut} />
  if (route.screen === "account")
    return (
      <AccountScreen
        office={office}
        session={session}
        vault={desk.vault}
        lock={props.lock}
        deviceName={view.deviceName}
        returned={props.returned}
      />
    )
  if (!converses(session.user.role)) return <AuditorScreen />
  if (!isUsable(view)) return <PhaseScreen desk={desk} view={view} session={session} isOwner={manages} />
  const open = route.screen === "conversations" ? route.conversation : undefined
  return <DeskScreen desk={desk} view={view} session={session} selected={open} drafts={props.drafts} />
}

function isUsable(view: DeskView): boolean {
  return view.phase === "ready" || view.phase === "lapsed"
}
