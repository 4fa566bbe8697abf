import type { CustomerKept, CustomerVault, KeptTrouble } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useId, useState } from "preact/hooks"
import { useKeptWords } from "./words.tsx"

export type LoadedVault = CustomerVault | "loading" | "failed"

/** The vault's code, and what the server has; the dialog that asked shows the wait and the failure. */
export function useVault(kept: CustomerKept): LoadedVault {
  const [vault, setVault] = useState<LoadedVault>("loading")
  useEffect(() => {
    kept
      .vault()
      .then(async (loaded) => {
        await loaded.refresh()
        setVault(loaded)
      })
      .catch(() => setVault("failed"))
  }, [kept])
  return vault
}

export function Waiting({ vault }: { readonly vault: "loading" | "failed" }): JSX.Element {
  const { t } = useKeptWords()
  return vault === "loading" ? (
    <p role="status">{t("loading")}</p>
  ) : (
    <p class="c-error" role="alert">
      {t("trouble.failed")}
    </p>
  )
}

/** The server has let go of this browser; a way in makes it the customer's again. */
export function Forgotten({ onReturn }: { readonly onReturn: () => void }): JSX.Element {
  const { t } = useKeptWords()
  return (
    <>
      <p role="status">{t("kept.forgotten")}</p>
      <button type="button" class="s-button" onClick={onReturn}>
        {t("kept.reopen")}
      </button>
    </>
  )
}

export function Trouble({ of }: { readonly of: KeptTrouble | undefined }): JSX.Element | null {
  const { t } = useKeptWords()
  if (of === undefined) return null
  return (
    <p class="c-error" role="alert">
      {t(`trouble.${of}`)}
    </p>
  )
}

interface CodeFieldProps {
  readonly value: string
  readonly onValue: (value: string) => void
}

export function CodeField({ value, onValue }: CodeFieldProps): JSX.Element {
  const { t } = useKeptWords()
  const id = useId()
  return (
    <div class="s-field">
      <label class="s-label" for={id}>
        {t("code")}
      </label>
      <input
        id={id}
        class="s-input"
        type="text"
        dir="ltr"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        aria-describedby={`${id}hint`}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <span class="s-hint" id={`${id}hint`}>
        {t("code.hint")}
      </span>
    </div>
  )
}
