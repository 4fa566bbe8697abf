import type { ConversationView } from "@sotto/core"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Avatar } from "../parts/Avatar.tsx"
import { Icon } from "../parts/Icon.tsx"
import { AskToConfirm } from "./AskToConfirm.tsx"

interface Props {
  readonly conversation: ConversationView
  /** Who vouches for customers. */
  readonly organisation: string
  readonly busy: boolean
  readonly onToggle: () => void
  readonly onAsk: () => void
  readonly details: boolean
  readonly onDetails: () => void
}

export function ThreadHead(props: Props): JSX.Element {
  const { conversation, organisation, busy, onToggle, onAsk, details, onDetails } = props
  const { t } = useText()
  const { customer, status } = conversation
  // Nobody can be named there: this browser knows the conversation from the vault alone.
  const isRestored = conversation.stopped === "restored"
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
        <Vouched conversation={conversation} organisation={organisation} />
        <p>
          <Icon name="lock" />
          <span>{isRestored ? t("thread.fromVault") : t("thread.encrypted", { agents })}</span>
        </p>
      </div>
      <AskToConfirm conversation={conversation} busy={busy} onAsk={onAsk} />
      {status !== "deleted" && !isRestored && (
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

/** Whom the company has signed that this is. A name that customers give themselves never gets here. */
function Vouched({ conversation, organisation }: Pick<Props, "conversation" | "organisation">): JSX.Element {
  const { t } = useText()
  const { company } = conversation
  return (
    <p class="vouched" data-verified={company !== undefined}>
      <Icon name={company === undefined ? "account" : "check"} />
      <span dir="auto" title={company?.subject}>
        {company === undefined
          ? t("thread.notVerified")
          : t("thread.verified", { organisation, name: company.name ?? company.subject })}
      </span>
    </p>
  )
}
