import { type ConfirmationRow, openRequest } from "@sotto/core"
import { useLanguage } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { agentName } from "./agentName.ts"
import type { ConfirmProps } from "./Confirm.tsx"
import type { ConfirmKey, ConfirmSentences } from "./sentences.ts"
import { type Answering, useAnswering } from "./useAnswering.ts"

type Props = ConfirmProps & { readonly sentences: ConfirmSentences }

/** The place to answer, while a request waits; "Not now" answers it too, so that the agent need not wait. */
export function ConfirmCard(props: Props): JSX.Element | null {
  const { conversation } = props.view
  const now = useMinutes()
  const asked = openRequest(conversation?.rows ?? [], now)
  if (asked?.request === undefined || conversation?.stopped !== undefined) return null
  return <Open key={asked.request} {...props} asked={asked} request={asked.request} />
}

function Open(props: Props & { readonly asked: ConfirmationRow; readonly request: string }): JSX.Element {
  const { chat, view, asked, request, sentences } = props
  const { t } = sentences
  const language = useLanguage()
  const answering = useAnswering(chat, view, request)
  const title = t("confirmTitle", { name: agentName(asked.who, language.t) })
  const { organisation } = view
  return (
    <section class="c-confirm" aria-labelledby="confirm-title">
      <Spoken words={title} />
      <h2 id="confirm-title">{title}</h2>
      <p>{t(textOf(answering), { organisation })}</p>
      {answering.problem !== undefined && (
        <p class="c-error" role="alert">
          {t(answering.problem, { organisation })}
        </p>
      )}
      {answering.state !== "sent" && (
        <Ways answering={answering} request={request} view={view} sentences={sentences} />
      )}
    </section>
  )
}

interface WaysProps extends Pick<Props, "view" | "sentences"> {
  readonly answering: Answering
  readonly request: string
}

function Ways({ answering, request, view, sentences: { t } }: WaysProps): JSX.Element {
  const { ways, state, answer, make } = answering
  const off = state === "busy"
  const { organisation, keep } = view
  // Where nothing is kept, the chat could not know its passkey again.
  const canMake = keep && ways?.passkey === "none" && !ways.company
  return (
    <div class="c-confirm-ways">
      {ways?.passkey === "ready" && (
        <Way off={off} onClick={() => answer((say) => say.byPasskey(request))}>
          {t("confirmPasskey")}
        </Way>
      )}
      {ways?.company === true && (
        <Way off={off} onClick={() => answer((say) => say.byCompany(request))}>
          {t("confirmCompany", { organisation })}
        </Way>
      )}
      {canMake && (
        <Way
          plain
          off={off}
          onClick={() => make({ organisation, label: t("passkeyLabel", { organisation }) })}
        >
          {t("confirmMake")}
        </Way>
      )}
      <Way plain off={off} onClick={() => answer((say) => say.decline(request))}>
        {t("confirmNotNow")}
      </Way>
    </div>
  )
}

interface WayProps {
  readonly plain?: boolean
  readonly off: boolean
  readonly onClick: () => void
  readonly children: string
}

function Way({ plain, off, onClick, children }: WayProps): JSX.Element {
  return (
    <button
      type="button"
      class="s-button"
      data-look={plain === true ? "plain" : undefined}
      aria-disabled={off}
      onClick={onClick}
    >
      {children}
    </button>
  )
}

/** Read aloud once: the words are put into a region that was there before. */
function Spoken({ words }: { readonly words: string }): JSX.Element {
  const [said, setSaid] = useState("")
  useEffect(() => setSaid(words), [words])
  return <output class="s-hidden">{said}</output>
}

function useMinutes(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

function textOf({ state, ways }: Answering): ConfirmKey {
  if (state === "sent") return "confirmSent"
  if (state === "busy" || ways === undefined) return "confirmBusy"
  if (ways.passkey === "ready" || ways.company) return "confirmText"
  return ways.passkey === "later" ? "confirmLater" : "confirmNoWay"
}
