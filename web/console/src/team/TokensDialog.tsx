import type { OwnApiToken } from "@sotto/core"
import { Dialog } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useReading } from "../account/useReading.ts"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office, TeamMember } from "../office.ts"
import { ApiTokenFacts } from "../parts/ApiTokenFacts.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly office: Office
  readonly member: TeamMember
  readonly onDone: (said: MessageKey) => Promise<void>
  readonly onClose: () => void
}

/** The programs of a colleague, each of which can be shut out. The question stands over the list, and no leads back to it. */
export function TokensDialog(props: Props): JSX.Element {
  const [chosen, setChosen] = useState<OwnApiToken>()
  return (
    <>
      <Tokens {...props} onChoose={setChosen} />
      {chosen !== undefined && <RevokeToken {...props} token={chosen} onBack={() => setChosen(undefined)} />}
    </>
  )
}

type TokensProps = Omit<Props, "onDone"> & { readonly onChoose: (token: OwnApiToken) => void }

function Tokens({ office, member, onClose, onChoose }: TokensProps): JSX.Element {
  const { t } = useText()
  const { name } = member
  const { value, problem } = useReading(() => office.colleagues.apiTokens(member.id))
  return (
    <Dialog title={t("colleague.tokens.title", { name })} onClose={onClose}>
      <p>{t("colleague.tokens.lead", { name })}</p>
      <div role="alert">{problem !== undefined && <p class="notice danger">{t(problem)}</p>}</div>
      <p role="status">
        {value === undefined && problem === undefined && t("busy")}
        {value?.length === 0 && t("colleague.tokens.none", { name })}
      </p>
      <ul class="devices">
        {(value ?? []).map((token) => (
          <li key={token.id}>
            <ApiTokenFacts token={token} />
            <div class="device-do">
              <button type="button" class="s-link-button danger" onClick={() => onChoose(token)}>
                {t("apiTokens.revoke")}
                <span class="s-hidden"> {token.name}</span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function RevokeToken({
  office,
  member,
  token,
  onDone,
  onClose,
  onBack,
}: Props & { readonly token: OwnApiToken; readonly onBack: () => void }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const revoke = async () => {
    await office.colleagues.revokeApiToken(member.id, token.id)
    onClose()
    await onDone("colleague.said.tokens")
  }
  return (
    <FormDialog
      title={t("apiTokens.revoke.title", { name: token.name })}
      task={task}
      submit={t("apiTokens.revoke")}
      danger
      onSubmit={() => task.run(revoke)}
      onClose={onBack}
    >
      <p>{t("colleague.tokens.revoke", { name: member.name })}</p>
    </FormDialog>
  )
}
