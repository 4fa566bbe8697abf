import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { deviceName } from "../device/deviceName.ts"
import { useText } from "../i18n/text.ts"
import type { OpenSetUp, SetUp, StaffSession } from "../office.ts"
import { Welcome } from "../parts/Welcome.tsx"
import { hrefOf } from "../routes.ts"
import { CheckStep } from "./CheckStep.tsx"
import { DetailsStep } from "./DetailsStep.tsx"
import { DoneStep } from "./DoneStep.tsx"
import { finishedDraft, firstDraft } from "./draft.ts"
import { KitStep } from "./KitStep.tsx"
import { pickGroups, randomBelow } from "./kitCheck.ts"
import { PasskeyStep } from "./PasskeyStep.tsx"
import { Steps } from "./Steps.tsx"
import { useStep } from "./useStep.ts"

interface Props {
  readonly setUp: OpenSetUp
  /** Called when the owner leaves the last screen for the console. */
  readonly onSession: (session: StaffSession) => void
}

interface Prepared {
  readonly setUp: SetUp
  /** Indexes of the groups to type again; the same ones after going back. */
  readonly picks: readonly number[]
}

/**
 * Everything typed lives here until the last step has succeeded, so neither going back nor an error loses anything.
 * It lives in memory only: the recovery kit must not outlast this page.
 */
export function SetUpScreen({ setUp, onSession }: Props): JSX.Element {
  const { t } = useText()
  const [draft, setDraft] = useState(() =>
    firstDraft(location.hostname, t("setup.greeting.default"), t("setup.inbox.default")),
  )
  const [prepared, setPrepared] = useState<Prepared>()
  const [session, setSession] = useState<StaffSession>()
  const [step, go] = useStep(session !== undefined)
  useWarningBeforeLeaving(session === undefined && prepared !== undefined)

  const prepare = async () => {
    const device = deviceName(navigator.userAgent, (browser, system) => t("device.name", { browser, system }))
    const next = await setUp.prepare({ ...finishedDraft(draft), device }, prepared?.setUp)
    setPrepared({ setUp: next, picks: prepared?.picks ?? pickGroups(next.kit.length, 3, randomBelow) })
    go("kit")
  }
  const finish = async () => {
    setSession(await prepared?.setUp.finish())
    go("done")
  }
  const enter = (ready: StaffSession) => {
    history.replaceState(null, "", hrefOf({ screen: "conversations", conversation: undefined }))
    onSession(ready)
  }
  const screen = () => {
    if (session !== undefined) return <DoneStep session={session} onDone={() => enter(session)} />
    if (prepared === undefined || step === "details")
      return <DetailsStep draft={draft} onDraft={setDraft} onNext={prepare} />
    const { kit } = prepared.setUp
    if (step === "check")
      return (
        <CheckStep kit={kit} picks={prepared.picks} onBack={() => go("kit")} onNext={() => go("passkey")} />
      )
    if (step === "passkey")
      return <PasskeyStep owner={draft.owner} onBack={() => go("check")} onFinish={finish} />
    return (
      <KitStep
        setUp={prepared.setUp}
        organisation={draft.organisation}
        onBack={() => go("details")}
        onNext={() => go("check")}
      />
    )
  }
  return (
    <Welcome wide={step === "kit" || step === "done"}>
      <Steps current={step} />
      {screen()}
    </Welcome>
  )
}

function useWarningBeforeLeaving(needed: boolean): void {
  useEffect(() => {
    if (!needed) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener("beforeunload", warn)
    return () => removeEventListener("beforeunload", warn)
  }, [needed])
}
