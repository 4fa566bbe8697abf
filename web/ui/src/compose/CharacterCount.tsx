import type { JSX } from "preact"
import { useLanguage } from "../translate/LanguageContext.ts"
import { countShown, messageLimit } from "./editing.ts"

/** Silent until the limit is near. */
export function CharacterCount({
  id,
  length,
}: {
  readonly id: string
  readonly length: number
}): JSX.Element {
  const { t } = useLanguage()
  const left = messageLimit - length
  const words = left < 0 ? t("charactersOver", { count: -left }) : t("charactersLeft", { count: left })
  return (
    <output id={id} class={countShown(length) ? "s-count" : ""} data-over={left < 0 ? "" : undefined}>
      {countShown(length) && words}
    </output>
  )
}
