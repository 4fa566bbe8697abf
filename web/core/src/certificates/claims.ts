import * as v from "valibot"
import { isId } from "../ids.ts"

export const DAY = 86_400_000
export const SKEW = 5 * 60_000
/** After its end a certificate is reported as lapsed this long, so that absence never silences a help desk. */
export const GRACE = 14 * DAY
export const ISSUER_LIFE = 400 * DAY
export const AGENT_LIFE = 90 * DAY
export const CUSTOMER_LIFE = 400 * DAY
export const REVOCATIONS_LIFE = 7 * DAY
/** Of a name in a certificate, in UTF-16 units. */
export const MAX_NAME = 80

const organisation = v.custom<string>((value) => isId("org", value))
const user = v.custom<string>((value) => isId("usr", value))
const device = v.custom<string>((value) => isId("dev", value))
const inbox = v.custom<string>((value) => isId("inb", value))
const customer = v.custom<string>((value) => isId("cus", value))
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME))
export const seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8_640_000_000_000))
const cnf = v.strictObject({ jwk: v.unknown() })
const jti = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/))

export const issuerClaims = v.object({ org: organisation, sub: user, name, cnf, nbf: seconds, exp: seconds })

export const agentClaims = v.object({
  org: organisation,
  sub: user,
  name,
  role: v.picklist(["agent", "supervisor", "bot"]),
  dev: device,
  inboxes: v.pipe(v.array(inbox), v.maxLength(256)),
  cnf,
  nbf: seconds,
  exp: seconds,
  jti,
})

export const customerClaims = v.object({
  org: organisation,
  sub: customer,
  dev: device,
  // The server reads certificates. A name in one would have left its owner's hands, so none is believed.
  name: v.optional(v.never()),
  cnf,
  nbf: seconds,
  exp: seconds,
})

export const revocationsClaims = v.object({
  org: organisation,
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  iat: seconds,
  nextUpdate: seconds,
  revoked: v.pipe(v.array(v.object({ jti, at: seconds })), v.maxLength(4096)),
})

export const companyKeysClaims = v.object({
  org: organisation,
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  iat: seconds,
  keys: v.pipe(v.array(v.looseObject({ kid: v.string() })), v.maxLength(16)),
})
