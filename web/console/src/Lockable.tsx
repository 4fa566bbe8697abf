import { useObservable } from "@sotto/ui"
import type { ComponentProps, JSX } from "preact"
import { useEffect } from "preact/hooks"
import { Console } from "./Console.tsx"
import { LockScreen } from "./lock/LockScreen.tsx"
import { Busy } from "./parts/Busy.tsx"

interface Props extends ComponentProps<typeof Console> {
  /** The server may know somebody else by now, or nobody. */
  readonly onEnded: () => void
}

/** The console, or the lock in its place. What is locked is not hidden: it is not there. */
export function Lockable({ onEnded, ...console }: Props): JSX.Element {
  const { office, session, lock, onSession, onSignedOut } = console
  const view = useObservable(lock)
  useEffect(() => {
    if (view === "freed") onEnded()
  }, [view])
  if (view === "open") return <Console {...console} />
  if (view === "freed") return <Busy />
  const leave = () => onSignedOut("signIn.notice.signedOut")
  return <LockScreen {...{ office, session, onSession, onEnded }} onSignedOut={leave} />
}
