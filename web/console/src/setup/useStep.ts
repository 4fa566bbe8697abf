import { useEffect, useState } from "preact/hooks"

export const steps = ["details", "kit", "check", "passkey", "done"] as const
export type Step = (typeof steps)[number]

/**
 * Each step is an entry of the browser's history, so its back button does what people expect. A step is entered only
 * by the page itself or by going back: an address typed by hand cannot skip the check of the kit. After the end,
 * "back" stays at the end, for the set-up link has been used.
 */
export function useStep(finished: boolean): readonly [Step, (step: Step) => void] {
  const [step, setStep] = useState<Step>("details")
  useEffect(() => {
    const follow = (event: PopStateEvent) => setStep((now) => stepAfterPop(now, event.state))
    addEventListener("popstate", follow)
    return () => removeEventListener("popstate", follow)
  }, [])
  const go = (next: Step) => {
    history.pushState({ setUpStep: next }, "", `#/set-up/${next}`)
    setStep(next)
  }
  return [finished ? "done" : step, go]
}

/** The step to show when the browser's history moved to `state`. Only backwards; forward would skip what is asked. */
export function stepAfterPop(now: Step, state: unknown): Step {
  const named =
    typeof state === "object" && state !== null && "setUpStep" in state ? state.setUpStep : "details"
  const index = steps.findIndex((step) => Object.is(step, named))
  return index >= 0 && index < steps.indexOf(now) ? (steps[index] ?? now) : now
}
