import { parseMarkdown } from "@sotto/core"
import { MessageText } from "@sotto/ui"
import type { JSX } from "preact"
import { useSentences } from "../languages.ts"

/** The company's own words about its other ways; drawn like a message, so links work and markup does not. */
export function Contact({ text }: { readonly text: string }): JSX.Element {
  const { t } = useSentences()
  if (text.trim() === "") return <p>{t("contactNone")}</p>
  return (
    <section class="c-contact">
      <h3>{t("contact")}</h3>
      <MessageText blocks={parseMarkdown(text)} text={text} />
    </section>
  )
}
