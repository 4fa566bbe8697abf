/** One piece of a translated sentence. The subset of ICU MessageFormat that our catalogues use. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "count" }
  | { readonly kind: "plural" | "select"; readonly name: string; readonly branches: Branches }

export type Branches = ReadonlyMap<string, readonly Piece[]>

export class CatalogueError extends Error {}

/**
 * Reads `{name}`, `{n, plural, =0 {…} one {…} other {…}}`, `{x, select, a {…} other {…}}`, `#` inside a plural,
 * and ICU quoting (`''`, `'{'`). Throws CatalogueError; the tests read every sentence that ships.
 */
export function parseSentence(source: string): readonly Piece[] {
  const reader = new Reader(source)
  const pieces = reader.pieces(false)
  if (!reader.done) throw new CatalogueError(`unexpected } at ${reader.position}`)
  return pieces
}

class Reader {
  position = 0
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  get done(): boolean {
    return this.position >= this.source.length
  }

  pieces(inPlural: boolean): readonly Piece[] {
    const found: Piece[] = []
    while (!this.done && this.peek() !== "}") found.push(this.piece(inPlural))
    return found
  }

  private peek(): string {
    return this.source.charAt(this.position)
  }

  private piece(inPlural: boolean): Piece {
    if (this.peek() === "{") return this.argument(inPlural)
    if (inPlural && this.peek() === "#") {
      this.position++
      return { kind: "count" }
    }
    return { kind: "text", text: this.text(inPlural) }
  }

  private text(inPlural: boolean): string {
    let text = ""
    while (!this.done) {
      const next = this.peek()
      if (next === "{" || next === "}" || (inPlural && next === "#")) break
      text += next === "'" ? this.quoted() : next
      if (next !== "'") this.position++
    }
    return text
  }

  /** `''` is an apostrophe; `'{…'` quotes up to the next apostrophe; any other apostrophe is itself. */
  private quoted(): string {
    const after = this.source.charAt(this.position + 1)
    if (after === "'") {
      this.position += 2
      return "'"
    }
    const end = /[{}#]/.test(after) ? this.source.indexOf("'", this.position + 1) : -1
    if (end < 0) {
      this.position++
      return "'"
    }
    const text = this.source.slice(this.position + 1, end)
    this.position = end + 1
    return text
  }

  private argument(inPlural: boolean): Piece {
    this.expect("{")
    const name = this.word()
    if (this.accept("}")) return { kind: "value", name }
    this.expect(",")
    const kind = this.word()
    if (kind !== "plural" && kind !== "select") throw new CatalogueError(`unknown form "${kind}"`)
    this.expect(",")
    const branches = this.branches(kind === "plural" || inPlural)
    if (!branches.has("other")) throw new CatalogueError(`"${name}" has no "other"`)
    return { kind, name, branches }
  }

  private branches(inPlural: boolean): Branches {
    const branches = new Map<string, readonly Piece[]>()
    while (!this.accept("}")) {
      const key = this.word()
      this.expect("{")
      branches.set(key, this.pieces(inPlural))
      this.expect("}")
    }
    return branches
  }

  private word(): string {
    this.skipSpace()
    const word = /^[=\w]+/.exec(this.source.slice(this.position))?.[0]
    if (word === undefined) throw new CatalogueError(`a name is missing at ${this.position}`)
    this.position += word.length
    this.skipSpace()
    return word
  }

  private accept(character: string): boolean {
    this.skipSpace()
    if (this.peek() !== character) return false
    this.position++
    return true
  }

  private expect(character: string): void {
    if (this.peek() !== character) throw new CatalogueError(`${character} is missing at ${this.position}`)
    this.position++
  }

  private skipSpace(): void {
    while (/\s/.test(this.peek())) this.position++
  }
}
