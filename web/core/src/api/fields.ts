import * as v from "valibot"
import { fromBase64Url } from "../base64.ts"
import { type IdPrefix, isId } from "../ids.ts"

/** Parsers of single members of JSON replies. A value that does not parse refuses the whole reply. */
export function id(prefix: IdPrefix) {
  return v.custom<string>((value) => isId(prefix, value))
}

/** base64url into bytes. */
export const bytes = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): Uint8Array => {
    try {
      return fromBase64Url(dataset.value)
    } catch {
      addIssue({ message: "not base64url" })
      return NEVER
    }
  }),
)

export const publicKey = v.pipe(bytes, v.length(32))

/** RFC 3339 into Unix ms. */
export const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/),
  v.transform((text) => Date.parse(text)),
  v.safeInteger(),
)

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const jws = v.pipe(v.string(), v.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/))
/** A random secret of the server's making: nonce, token, challenge id. */
export const opaque = v.pipe(v.string(), v.regex(/^[\w.~+/=-]{8,4096}$/))
export const name = v.pipe(v.string(), v.maxLength(200))
