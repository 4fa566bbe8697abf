import type { JSX } from "preact"
import type { Entry } from "./entry.ts"
import { Lockable } from "./Lockable.tsx"
import type { ScreenLock } from "./lock/ScreenLock.ts"
import type { Office } from "./office.ts"
import { Busy } from "./parts/Busy.tsx"
import { RecoveryScreen } from "./recovery/RecoveryScreen.tsx"
import { SetUpScreen } from "./setup/SetUpScreen.tsx"
import { InvitationScreen } from "./signin/InvitationScreen.tsx"
import { LinkScreen } from "./signin/LinkScreen.tsx"
import { SignInScreen } from "./signin/SignInScreen.tsx"
import { useStage } from "./useStage.ts"

interface Props {
  readonly office: Office
  readonly entry: Entry
  readonly lock: ScreenLock
}

/** The table of contents: which stage the visitor of /console/ is at, and the screen that belongs to it. */
export function App({ office, entry, lock }: Props): JSX.Element {
  const { stage, setStage, open, enter, signedOut } = useStage(office, entry, lock)
  switch (stage.kind) {
    case "opening":
      return <Busy />
    case "setUp":
      return <SetUpScreen setUp={stage.setUp} onSession={enter} />
    case "invitation":
      return <InvitationScreen invitation={stage.invitation} onSession={enter} />
    case "link":
      return <LinkScreen {...stage} onAction={() => open(stage.retry ?? { kind: "console" })} />
    case "signIn":
      return (
        <SignInScreen
          office={office}
          notice={stage.notice}
          onSession={enter}
          onLost={() => setStage({ kind: "recovery" })}
        />
      )
    case "recovery":
      return (
        <RecoveryScreen
          office={office}
          onSession={enter}
          onBack={() => setStage({ kind: "signIn", notice: undefined })}
        />
      )
    case "console":
      return (
        <Lockable
          office={office}
          session={stage.session}
          lock={lock}
          returned={stage.returned}
          onSession={enter}
          onSignedOut={signedOut}
          onEnded={() => open({ kind: "console" })}
        />
      )
  }
}
