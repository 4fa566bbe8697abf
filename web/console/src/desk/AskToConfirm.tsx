import { type ConversationView, openRequest } from "@sotto/core"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import { useNow } from "../parts/useNow.ts"

interface Props {
  readonly conversation: ConversationView
  readonly busy: boolean
  readonly onAsk: () => void
}

const EVERY = 15_000

/** While an answer is awaited the button stays where it is and says so, so that nobody asks twice by mistake. */
export function AskToConfirm({ conversation, busy, onAsk }: Props): JSX.Element | null {
  const { t } = useText()
  const now = useNow(EVERY)
  if (conversation.stopped !== undefined || conversation.status === "deleted") return null
  const waits = openRequest(conversation.rows, now) !== undefined
  const words = t(waits ? "confirm.waiting" : "confirm.ask")
  return (
    <button
      type="button"
      class="s-icon-button"
      aria-label={words}
      title={words}
      aria-disabled={busy || waits}
      onClick={() => busy || waits || onAsk()}
    >
      <Icon name={waits ? "clock" : "shield"} />
    </button>
  )
}
