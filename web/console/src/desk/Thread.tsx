import type { ConversationSummary, ConversationView, Desk } from "@sotto/core"
import { Composer, MessageLog } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useMemo, useRef } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { type Task, useTask } from "../parts/task.ts"
import { useShortcut } from "../shell/useShortcut.ts"
import { ConfirmationLine } from "./ConfirmationLine.tsx"
import type { Drafts } from "./drafts.ts"
import { withNames } from "./personName.ts"
import { ThreadHead } from "./ThreadHead.tsx"

interface Props {
  readonly desk: Desk
  readonly summary: ConversationSummary | undefined
  /** Undefined while it loads, and for an address that means nothing here. */
  readonly conversation: ConversationView | undefined
  readonly organisation: string
  readonly problem: MessageKey | undefined
  readonly catchingUp: boolean
  readonly drafts: Drafts
  readonly details: boolean
  readonly onDetails: () => void
}

export function Thread(props: Props): JSX.Element {
  const { t } = useText()
  if (props.conversation !== undefined) return <OpenThread {...props} conversation={props.conversation} />
  const missing = props.summary === undefined && !props.catchingUp
  const words = props.problem ?? (missing ? "thread.unknown" : "busy")
  return (
    <section class="thread" aria-label={t("thread.label")}>
      <p class="thread-empty" role="status">
        {t(words)}
      </p>
      {words !== "busy" && (
        <p class="thread-empty">
          <a href="#/conversations">{t("thread.toList")}</a>
        </p>
      )}
    </section>
  )
}

function OpenThread(props: Props & { readonly conversation: ConversationView }): JSX.Element {
  const { desk, drafts, details, onDetails } = props
  const { t } = useText()
  const conversation = useNamed(props.conversation)
  const { id, status, customer } = conversation
  const task = useTask()
  const earlier = useTask()
  const section = useRef<HTMLElement>(null)
  const writing = () => section.current?.querySelector<HTMLElement>("textarea")
  const toggle = () => task.run(() => (status === "resolved" ? desk.reopen(id) : desk.resolve(id)))
  useShortcut("reply", () => writing()?.focus())
  const mayResolve = status !== "deleted" && conversation.stopped !== "restored"
  useShortcut("resolve", () => mayResolve && toggle())
  useEffect(() => {
    // A phone's keyboard would cover the conversation, so there the focus goes to the heading.
    const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches
    const target = (hasKeyboard ? writing() : undefined) ?? section.current?.querySelector<HTMLElement>("h2")
    target?.focus()
  }, [id])

  return (
    <section class="thread" aria-label={t("thread.label")} ref={section}>
      <ThreadHead
        conversation={conversation}
        organisation={props.organisation}
        busy={task.busy}
        onToggle={toggle}
        onAsk={() => task.run(() => desk.askToConfirm(id))}
        details={details}
        onDetails={onDetails}
      />
      <MessageLog
        rows={conversation.rows}
        typing={conversation.typing}
        confirmation={(row) => <ConfirmationLine key={row.id} row={row} organisation={props.organisation} />}
        onRetry={(row) => task.run(() => desk.retry(id, row))}
        {...(conversation.hasEarlier ? { onEarlier: () => earlier.run(() => desk.loadEarlier()) } : {})}
      />
      <TaskProblem task={earlier} />
      <TaskProblem task={task} />
      <Writing
        conversation={conversation}
        task={task}
        onReopen={toggle}
        composer={
          <Composer
            placeholder={t("thread.write", { name: customer.name })}
            draft={drafts.get(id) ?? ""}
            onDraft={(text) => (text === "" ? drafts.delete(id) : drafts.set(id, text))}
            onTyping={() => desk.typing(id)}
            onSend={(text) => task.attempt(() => desk.send(id, text))}
          />
        }
      />
    </section>
  )
}

interface WritingProps {
  readonly conversation: ConversationView
  readonly task: Task
  readonly onReopen: () => void
  readonly composer: JSX.Element
}

/** The place to write, or the reason why there is none. */
function Writing({ conversation, task, onReopen, composer }: WritingProps): JSX.Element {
  const { t } = useText()
  if (conversation.stopped === "restored")
    return (
      <p class="closing" role="status">
        {t(conversation.status === "open" ? "thread.waiting" : "thread.restored")}
      </p>
    )
  if (conversation.stopped !== undefined)
    return (
      <div class="closing danger" role="alert">
        <strong>{t("thread.stopped")}</strong>
        <span>{conversation.stopped}</span>
      </div>
    )
  if (conversation.status === "deleted") return <p class="closing">{t("thread.deleted")}</p>
  if (conversation.status === "resolved")
    return (
      <div class="closing">
        <span>{t("thread.resolved")}</span>
        <button type="button" class="s-button" data-look="plain" aria-disabled={task.busy} onClick={onReopen}>
          {t("thread.reopen")}
        </button>
      </div>
    )
  return composer
}

function useNamed(conversation: ConversationView): ConversationView {
  const { t } = useText()
  return useMemo(() => withNames(conversation, t), [conversation, t])
}
