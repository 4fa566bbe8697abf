import { type Piece, parseSentence } from "./parse.ts"
import type { Catalogue } from "./translator.ts"

/**
 * What is wrong with a shipped language, as sentences; empty when it is complete: no key missing or left over,
 * every sentence readable, the same values in it as in English, every plural form that the language has.
 */
export function catalogueProblems(
  language: string,
  catalogue: Catalogue,
  english: Catalogue,
): readonly string[] {
  const missing = Object.keys(english).filter((key) => !(key in catalogue))
  const extra = Object.keys(catalogue).filter((key) => !(key in english))
  const sentences = Object.entries(catalogue).flatMap(([key, text]) =>
    sentenceProblems(language, text, english[key]).map((problem) => `${language} ${key}: ${problem}`),
  )
  return [
    ...missing.map((key) => `${language} ${key}: is missing`),
    ...extra.map((key) => `${language} ${key}: is not in English`),
    ...sentences,
  ]
}

function sentenceProblems(language: string, text: string, english: string | undefined): readonly string[] {
  if (text.trim() === "") return ["is empty"]
  const pieces = readable(text)
  if (typeof pieces === "string") return [pieces]
  const wanted = english === undefined ? pieces : readable(english)
  if (typeof wanted === "string") return []
  const sameNames = [...names(pieces)].sort().join() === [...names(wanted)].sort().join()
  return [...(sameNames ? [] : ["has other values than English"]), ...missingForms(language, pieces)]
}

function readable(text: string): readonly Piece[] | string {
  try {
    return parseSentence(text)
  } catch (error) {
    return String(error)
  }
}

function branchesOf(piece: Piece): readonly (readonly Piece[])[] {
  return piece.kind === "plural" || piece.kind === "select" ? [...piece.branches.values()] : []
}

function names(pieces: readonly Piece[]): Set<string> {
  const found = new Set<string>()
  for (const piece of pieces) {
    if ("name" in piece) found.add(piece.name)
    for (const branch of branchesOf(piece)) for (const name of names(branch)) found.add(name)
  }
  return found
}

function missingForms(language: string, pieces: readonly Piece[]): readonly string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  return pieces.flatMap((piece) => {
    const inner = branchesOf(piece).flatMap((branch) => missingForms(language, branch))
    if (piece.kind !== "plural") return inner
    const absent = forms.filter((form) => !piece.branches.has(form))
    return [...absent.map((form) => `"${piece.name}" has no form "${form}"`), ...inner]
  })
}
