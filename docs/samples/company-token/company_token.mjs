// Makes the company token with nothing but Node. The key is P-256, from a PEM file that only your backend can read.
// On the command line: node company_token.mjs KEY.pem ORGANISATION JKT SUBJECT NAME
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from "node:crypto"
import { readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url")

/** RFC 7638: members in this order, without white space. */
function thumbprint(key) {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: "jwk" })
  return createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url")
}

/** Call it for a logged-in customer only, with the `jkt` and organisation that the chat asked for. */
export function companyToken(key, organisation, jkt, subject, name) {
  const now = Math.floor(Date.now() / 1000)
  const header = { alg: "ES256", typ: "sotto-identity+jwt", kid: thumbprint(key) }
  const claims = {
    aud: organisation,
    sub: subject,
    name,
    iat: now,
    exp: now + 300,
    jti: randomBytes(16).toString("base64url"),
    cnf: { jkt },
  }
  const input = `${encode(header)}.${encode(claims)}`
  // A JWS takes the two numbers side by side, not the form of certificates.
  const signature = sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" })
  return `${input}.${signature.toString("base64url")}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [file, ...values] = process.argv.slice(2)
  process.stdout.write(companyToken(createPrivateKey(readFileSync(file)), ...values))
}
