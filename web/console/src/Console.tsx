import type { Desk, OpenIdReturn } from "@sotto/core"
import { useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { type Drafts, dropDeleted } from "./desk/drafts.ts"
import { unreadConversations } from "./desk/filter.ts"
import type { MessageKey } from "./i18n/text.ts"
import { useText } from "./i18n/text.ts"
import { KitBanner } from "./kit/KitBanner.tsx"
import { useKit } from "./kit/useKit.ts"
import type { ScreenLock } from "./lock/ScreenLock.ts"
import type { Office, StaffSession } from "./office.ts"
import { Busy } from "./parts/Busy.tsx"
import { RecoveryBanners } from "./recovery/RecoveryBanners.tsx"
import { managesTeam } from "./roles.ts"
import { type Route, useRoute } from "./routes.ts"
import { Screen } from "./Screen.tsx"
import { Banners } from "./shell/Banners.tsx"
import { Shell } from "./shell/Shell.tsx"
import { useIdle } from "./shell/useIdle.ts"
import { useTitle } from "./shell/useTitle.ts"
import { LinkScreen } from "./signin/LinkScreen.tsx"
import { StepUpHost } from "./stepup/StepUpDialog.tsx"
import { useTeam } from "./team/useTeam.ts"
import { useDesk } from "./useDesk.ts"
import { VaultBanner } from "./vault/VaultBanner.tsx"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly lock: ScreenLock
  /** What a visit to the provider led to. Said in the account, and forgotten when one leaves it. */
  readonly returned: OpenIdReturn | undefined
  readonly onSession: (session: StaffSession) => void
  readonly onSignedOut: (notice: MessageKey) => void
}

/** Everything after sign-in: opens this browser's desk, and says so when that is not possible. */
export function Console(props: Props): JSX.Element {
  const opened = useDesk(props)
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
  return <OpenConsole {...props} desk={opened.desk} drafts={opened.drafts} />
}

function OpenConsole({
  office,
  session,
  lock,
  returned,
  desk,
  drafts,
  onSession,
  onSignedOut,
}: Props & { readonly desk: Desk; readonly drafts: Drafts }): JSX.Element {
  const view = useObservable(desk)
  const route = useRoute()
  const manages = managesTeam(session.user.role)
  const team = useTeam(office, manages)
  const idle = useIdle({ office, session, lock }, () => onSignedOut("signIn.notice.idle"))
  const kit = useKit(office, session)
  const unread = unreadConversations(view.conversations)
  const title = useScreenTitle(route)
  useTitle(title, session.organisation.name, unread)
  useEffect(() => dropDeleted(drafts, view.conversations), [view.conversations])
  useEffect(() => {
    if (view.signedOut) onSignedOut("signIn.notice.ended")
  }, [view.signedOut])

  const signOut = async () => {
    await office.signOut()
    onSignedOut("signIn.notice.signedOut")
  }
  return (
    <Shell
      route={route}
      managesTeam={manages}
      session={session}
      unread={unread}
      waiting={team.waiting}
      alarms={view.alarms.length}
      onLock={() => lock.lock()}
      banners={
        <>
          <Banners view={view} idle={idle} />
          <RecoveryBanners office={office} session={session} />
          {desk.vault !== undefined && <VaultBanner vault={desk.vault} />}
          <KitBanner kit={kit} />
        </>
      }
    >
      <Screen
        {...{ office, session, team, kit, desk, drafts, lock, view, route, onSession }}
        returned={useReturned(returned, route)}
        onSignOut={signOut}
      />
      <StepUpHost office={office} />
    </Shell>
  )
}

/** Said until one leaves the account, and not again when one comes back. */
function useReturned(returned: OpenIdReturn | undefined, { screen }: Route): OpenIdReturn | undefined {
  const [left, setLeft] = useState(false)
  useEffect(() => {
    if (screen !== "account") setLeft(true)
  }, [screen])
  useEffect(() => setLeft(false), [returned])
  return left ? undefined : returned
}

function useScreenTitle(route: Route): string {
  const { t } = useText()
  return t(`nav.${route.screen}`)
}
