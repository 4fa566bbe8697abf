import type { Desk, DeskView } from "@sotto/core"
import { useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect } from "preact/hooks"
import { AccountScreen } from "./account/AccountScreen.tsx"
import { AuditorScreen } from "./desk/AuditorScreen.tsx"
import { DeskScreen } from "./desk/DeskScreen.tsx"
import { unreadConversations } from "./desk/filter.ts"
import { DeviceScreen } from "./device/DeviceScreen.tsx"
import { PhaseScreen } from "./device/PhaseScreen.tsx"
import type { MessageKey } from "./i18n/text.ts"
import { useText } from "./i18n/text.ts"
import { InboxesScreen } from "./inboxes/InboxesScreen.tsx"
import type { Office, StaffSession } from "./office.ts"
import { Busy } from "./parts/Busy.tsx"
import { converses, managesTeam } from "./roles.ts"
import { type Route, useRoute } from "./routes.ts"
import { Banners } from "./shell/Banners.tsx"
import { Shell } from "./shell/Shell.tsx"
import { useIdle } from "./shell/useIdle.ts"
import { useTitle } from "./shell/useTitle.ts"
import { LinkScreen } from "./signin/LinkScreen.tsx"
import { StepUpHost } from "./stepup/StepUpDialog.tsx"
import { TeamScreen } from "./team/TeamScreen.tsx"
import { useTeam } from "./team/useTeam.ts"
import { useDesk } from "./useDesk.ts"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly onSession: (session: StaffSession) => void
  readonly onSignedOut: (notice: MessageKey) => void
}

/** Everything after sign-in: opens this browser's desk, and says so when that is not possible. */
export function Console(props: Props): JSX.Element {
  const opened = useDesk(props.office, props.session)
  if (opened.kind === "opening") return <Busy />
  if (opened.kind === "failed")
    return (
      <LinkScreen
        title="link.failed.title"
        lead={opened.problem}
        action="link.failed.retry"
        onAction={opened.retry}
      />
    )
  return <OpenConsole {...props} desk={opened.desk} />
}

function OpenConsole({
  office,
  session,
  desk,
  onSession,
  onSignedOut,
}: Props & { readonly desk: Desk }): JSX.Element {
  const view = useObservable(desk)
  const route = useRoute()
  const manages = managesTeam(session.user.role)
  const team = useTeam(office, manages)
  const idle = useIdle(office, session, () => onSignedOut("signIn.notice.idle"))
  const unread = unreadConversations(view.conversations)
  const title = useScreenTitle(route)
  useTitle(title, session.organisation.name, unread)
  useEffect(() => {
    if (view.signedOut) onSignedOut("signIn.notice.ended")
  }, [view.signedOut])

  const signOut = async () => {
    await office.signOut()
    onSignedOut("signIn.notice.signedOut")
  }
  const screen = () => {
    if (route.screen === "team" && manages)
      return <TeamScreen office={office} session={session} team={team} desk={desk} />
    if (route.screen === "inboxes" && manages)
      return <InboxesScreen office={office} session={session} onSession={onSession} />
    if (route.screen === "device")
      return <DeviceScreen office={office} view={view} session={session} onSignOut={signOut} />
    if (route.screen === "account")
      return <AccountScreen office={office} session={session} deviceName={view.deviceName} />
    if (!converses(session.user.role)) return <AuditorScreen />
    if (!isUsable(view)) return <PhaseScreen desk={desk} view={view} session={session} isOwner={manages} />
    const open = route.screen === "conversations" ? route.conversation : undefined
    return <DeskScreen desk={desk} view={view} session={session} selected={open} />
  }
  return (
    <Shell
      route={route}
      managesTeam={manages}
      session={session}
      unread={unread}
      waiting={team.waiting}
      alarms={view.alarms.length}
      banners={<Banners view={view} idle={idle} />}
    >
      {screen()}
      <StepUpHost office={office} />
    </Shell>
  )
}

function isUsable(view: DeskView): boolean {
  return view.phase === "ready" || view.phase === "lapsed"
}

function useScreenTitle(route: Route): string {
  const { t } = useText()
  return t(`nav.${route.screen}`)
}
