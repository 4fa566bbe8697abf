import type { Block, Inline } from "@sotto/core"
import type { ComponentChildren, JSX } from "preact"
import { useLanguage } from "../translate/LanguageContext.ts"
import { isJumbo, shownHost } from "./textRules.ts"

interface MessageTextProps {
  readonly blocks: readonly Block[]
  /** The source, only to see whether the message is nothing but a few emoji. */
  readonly text: string
}

/** Builds elements with text in them; a message never becomes markup. */
export function MessageText({ blocks, text }: MessageTextProps): JSX.Element {
  return (
    <div class="s-text" dir="auto" data-jumbo={isJumbo(text) ? "" : undefined}>
      {blocks.map(drawBlock)}
    </div>
  )
}

// Blocks and inlines have no identity of their own and never change places, so their index is their key.
function drawBlock(block: Block, key: number): JSX.Element {
  switch (block.kind) {
    case "paragraph":
      return <p key={key}>{block.children.map(drawInline)}</p>
    case "codeBlock":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide code scrolls and must be reachable by keyboard
        <pre key={key} dir="ltr" tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case "quote":
      return <blockquote key={key}>{block.blocks.map(drawBlock)}</blockquote>
    case "list": {
      const items = block.items.map((item, index) => <li key={index}>{item.map(drawBlock)}</li>)
      return block.ordered ? (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      )
    }
  }
}

function drawInline(inline: Inline, key: number): ComponentChildren {
  switch (inline.kind) {
    case "text":
      return inline.text
    case "break":
      return <br key={key} />
    case "code":
      return (
        <code key={key} dir="ltr">
          {inline.text}
        </code>
      )
    case "emphasis":
      return <em key={key}>{inline.children.map(drawInline)}</em>
    case "strong":
      return <strong key={key}>{inline.children.map(drawInline)}</strong>
    case "link":
      return <Link key={key} {...inline} />
  }
}

function Link({ href, text, disguised }: Extract<Inline, { readonly kind: "link" }>): JSX.Element {
  const { t } = useLanguage()
  const host = disguised ? shownHost(href, text) : undefined
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {text}
      </a>
      {host !== undefined && (
        <span class="s-host">
          {" ("}
          {t("linkTo", { host })})
        </span>
      )}
    </>
  )
}
