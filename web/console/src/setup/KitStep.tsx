import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { SetUp } from "../office.ts"
import { CopyButton } from "../parts/CopyButton.tsx"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { KitGroups } from "./KitGroups.tsx"
import { kitText, saveText } from "./kitText.ts"
import { PrintedKit } from "./PrintedKit.tsx"

interface Props {
  readonly setUp: SetUp
  readonly organisation: string
  readonly onBack: () => void
  readonly onNext: () => void
}

export function KitStep({ setUp, organisation, onBack, onNext }: Props): JSX.Element {
  const text = useText()
  const { t } = text
  const [madeAt] = useState(() => Date.now())
  const sheet = { organisation: organisation.trim(), kit: setUp.kit, fingerprint: setUp.fingerprint, madeAt }
  return (
    <>
      <ScreenHeading>{t("setup.kit.title")}</ScreenHeading>
      <p class="lead">{t("setup.kit.lead")}</p>
      <KitGroups kit={setUp.kit} label={t("setup.kit.groups")} />
      <div class="actions">
        <button type="button" class="s-button" onClick={() => print()}>
          <Icon name="print" />
          {t("setup.kit.print")}
        </button>
        <button
          type="button"
          class="s-button"
          data-look="plain"
          onClick={() => saveText(t("setup.kit.file"), kitText(sheet, text))}
        >
          <Icon name="download" />
          {t("setup.kit.download")}
        </button>
        <CopyButton text={setUp.kit.join(" ")} label={t("setup.kit.copy")} />
      </div>
      <ul class="facts">
        <li>{t("setup.kit.fact.made")}</li>
        <li>{t("setup.kit.fact.use")}</li>
        <li>{t("setup.kit.fact.keep")}</li>
      </ul>
      <div class="actions between">
        <button type="button" class="s-button" data-look="plain" onClick={onBack}>
          {t("setup.back")}
        </button>
        <button type="button" class="s-button" onClick={onNext}>
          {t("setup.kit.next")}
        </button>
      </div>
      <PrintedKit {...sheet} />
    </>
  )
}
