import { type ConfirmationRow, type ConfirmWays, type CustomerConfirming, openRequest } from "@sotto/core"
import { useLanguage } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { agentName } from "./agentName.ts"
import type { ConfirmProps } from "./Confirm.tsx"
import type { ConfirmKey, ConfirmSentences } from "./sentences.ts"

type Props = ConfirmProps & { readonly sentences: ConfirmSentences }

/** The place to answer, while a request waits; "Not now" answers it too, so that the agent need not wait. */
export function ConfirmCard(props: Props): JSX.Element | null {
  const { conversation } = props.view
  const now = useMinutes()
  const asked = openRequest(conversation?.rows ?? [], now)
  if (asked?.request === undefined || conversation?.stopped !== undefined) return null
  return <Open key={asked.request} {...props} asked={asked} request={asked.request} />
}

interface Means {
  readonly confirming: CustomerConfirming
  readonly ways: ConfirmWays
}

function Open(props: Props & { readonly asked: ConfirmationRow; readonly request: string }): JSX.Element {
  const { chat, view, asked, request, sentences } = props
  const { t } = sentences
  const language = useLanguage()
  const [means, setMeans] = useState<Means | undefined>(undefined)
  const [state, setState] = useState<"idle" | "busy" | "sent">("idle")
  const [problem, setProblem] = useState<ConfirmKey | undefined>(undefined)
  const fail = (error: unknown) => {
    setProblem(problemOf(error))
    setState("idle")
  }
  const answer = (say: (confirming: CustomerConfirming) => Promise<void>) => {
    if (means === undefined || state !== "idle") return
    setState("busy")
    setProblem(undefined)
    say(means.confirming).then(() => setState("sent"), fail)
  }
  useEffect(() => {
    waysOf(chat, request).then(setMeans, fail)
  }, [])
  const title = t("confirmTitle", { name: agentName(asked.who, language.t) })
  const { organisation } = view

  return (
    <section class="c-confirm" aria-labelledby="confirm-title">
      <Spoken words={title} />
      <h2 id="confirm-title">{title}</h2>
      <p>
        {t(state === "idle" ? textOf(means) : state === "busy" ? "confirmBusy" : "confirmSent", {
          organisation,
        })}
      </p>
      {problem !== undefined && (
        <p class="c-error" role="alert">
          {t(problem, { organisation })}
        </p>
      )}
      {state !== "sent" && (
        <div class="c-confirm-ways">
          {means?.ways.passkey === true && (
            <Way off={state === "busy"} onClick={() => answer((say) => say.byPasskey(request))}>
              {t("confirmPasskey")}
            </Way>
          )}
          {means?.ways.company === true && (
            <Way off={state === "busy"} onClick={() => answer((say) => say.byCompany(request))}>
              {t("confirmCompany", { organisation })}
            </Way>
          )}
          <Way plain off={state === "busy"} onClick={() => answer((say) => say.decline(request))}>
            {t("confirmNotNow")}
          </Way>
        </div>
      )}
    </section>
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

async function waysOf(chat: ConfirmProps["chat"], request: string): Promise<Means> {
  const loaded = await chat.confirming()
  if (loaded === undefined) throw new Error("no conversation")
  return { confirming: loaded, ways: await loaded.ways(request) }
}

function textOf(means: Means | undefined): ConfirmKey {
  if (means === undefined) return "confirmBusy"
  return means.ways.passkey || means.ways.company ? "confirmText" : "confirmNoWay"
}

function problemOf(error: unknown): ConfirmKey {
  if (error instanceof Error && error.name === "PasskeyError") return "confirmCancelled"
  // Nobody is logged in there, or the page around gave no answer.
  if (error instanceof Error && error.name === "Offline") return "confirmSignedOut"
  const rule = error instanceof Error && "rule" in error ? error.rule : undefined
  if (rule === "epoch_moved") return "confirmMoved"
  if (rule === "user_verified") return "confirmCancelled"
  return rule === "not_signed_in" ? "confirmSignedOut" : "confirmFailed"
}
