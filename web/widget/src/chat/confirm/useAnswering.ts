import type { AnswerState, ConfirmWays, CustomerChat, CustomerConfirming, CustomerView } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import type { ConfirmKey } from "./sentences.ts"

export interface Answering {
  /** Undefined until it is known what this browser can answer with. */
  readonly ways: ConfirmWays | undefined
  readonly state: "idle" | "busy" | "sent"
  readonly problem: ConfirmKey | undefined
  answer(say: (confirming: CustomerConfirming) => Promise<void>): void
  make(names: { readonly organisation: string; readonly label: string }): void
}

const AGAIN = 5000

/** One request's answer: a press that takes a while cannot be pressed twice, and what went wrong is kept for the screen. */
export function useAnswering(chat: CustomerChat, view: CustomerView, request: string): Answering {
  const [ways, setWays] = useState<ConfirmWays | undefined>(undefined)
  const [state, setState] = useState<Answering["state"]>("idle")
  const [problem, setProblem] = useState<ConfirmKey | undefined>(undefined)

  const attempt = (work: () => Promise<Answering["state"]>) => {
    if (state !== "idle") return
    setState("busy")
    setProblem(undefined)
    work().then(setState, (error: unknown) => {
      setProblem(problemOf(error))
      setState("idle")
    })
  }
  const look = async () => {
    const confirming = await confirmingOf(chat)
    setWays(await confirming.ways(request))
    return settled(await confirming.state(request))
  }
  const settled = (answer: AnswerState): Answering["state"] => {
    if (answer === "lost") setProblem("confirmLost")
    return answer === "sending" || answer === "answered" ? "sent" : "idle"
  }
  useEffect(() => attempt(look), [])
  // Without knowing what this browser can answer with there is nothing to press but "no".
  useEffect(() => {
    if (ways !== undefined || problem === undefined) return
    const timer = setTimeout(() => attempt(look), AGAIN)
    return () => clearTimeout(timer)
  }, [ways, problem])
  // An answer that was given can still turn out to be worth nothing, when it comes to be sent.
  useEffect(() => {
    if (state === "sent") look().then(setState, () => undefined)
  }, [view])
  return {
    ...{ ways, state, problem },
    answer: (say) =>
      attempt(async () => {
        await say(await confirmingOf(chat))
        return "sent"
      }),
    make: (names) =>
      attempt(async () => {
        await (await confirmingOf(chat)).makePasskey(names)
        return look()
      }),
  }
}

async function confirmingOf(chat: CustomerChat): Promise<CustomerConfirming> {
  const confirming = await chat.confirming()
  if (confirming === undefined) throw new Error("no conversation")
  return confirming
}

function problemOf(error: unknown): ConfirmKey {
  const name = error instanceof Error ? error.name : ""
  if (name === "PasskeyError") return "confirmCancelled"
  // Nobody is logged in there, or the page around gave no answer.
  if (name === "Offline") return "confirmSignedOut"
  const rule = error instanceof Error && "rule" in error ? error.rule : undefined
  if (rule === "epoch_moved") return "confirmMoved"
  if (rule === "user_verified") return "confirmCancelled"
  return rule === "not_signed_in" ? "confirmSignedOut" : "confirmFailed"
}
