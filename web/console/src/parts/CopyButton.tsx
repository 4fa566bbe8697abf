import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Icon } from "./Icon.tsx"

/** Copies, says so, and says so too when the browser refused. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const { t } = useText()
  const [outcome, setOutcome] = useState<"copied" | "refused">()
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome("copied"),
      () => setOutcome("refused"),
    )
  return (
    <span class="copy">
      <button
        type="button"
        class="s-button"
        data-look="plain"
        onClick={copy}
        onBlur={() => setOutcome(undefined)}
      >
        <Icon name={outcome === "copied" ? "check" : "copy"} />
        {outcome === "copied" ? t("copy.done") : label}
      </button>
      <span role="status" class={outcome === "refused" ? "field-problem" : "s-hidden"}>
        {outcome === "copied" ? t("copy.done") : outcome === "refused" ? t("copy.refused") : ""}
      </span>
    </span>
  )
}
