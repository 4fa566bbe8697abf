import { Dialog, formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Inbox, Office, StaffSession } from "../office.ts"
import { CopyButton } from "../parts/CopyButton.tsx"
import { Field } from "../parts/Field.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { converses, type InvitableRole, invitable } from "../roles.ts"
import { RoleChoice } from "./RoleChoice.tsx"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly onCreated: () => Promise<void>
  readonly onClose: () => void
}

interface Link {
  readonly link: string
  readonly expiresAt: number
}

export function InviteDialog({ office, session, onCreated, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const { inboxes } = session
  const [name, setName] = useState("")
  const [role, setRole] = useState<InvitableRole>("agent")
  const [chosen, setChosen] = useState<readonly string[]>(() => inboxes.map((inbox) => inbox.id))
  const [created, setCreated] = useState<Link>()
  if (created !== undefined) return <LinkDialog {...created} name={name.trim()} onClose={onClose} />

  const invite = async () => {
    setCreated(await office.invite(name.trim(), role, converses(role) ? chosen : []))
    await onCreated()
  }
  const complete = name.trim() !== "" && (!converses(role) || chosen.length > 0)
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  return (
    <FormDialog
      title={t("team.invite")}
      task={task}
      submit={t("invite.create")}
      disabled={!complete}
      onSubmit={() => task.run(invite)}
      onClose={onClose}
    >
      <Field label={t("invite.name")} hint={t("invite.name.hint")} value={name} onValue={setName} />
      <RoleChoice roles={invitable(session.user.role)} value={role} onValue={setRole} />
      {converses(role) ? (
        <InboxChoice inboxes={inboxes} chosen={chosen} onToggle={toggle} />
      ) : (
        <p class="s-hint">{t("invite.noInboxes")}</p>
      )}
    </FormDialog>
  )
}

interface InboxChoiceProps {
  readonly inboxes: readonly Inbox[]
  readonly chosen: readonly string[]
  readonly onToggle: (id: string) => void
}

function InboxChoice({ inboxes, chosen, onToggle }: InboxChoiceProps): JSX.Element {
  const { t } = useText()
  return (
    <fieldset class="choices">
      <legend>{t("invite.inboxes")}</legend>
      {inboxes.map((inbox) => (
        <label key={inbox.id}>
          <input type="checkbox" checked={chosen.includes(inbox.id)} onChange={() => onToggle(inbox.id)} />
          <span dir="auto">{inbox.name}</span>
        </label>
      ))}
    </fieldset>
  )
}

function LinkDialog({
  link,
  expiresAt,
  name,
  onClose,
}: Link & { readonly name: string; readonly onClose: () => void }) {
  const { t, locale } = useText()
  return (
    <Dialog
      title={t("inviteLink.title", { name })}
      onClose={onClose}
      actions={
        <button type="button" class="s-button" onClick={onClose}>
          {t("done")}
        </button>
      }
    >
      <p>{t("inviteLink.lead", { name })}</p>
      <div class="snippet">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>
          <code>{link}</code>
        </pre>
        <CopyButton text={link} label={t("inviteLink.copy")} />
      </div>
      <p class="s-hint">{t("inviteLink.until", { date: formatDateTime(expiresAt, locale) })}</p>
    </Dialog>
  )
}
