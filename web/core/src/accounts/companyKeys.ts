import * as v from "valibot"
import { type CompanyKey, companyKey } from "../certificates/companyKeys.ts"
import { issueCompanyKeys } from "../certificates/issue.ts"
import { SeenCompanyKeys } from "../store/seenCompanyKeys.ts"
import { withDeskStore } from "./deskStore.ts"
import { rootOfKit } from "./enterKit.ts"
import { type Office, rootOf } from "./office.ts"

/** What was pasted is no public key of a kind that company tokens can be signed with. */
export class NoCompanyKey extends Error {
  constructor(cause?: unknown) {
    super("This is no public Ed25519 or P-256 key.", { cause })
    this.name = "NoCompanyKey"
  }
}

export interface SignedCompanyKeys {
  /** 0 as long as there was no statement. */
  readonly number: number
  readonly keys: readonly CompanyKey[]
}

/**
 * The newest keys that the root has signed. Whatever else the server shows throws a CertificateError, and so does a list
 * older than one that this browser has seen: the owner would sign again what they had taken away.
 */
export async function companyKeysOf(office: Office): Promise<SignedCompanyKeys> {
  const current = await withSeen(office, (seen) => seen.fetchToSign(office.api))
  return current === undefined
    ? { number: 0, keys: [] }
    : { number: current.number, keys: [...current.keys.values()] }
}

/**
 * Signs these keys, and no others, with the root of the kit, which is dropped again. Throws KitError on mistyped text,
 * KitMismatch when it is another organisation's and CertificateError when newer keys than `previous` were seen here;
 * nothing has been sent then.
 */
export async function signCompanyKeys(
  office: Office,
  kit: string,
  previous: SignedCompanyKeys,
  keys: readonly CompanyKey[],
): Promise<void> {
  const root = await rootOfKit(kit, rootOf(office.session))
  const organisation = office.session.organisation.id
  const subject = { organisation, number: previous.number + 1, keys }
  const statement = await issueCompanyKeys(root, subject, office.now())
  await withSeen(office, (seen) => seen.publish(office.api, statement))
}

function withSeen<T>(office: Office, use: (seen: SeenCompanyKeys) => Promise<T>): Promise<T> {
  return withDeskStore(office, (store, root) => use(new SeenCompanyKeys(root, store, office)))
}

/** A public key as it is pasted: a JWK or PEM ("BEGIN PUBLIC KEY"). Throws NoCompanyKey, on private keys above all. */
export async function readCompanyKey(text: string): Promise<CompanyKey> {
  try {
    return await companyKey(text.trim().startsWith("{") ? bare(JSON.parse(text)) : await jwkOfPem(text))
  } catch (cause) {
    throw new NoCompanyKey(cause)
  }
}

const DESCRIBING: readonly string[] = ["kid", "use", "alg", "key_ops", "ext"]

/** Without the members that only describe a key. A private half stays, and is refused. */
function bare(value: unknown): unknown {
  const members = v.parse(v.record(v.string(), v.unknown()), value)
  return Object.fromEntries(Object.entries(members).filter(([name]) => !DESCRIBING.includes(name)))
}

async function jwkOfPem(text: string): Promise<unknown> {
  const body = /^\s*-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----\s*$/.exec(text)?.[1]
  if (body === undefined) throw new SyntaxError("not a public key in PEM")
  const spki = Uint8Array.from(atob(body.replace(/\s/g, "")), (character) => character.charCodeAt(0))
  for (const algorithm of ["Ed25519", { name: "ECDSA", namedCurve: "P-256" }]) {
    try {
      const key = await crypto.subtle.importKey("spki", spki, algorithm, true, ["verify"])
      return bare(await crypto.subtle.exportKey("jwk", key))
    } catch {
      // It may be a key of the other kind.
    }
  }
  throw new SyntaxError("a key of another kind")
}
