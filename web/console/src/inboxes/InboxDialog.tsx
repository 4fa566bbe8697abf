import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office, StaffSession } from "../office.ts"
import { Field } from "../parts/Field.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { siteOrigin } from "../setup/draft.ts"

interface Props {
  readonly office: Office
  readonly onCreated: (session: StaffSession) => void
  readonly onClose: () => void
}

export function InboxDialog({ office, onCreated, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [name, setName] = useState("")
  const [greeting, setGreeting] = useState(t("setup.greeting.default"))
  const [site, setSite] = useState("")
  const origin = siteOrigin(site)
  const create = async () => {
    const session = await office.createInbox({
      name: name.trim(),
      greeting: greeting.trim(),
      site: origin ?? "",
    })
    onClose()
    onCreated(session)
  }
  return (
    <FormDialog
      title={t("inboxes.create")}
      task={task}
      submit={t("inboxes.create")}
      disabled={name.trim() === "" || greeting.trim() === "" || origin === undefined}
      onSubmit={() => task.run(create)}
      onClose={onClose}
    >
      <Field label={t("setup.inbox")} hint={t("setup.inbox.hint")} value={name} onValue={setName} />
      <Field
        label={t("setup.greeting")}
        hint={t("setup.greeting.hint")}
        value={greeting}
        onValue={setGreeting}
        rows={2}
      />
      <Field
        label={t("setup.site")}
        hint={t("setup.site.hint")}
        value={site}
        onValue={setSite}
        problem={site.trim() !== "" && origin === undefined ? t("setup.problem.site") : undefined}
        inputMode="url"
      />
    </FormDialog>
  )
}
