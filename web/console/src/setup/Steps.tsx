import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import { type Step, steps } from "./useStep.ts"

const counted = steps.filter((step) => step !== "done")

/** Where one is on the way, in words for everyone and as dots for the eye. */
export function Steps({ current }: { readonly current: Step }): JSX.Element {
  const { t } = useText()
  const now = steps.indexOf(current)
  return (
    <ol class="steps" aria-label={t("setup.steps")}>
      {counted.map((step, index) => (
        <li
          key={step}
          class={index < now ? "step past" : index === now ? "step now" : "step"}
          aria-current={index === now ? "step" : undefined}
        >
          <span class="step-dot" aria-hidden="true">
            {index < now ? <Icon name="check" /> : index + 1}
          </span>
          <span class="step-name">
            {t(`setup.step.${step}`)}
            {index < now && <span class="s-hidden"> {t("setup.step.finished")}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
