import { MAX_TEXT } from "./content/content.ts"
import { type Inline, parseInline } from "./markdownInline.ts"

export type { Inline } from "./markdownInline.ts"

/** Nodes to be drawn as elements with text in them. Nothing here is markup, and nothing becomes markup. */
export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "codeBlock"; readonly text: string }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | {
      readonly kind: "list"
      readonly ordered: boolean
      readonly start: number
      readonly items: readonly (readonly Block[])[]
    }

const MAX_DEPTH = 4
const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/
const QUOTE = /^ {0,3}> ?/
const ITEM = /^( {0,3})([-*+]|(\d{1,9})[.)])( +)(?=\S)/

/**
 * GFM restricted to emphasis, code, lists, quotes and links; line ends are kept, as people expect of a chat. Takes
 * hostile text: never throws, in time linear in its length, nested at most four deep. What is not understood
 * (headings, tables, HTML) is text.
 */
export function parseMarkdown(text: string): readonly Block[] {
  if (text.length > MAX_TEXT) return [{ kind: "paragraph", children: [{ kind: "text", text }] }]
  return parseBlocks(text.replaceAll(/\r\n?/g, "\n").split("\n"), 0)
}

function parseBlocks(lines: readonly string[], depth: number): readonly Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const { block, next } = parseBlock(lines, at, depth)
    if (block !== undefined) blocks.push(block)
    at = next
  }
  return blocks
}

interface Parsed {
  readonly block: Block | undefined
  /** The first line that is not part of it; always later than where it began. */
  readonly next: number
}

function parseBlock(lines: readonly string[], at: number, depth: number): Parsed {
  const line = lines[at] ?? ""
  if (line.trim() === "") return { block: undefined, next: at + 1 }
  const fence = FENCE.exec(line)?.[1]
  if (fence !== undefined) return parseFence(lines, at, fence)
  if (depth < MAX_DEPTH && QUOTE.test(line)) return parseQuote(lines, at, depth)
  const item = depth < MAX_DEPTH ? ITEM.exec(line) : null
  return item === null ? parseParagraph(lines, at, depth) : parseList(lines, at, depth, item)
}

function parseFence(lines: readonly string[], at: number, fence: string): Parsed {
  let end = at + 1
  while (end < lines.length && !closes(lines[end] ?? "", fence)) end++
  return { block: { kind: "codeBlock", text: lines.slice(at + 1, end).join("\n") }, next: end + 1 }
}

function closes(line: string, fence: string): boolean {
  const mark = line.trim()
  return mark.length >= fence.length && mark === fence.charAt(0).repeat(mark.length)
}

function parseQuote(lines: readonly string[], at: number, depth: number): Parsed {
  const inner: string[] = []
  let end = at
  for (; end < lines.length && QUOTE.test(lines[end] ?? ""); end++)
    inner.push((lines[end] ?? "").replace(QUOTE, ""))
  return { block: { kind: "quote", blocks: parseBlocks(inner, depth + 1) }, next: end }
}

function parseList(lines: readonly string[], at: number, depth: number, first: RegExpExecArray): Parsed {
  const ordered = first[3] !== undefined
  const items: (readonly Block[])[] = []
  let end = at
  for (let mark: RegExpExecArray | null = first; mark !== null && (mark[3] !== undefined) === ordered; ) {
    const item = itemLines(lines, end, mark[0].length)
    items.push(parseBlocks(item.inner, depth + 1))
    end = item.next
    mark = ITEM.exec(lines[end] ?? "")
  }
  return { block: { kind: "list", ordered, start: ordered ? Number(first[3]) : 1, items }, next: end }
}

/** The text behind the mark and the indented lines that follow it. */
function itemLines(
  lines: readonly string[],
  at: number,
  width: number,
): { readonly inner: readonly string[]; readonly next: number } {
  const inner = [(lines[at] ?? "").slice(width)]
  let next = at + 1
  for (; next < lines.length; next++) {
    const line = lines[next] ?? ""
    const indent = line.length - line.trimStart().length
    if (line.trim() === "" || indent < 2) break
    inner.push(line.slice(Math.min(indent, width)))
  }
  return { inner, next }
}

function parseParagraph(lines: readonly string[], at: number, depth: number): Parsed {
  let end = at + 1
  while (end < lines.length && !interrupts(lines[end] ?? "", depth)) end++
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join("\n")
  return { block: { kind: "paragraph", children: parseInline(text) }, next: end }
}

/** A number other than 1 at the start of a line is usually part of a sentence. */
function interrupts(line: string, depth: number): boolean {
  if (line.trim() === "" || FENCE.test(line)) return true
  if (depth >= MAX_DEPTH) return false
  const item = ITEM.exec(line)
  return QUOTE.test(line) || (item !== null && (item[3] === undefined || item[3] === "1"))
}
