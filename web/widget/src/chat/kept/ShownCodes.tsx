import type { JSX } from "preact"
import { useEffect, useId, useRef, useState } from "preact/hooks"
import { useKeptWords } from "./words.tsx"

interface ShownCodesProps {
  readonly codes: readonly string[]
  readonly written: boolean
  readonly onWritten: (written: boolean) => void
}

/** Shown once. A code counts when somebody says that they have written it down, and not before. */
export function ShownCodes({ codes, written, onWritten }: ShownCodesProps): JSX.Element {
  const { t } = useKeptWords()
  const id = useId()
  const [outcome, setOutcome] = useState<"copied" | "refused">()
  const lead = useRef<HTMLParagraphElement>(null)
  // The button that was pressed is gone, and what is shown only now must not be missed.
  useEffect(() => lead.current?.focus(), [codes[0]])
  const copy = () =>
    navigator.clipboard.writeText(codes.join("\n")).then(
      () => setOutcome("copied"),
      () => setOutcome("refused"),
    )
  return (
    <>
      <p ref={lead} tabIndex={-1}>
        {t("codes.lead", { count: codes.length })}
      </p>
      {codes.map((code) => (
        <p key={code} class="c-fingerprint" dir="ltr" data-code>
          {code}
        </p>
      ))}
      <button type="button" class="s-button" data-look="plain" onClick={copy}>
        {t("codes.copy")}
      </button>
      <p role="status" class="s-hint">
        {outcome === undefined ? "" : t(`codes.${outcome}`)}
      </p>
      <div class="s-switch">
        <input
          id={id}
          type="checkbox"
          checked={written}
          onChange={(event) => onWritten(event.currentTarget.checked)}
        />
        <label for={id}>{t("codes.written")}</label>
      </div>
    </>
  )
}
