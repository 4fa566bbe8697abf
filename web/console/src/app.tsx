import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { Console } from "./Console.tsx"
import { type Entry, takeEntry } from "./entry.ts"
import type { Office, StaffSession } from "./office.ts"
import { Busy } from "./parts/Busy.tsx"
import { RecoveryScreen } from "./recovery/RecoveryScreen.tsx"
import { goTo } from "./routes.ts"
import { SetUpScreen } from "./setup/SetUpScreen.tsx"
import { InvitationScreen } from "./signin/InvitationScreen.tsx"
import { LinkScreen } from "./signin/LinkScreen.tsx"
import { SignInScreen } from "./signin/SignInScreen.tsx"
import { openStage, type Stage } from "./stage.ts"

/** The table of contents: which stage the visitor of /console/ is at, and the screen that belongs to it. */
export function App({ office, entry }: { readonly office: Office; readonly entry: Entry }): JSX.Element {
  const [stage, setStage] = useState<Stage>({ kind: "opening" })
  const open = (where: Entry) => {
    setStage({ kind: "opening" })
    openStage(office, where, location.hash).then((next) => {
      if (next.kind === "console" && next.returned !== undefined) goTo({ screen: "account" })
      setStage(next)
    })
  }
  const enter = (session: StaffSession) => setStage({ kind: "console", session })
  useEffect(() => open(entry), [])
  useEffect(() => {
    // A second link pasted into this tab only changes the fragment, so no page load would notice it.
    const follow = () => {
      const next = takeEntry(location, history)
      if (next.kind !== "console") open(next)
    }
    addEventListener("hashchange", follow)
    return () => removeEventListener("hashchange", follow)
  }, [])

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
        <Console
          office={office}
          session={stage.session}
          returned={stage.returned}
          onSession={enter}
          onSignedOut={(notice) => setStage({ kind: "signIn", notice })}
        />
      )
  }
}
