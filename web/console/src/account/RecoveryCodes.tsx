import type { JSX } from "preact"
import { useEffect, useRef } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { StaffSession } from "../office.ts"
import { CopyButton } from "../parts/CopyButton.tsx"
import { Icon } from "../parts/Icon.tsx"

interface Props {
  readonly codes: readonly string[]
  readonly session: StaffSession
  readonly onKept: () => void
}

/** Shown once, in the page and not in a dialog: a slip on Escape must not lose them. */
export function RecoveryCodes({ codes, session, onKept }: Props): JSX.Element {
  const { t } = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // After the dialog that made them has given the focus back.
    const frame = requestAnimationFrame(() => {
      heading.current?.focus()
      heading.current?.scrollIntoView({ block: "center" })
    })
    return () => cancelAnimationFrame(frame)
  }, [codes])
  return (
    <section class="panel attention recovery-codes" aria-labelledby="codes-title">
      <h2 id="codes-title" tabIndex={-1} ref={heading}>
        {t("codes.title", { name: session.user.name, organisation: session.organisation.name })}
      </h2>
      <p>{t("codes.lead")}</p>
      <ol class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code class="mono">{code}</code>
          </li>
        ))}
      </ol>
      <div class="actions">
        <CopyButton text={codes.join("\n")} label={t("setup.kit.copy")} />
        <button type="button" class="s-button" data-look="plain" onClick={() => print()}>
          <Icon name="print" />
          {t("setup.kit.print")}
        </button>
        <button type="button" class="s-button" onClick={onKept}>
          {t("codes.kept")}
        </button>
      </div>
    </section>
  )
}
