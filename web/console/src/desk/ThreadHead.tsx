import type { ConversationView } from "@sotto/core"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Avatar } from "../parts/Avatar.tsx"
import { Icon } from "../parts/Icon.tsx"

interface Props {
  readonly conversation: ConversationView
  readonly busy: boolean
  readonly onToggle: () => void
  readonly details: boolean
  readonly onDetails: () => void
}

export function ThreadHead({ conversation, busy, onToggle, details, onDetails }: Props): JSX.Element {
  const { t } = useText()
  const { customer, status } = conversation
  const agents = conversation.members.filter((member) => member.kind === "agent").length
  return (
    <div class="thread-head">
      <a class="s-icon-button only-narrow" href="#/conversations" aria-label={t("thread.toList")}>
        <Icon name="back" />
      </a>
      <Avatar id={customer.id} name={customer.name} />
      <div class="thread-who">
        <h2 tabIndex={-1} dir="auto">
          {customer.name}
        </h2>
        <p>
          <Icon name="lock" />
          <span>{t("thread.encrypted", { agents })}</span>
        </p>
      </div>
      {status !== "deleted" && (
        <button
          type="button"
          class="s-button compact"
          data-look="plain"
          aria-disabled={busy}
          onClick={onToggle}
        >
          <Icon name={status === "resolved" ? "reopen" : "check"} />
          <span>{status === "resolved" ? t("thread.reopen") : t("thread.resolve")}</span>
        </button>
      )}
      <button
        type="button"
        class="s-icon-button"
        aria-label={t("thread.details")}
        aria-expanded={details}
        onClick={onDetails}
      >
        <Icon name="details" />
      </button>
    </div>
  )
}
