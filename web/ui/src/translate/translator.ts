import { type Direction, directionOf } from "./locale.ts"
import { type Piece, parseSentence } from "./parse.ts"

/** A front end's sentences in one language, by key. */
export type Catalogue<Key extends string = string> = { readonly [K in Key]: string }
export type Values = Readonly<Record<string, string | number>>
export type Translate<Key extends string> = (key: Key, values?: Values) => string

export interface Translator<Key extends string> {
  /** BCP 47 tag for Intl and for `lang` attributes. */
  readonly locale: string
  readonly direction: Direction
  readonly t: Translate<Key>
}

/** Sentences are read once, when first shown. Values are inserted as text; nothing here makes markup. */
export function createTranslator<Key extends string>(
  locale: string,
  catalogue: Catalogue<Key>,
): Translator<Key> {
  const known = new Map<Key, readonly Piece[]>()
  const context = { plurals: new Intl.PluralRules(locale), numbers: new Intl.NumberFormat(locale) }
  const t: Translate<Key> = (key, values = {}) => {
    const pieces = known.get(key) ?? parseSentence(catalogue[key])
    known.set(key, pieces)
    return draw(pieces, values, context, undefined)
  }
  return { locale, direction: directionOf(locale), t }
}

interface Context {
  readonly plurals: Intl.PluralRules
  readonly numbers: Intl.NumberFormat
}

function draw(pieces: readonly Piece[], values: Values, context: Context, count: number | undefined): string {
  return pieces.map((piece) => drawPiece(piece, values, context, count)).join("")
}

function drawPiece(piece: Piece, values: Values, context: Context, count: number | undefined): string {
  switch (piece.kind) {
    case "text":
      return piece.text
    case "count":
      return context.numbers.format(count ?? 0)
    case "value":
      return drawValue(values[piece.name], context)
    case "select": {
      const chosen = piece.branches.get(String(values[piece.name])) ?? piece.branches.get("other") ?? []
      return draw(chosen, values, context, count)
    }
    case "plural": {
      const number = Number(values[piece.name] ?? 0)
      const { branches } = piece
      const chosen =
        branches.get(`=${number}`) ?? branches.get(context.plurals.select(number)) ?? branches.get("other")
      return draw(chosen ?? [], values, context, number)
    }
  }
}

function drawValue(value: string | number | undefined, context: Context): string {
  return typeof value === "number" ? context.numbers.format(value) : (value ?? "")
}
