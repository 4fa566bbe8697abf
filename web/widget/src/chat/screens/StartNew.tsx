import type { CustomerChat } from "@sotto/core"
import type { JSX } from "preact"
import { useSentences } from "../languages.ts"
import { useAction } from "../useAction.ts"

interface StartNewProps {
  readonly chat: CustomerChat
  readonly look: "button" | "link"
}

export function StartNew({ chat, look }: StartNewProps): JSX.Element {
  const { t } = useSentences()
  const start = useAction(() => chat.startNew())
  return (
    <>
      <button
        type="button"
        class={look === "button" ? "s-button" : "s-link-button"}
        disabled={start.running}
        onClick={start.run}
      >
        {t("startNew")}
      </button>
      {start.failed && (
        <p class="c-error" role="alert">
          {t("actionFailed")}
        </p>
      )}
    </>
  )
}
