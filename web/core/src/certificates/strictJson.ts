import { fromUtf8 } from "../bytes.ts"

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * The members of a JSON object that any platform's library may have written. `JSON.parse` takes the last of two members
 * with one name where another reader takes the first; here that is an error, at every depth, as is a whole number
 * written as a fraction (`1.0`, `1e3`), which other readers refuse. Throws a SyntaxError.
 */
export function parseOnce(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes)
  const value: unknown = JSON.parse(text)
  const open: Set<string>[] = []
  const tokens = text.match(TOKEN) ?? []
  tokens.forEach((token, index) => {
    if (token === "{" || token === "[") open.push(new Set())
    else if (token === "}" || token === "]") open.pop()
    else if (tokens[index + 1] === ":") addOnce(open.at(-1), token)
    else if (/^-?\d+[.eE]/.test(token) && Number.isInteger(Number(token))) {
      throw new SyntaxError("a whole number has one spelling")
    }
  })
  return value
}

function addOnce(names: Set<string> | undefined, token: string): void {
  const name = String(JSON.parse(token))
  if (names === undefined || names.has(name)) throw new SyntaxError("a member comes twice")
  names.add(name)
}
