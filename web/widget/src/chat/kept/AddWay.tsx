import type { CustomerVault } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { Trouble } from "./parts.tsx"
import { ShownCodes } from "./ShownCodes.tsx"
import { useTask } from "./useTask.ts"
import { useWipe } from "./useWipe.ts"
import { WayForm } from "./WayForm.tsx"
import { useKeptWords } from "./words.tsx"

type Way = Awaited<ReturnType<CustomerVault["anyPasskey"]>>

interface AddWayProps {
  readonly vault: CustomerVault
  readonly organisation: string
  readonly onDone: () => void
}

/** Another passkey or code. It opens nothing before a way that is there has let it in. */
export function AddWay({ vault, organisation, onDone }: AddWayProps): JSX.Element {
  const { t } = useKeptWords()
  const task = useTask(vault)
  const [fresh, setFresh] = useState<Way & { readonly code?: string }>()
  const [written, setWritten] = useState(false)
  useWipe(fresh === undefined ? [] : [fresh])
  const label = t("passkey.label", { organisation })
  const passkey = async () => setFresh(await vault.newPasskey({ organisation, label }))
  const code = async () => setFresh(await vault.newCode())
  // The vault wipes what it is handed, and a failure may want it a second time.
  const add = async (known: Way, { id, secret }: Way) => {
    await vault.addWay(known, { id, secret: secret.slice() })
    onDone()
  }
  if (fresh === undefined) {
    return (
      <>
        <p>{t("add.lead")}</p>
        <Trouble of={task.trouble} />
        <div class="s-dialog-actions">
          {[
            { look: "plain", text: t("add.code"), make: code },
            { look: undefined, text: t("begin.passkey"), make: passkey },
          ].map(({ look, text, make }) => (
            <button
              key={text}
              type="button"
              class="s-button"
              data-look={look}
              disabled={task.running}
              onClick={() => task.run(make)}
            >
              {text}
            </button>
          ))}
        </div>
      </>
    )
  }
  return (
    <>
      {fresh.code !== undefined && (
        <ShownCodes codes={[fresh.code]} written={written} onWritten={setWritten} />
      )}
      {(written || fresh.code === undefined) && (
        <>
          <p role="status">{t("add.known")}</p>
          <WayForm vault={vault} busy="loading" onWay={(known) => add(known, fresh)} />
        </>
      )}
    </>
  )
}
