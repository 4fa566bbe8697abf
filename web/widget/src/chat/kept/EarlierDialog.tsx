import type { ConversationView, CustomerKept, CustomerVault, EarlierConversation } from "@sotto/core"
import { Dialog, formatDateTime, MessageLog, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { Forgotten, Trouble, useVault, Waiting } from "./parts.tsx"
import { useTask } from "./useTask.ts"
import { useKeptWords } from "./words.tsx"

interface EarlierDialogProps {
  readonly kept: CustomerKept
  readonly onReturn: () => void
  readonly onClose: () => void
}

/** Earlier conversations, to be read. What is written next begins a new one. */
export function EarlierDialog({ kept, onReturn, onClose }: EarlierDialogProps): JSX.Element {
  const { t } = useKeptWords()
  const vault = useVault(kept)
  const [open, setOpen] = useState<ConversationView>()
  return (
    <Dialog title={t("earlier.title")} onClose={onClose}>
      {typeof vault === "string" ? (
        <Waiting vault={vault} />
      ) : open === undefined ? (
        <>
          {vault.isForgotten && <Forgotten onReturn={onReturn} />}
          <List vault={vault} onOpen={setOpen} />
        </>
      ) : (
        <>
          <button type="button" class="s-link-button" onClick={() => setOpen(undefined)}>
            {t("earlier.back")}
          </button>
          <p class="s-hint">{t("earlier.readOnly")}</p>
          <div class="c-earlier">
            <MessageLog rows={open.rows} typing={[]} onRetry={() => undefined} before={false} />
          </div>
        </>
      )}
    </Dialog>
  )
}

interface ListProps {
  readonly vault: CustomerVault
  readonly onOpen: (view: ConversationView) => void
}

function List({ vault, onOpen }: ListProps): JSX.Element {
  const { t, locale } = useKeptWords()
  const { progress, savedAt } = useObservable(vault)
  const [found, setFound] = useState<readonly EarlierConversation[]>()
  const task = useTask(vault)
  const [gone, setGone] = useState(false)
  const list = async () => setFound(await vault.earlier())
  useEffect(() => task.run(list), [vault, savedAt, progress?.done])
  if (found === undefined) return <Waiting vault={task.trouble === undefined ? "loading" : "failed"} />
  const read = async (id: string) => {
    setGone(false)
    const view = await vault.read(id)
    if (view === undefined) setGone(true)
    else onOpen(view)
  }
  return (
    <>
      {progress !== undefined && <p role="status">{t("kept.progress", progress)}</p>}
      {found.length === 0 && progress === undefined && <p>{t("earlier.none")}</p>}
      <ul class="c-ways">
        {found.map(({ id, preview, lastActivityAt }) => (
          <li key={id}>
            <button
              type="button"
              class="s-link-button c-earlier-one"
              onClick={() => task.run(() => read(id))}
            >
              <span dir="auto">{preview || t("earlier.untitled")}</span>
              <span class="s-hint">{formatDateTime(lastActivityAt, locale)}</span>
            </button>
          </li>
        ))}
      </ul>
      {gone && (
        <p class="c-error" role="alert">
          {t("earlier.gone")}
        </p>
      )}
      <Trouble of={task.trouble} />
    </>
  )
}
