import { type Link, readLink } from "./markdownLink.ts"

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "emphasis"; readonly children: readonly Inline[] }
  | { readonly kind: "strong"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "break" }
  | Link

const MAX_OPEN = 8
const PUNCTUATION = /[!-/:-@[-`{-~]/
const WORD = /[\p{L}\p{N}_]/u

/** One pass over the text of a paragraph. Bounded like its caller. */
export function parseInline(text: string): readonly Inline[] {
  return new InlineParser(text).parse()
}

/** A mark that may turn out to open something; its node is finished when the closing mark is met. */
interface Open {
  readonly mark: string
  readonly children: Inline[]
}

class InlineParser {
  readonly #text: string
  readonly #root: Inline[] = []
  readonly #open: Open[] = []
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): readonly Inline[] {
    while (this.#at < this.#text.length) this.#step()
    while (this.#open.length > 0) this.#abandon()
    return this.#root
  }

  #step(): void {
    const character = this.#text.charAt(this.#at)
    switch (character) {
      case "\n":
        this.#add({ kind: "break" }, 1)
        return
      case "\\":
        this.#escape()
        return
      case "`":
        this.#code()
        return
      case "*":
      case "_":
        this.#mark(character)
        return
      default:
        this.#linkOrText(character)
    }
  }

  #escape(): void {
    const next = this.#text.charAt(this.#at + 1)
    if (PUNCTUATION.test(next)) this.#addText(next, 2)
    else this.#addText("\\", 1)
  }

  #code(): void {
    const run = this.#run("`")
    const end = this.#closingRun(run)
    if (end === undefined) {
      this.#addText("`".repeat(run), run)
      return
    }
    const inner = this.#text.slice(this.#at + run, end).replaceAll("\n", " ")
    const padded = inner.startsWith(" ") && inner.endsWith(" ") && inner.trim() !== ""
    this.#add({ kind: "code", text: padded ? inner.slice(1, -1) : inner }, end + run - this.#at)
  }

  /** A search in vain can happen once for each length of run, and lengths that differ soon add up: this stays bounded. */
  #closingRun(run: number): number | undefined {
    const runs = /`+/g
    runs.lastIndex = this.#at + run
    for (let found = runs.exec(this.#text); found !== null; found = runs.exec(this.#text)) {
      if (found[0].length === run) return found.index
    }
    return undefined
  }

  #mark(character: "*" | "_"): void {
    const run = this.#run(character)
    const closing = this.#closing(character, run)
    if (closing !== undefined) {
      this.#close(closing)
      return
    }
    const size = Math.min(run, 2)
    if (this.#canOpen(character, run) && this.#open.length < MAX_OPEN) {
      this.#open.push({ mark: character.repeat(size), children: [] })
      this.#at += size
    } else {
      this.#addText(character.repeat(size), size)
    }
  }

  /** The innermost open mark that this run can close, by its place in the stack. */
  #closing(character: string, run: number): number | undefined {
    if (!this.#canClose(character, run)) return undefined
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const { mark, children } = this.#open[index] ?? { mark: "", children: [] }
      const empty = index === this.#open.length - 1 && children.length === 0
      if (mark.startsWith(character) && mark.length <= run && !empty) return index
    }
    return undefined
  }

  #close(index: number): void {
    while (this.#open.length > index + 1) this.#abandon()
    const open = this.#open.pop()
    if (open === undefined) return
    this.#add(
      { kind: open.mark.length === 2 ? "strong" : "emphasis", children: open.children },
      open.mark.length,
    )
  }

  /** The innermost open mark never closed: it was only text. */
  #abandon(): void {
    const open = this.#open.pop()
    if (open === undefined) return
    this.#addText(open.mark, 0)
    for (const child of open.children) {
      if (child.kind === "text") this.#addText(child.text, 0)
      else this.#add(child, 0)
    }
  }

  #canOpen(character: string, run: number): boolean {
    const next = this.#text.charAt(this.#at + run)
    if (next === "" || /\s/.test(next)) return false
    return character === "*" || !WORD.test(this.#text.charAt(this.#at - 1)) // snake_case stays as it is
  }

  #canClose(character: string, run: number): boolean {
    const before = this.#text.charAt(this.#at - 1)
    if (before === "" || /\s/.test(before)) return false
    return character === "*" || !WORD.test(this.#text.charAt(this.#at + run))
  }

  #linkOrText(character: string): void {
    const found = readLink(this.#text, this.#at)
    if (found === undefined) this.#addText(character, 1)
    else if (found.link === undefined)
      this.#addText(this.#text.slice(this.#at, this.#at + found.length), found.length)
    else this.#add(found.link, found.length)
  }

  #run(character: string): number {
    let end = this.#at
    while (this.#text.charAt(end) === character) end++
    return end - this.#at
  }

  #add(node: Inline, length: number): void {
    this.#target().push(node)
    this.#at += length
  }

  #addText(text: string, length: number): void {
    const target = this.#target()
    const last = target.at(-1)
    if (last?.kind === "text") target[target.length - 1] = { kind: "text", text: last.text + text }
    else target.push({ kind: "text", text })
    this.#at += length
  }

  #target(): Inline[] {
    return this.#open.at(-1)?.children ?? this.#root
  }
}
