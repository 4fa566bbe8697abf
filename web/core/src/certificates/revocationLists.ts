import * as v from "valibot"
import { claimedSigner, JoseError, verifyJws } from "../jose.ts"
import { DAY, GRACE, revocationsClaims, SKEW } from "./claims.ts"
import { CertificateError, type TrustedRoot } from "./identity.ts"
import { verifyIssuer } from "./issuer.ts"

export type Lateness = "fresh" | "late" | "tooLate"

interface List {
  readonly number: number
  /** Unix ms. */
  readonly nextUpdate: number
  readonly revoked: ReadonlyMap<string, number>
}

const LATE = 3 * DAY
const saved = v.array(
  v.strictObject({
    issuer: v.string(),
    number: v.number(),
    nextUpdate: v.number(),
    revoked: v.array(v.strictTuple([v.string(), v.number()])),
  }),
)

/**
 * The newest list of every issuer. Immutable: accepting one gives the next value, and a refusal leaves the old one
 * as it was. The numbers seen are remembered through `save`, so that no server can go back to an older list.
 */
export class RevocationLists {
  static readonly none = new RevocationLists(new Map())
  readonly #lists: ReadonlyMap<string, List>

  private constructor(lists: ReadonlyMap<string, List>) {
    this.#lists = lists
  }

  /**
   * `issuer` is the root-signed certificate of whoever signed `jws`. Throws a CertificateError; a number below the
   * highest seen is one, as is another list under the same number.
   */
  async accept(jws: string, issuer: string, root: TrustedRoot, now: number): Promise<RevocationLists> {
    const signer = await verifyIssuer(issuer, root, now)
    const claims = await signedBy(jws, signer.publicKey)
    if (claims.org !== root.organisation) {
      throw new CertificateError("wrong_organisation", "The revocation list belongs to another organisation.")
    }
    if (claims.iat * 1000 > now + SKEW)
      throw new CertificateError("not_yet_valid", "The revocation list is from the future.")
    const next: List = {
      number: claims.number,
      nextUpdate: claims.nextUpdate * 1000,
      revoked: new Map(claims.revoked.map(({ jti, at }) => [jti, at * 1000])),
    }
    this.#refuseRollback(signer.thumbprint, next)
    return new RevocationLists(new Map([...this.#lists, [signer.thumbprint, next]]))
  }

  /**
   * Accepts every list whose issuer is among `issuers` and passes over the rest: without its issuer a list says
   * nothing about anybody who could be added. An issuer that does not verify is passed over too, because whoever
   * it certified is refused by `verifyIdentity` for the same reason, and the others must not suffer for it.
   */
  async acceptAll(
    lists: readonly string[],
    issuers: readonly string[],
    root: TrustedRoot,
    now: number,
  ): Promise<RevocationLists> {
    const byKey = new Map<string, string>()
    for (const issuer of new Set(issuers)) {
      const key = await issuerKey(issuer, root, now)
      if (key !== undefined) byKey.set(key, issuer)
    }
    let accepted: RevocationLists = this
    for (const list of lists) {
      const issuer = byKey.get(signerOf(list) ?? "")
      if (issuer !== undefined) accepted = await accepted.accept(list, issuer, root, now)
    }
    return accepted
  }

  /** The list with the higher number of every issuer: two tabs may each have seen one that the other has not. */
  withNewerOf(others: RevocationLists): RevocationLists {
    const lists = new Map(this.#lists)
    for (const [issuer, other] of others.#lists) {
      if (other.number > (lists.get(issuer)?.number ?? 0)) lists.set(issuer, other)
    }
    return new RevocationLists(lists)
  }

  /**
   * By any issuer of the organisation: whoever lost the browser that issued a certificate revokes it from another.
   * A `jti` is 128 random bits, so none is hit by accident.
   */
  isRevoked(jti: string): boolean {
    return [...this.#lists.values()].some((list) => list.revoked.has(jti))
  }

  /** By how much the issuer (a thumbprint) owes a list. Never having seen one is the latest of all. */
  lateness(issuer: string, now: number): Lateness {
    const list = this.#lists.get(issuer)
    if (list === undefined || now > list.nextUpdate + GRACE) return "tooLate"
    return now > list.nextUpdate + LATE ? "late" : "fresh"
  }

  /** The highest number accepted from this issuer (a thumbprint), 0 when none was. */
  numberOf(issuer: string): number {
    return this.#lists.get(issuer)?.number ?? 0
  }

  /** Unix ms; undefined when no list of this issuer was accepted. */
  nextUpdateOf(issuer: string): number | undefined {
    return this.#lists.get(issuer)?.nextUpdate
  }

  /** What this issuer has revoked, for the next list to repeat. */
  revokedBy(issuer: string): readonly { readonly jti: string; readonly at: number }[] {
    return [...(this.#lists.get(issuer)?.revoked ?? [])].map(([jti, at]) => ({ jti, at }))
  }

  /** What any issuer has revoked: the first list of a new one repeats it, for the one before may publish no more. */
  all(): readonly { readonly jti: string; readonly at: number }[] {
    const revoked = new Map([...this.#lists.values()].flatMap((list) => [...list.revoked]))
    return [...revoked].map(([jti, at]) => ({ jti, at }))
  }

  /** Plain data for structured clone or JSON. */
  save(): unknown {
    return [...this.#lists].map(([issuer, { number, nextUpdate, revoked }]) => ({
      ...{ issuer, number, nextUpdate },
      revoked: [...revoked],
    }))
  }

  /** Reads what `save` gave. Throws a ValiError on anything else: starting from nothing would forget the numbers. */
  static load(value: unknown): RevocationLists {
    return new RevocationLists(
      new Map(
        v
          .parse(saved, value)
          .map(({ issuer, number, nextUpdate, revoked }) => [
            issuer,
            { number, nextUpdate, revoked: new Map(revoked) },
          ]),
      ),
    )
  }

  #refuseRollback(issuer: string, next: List): void {
    const seen = this.#lists.get(issuer)
    if (seen === undefined || next.number > seen.number) return
    if (next.number < seen.number || !sameList(seen, next)) {
      throw new CertificateError(
        "revocations_rolled_back",
        "The server offers an older revocation list than before.",
      )
    }
  }
}

async function issuerKey(issuer: string, root: TrustedRoot, now: number): Promise<string | undefined> {
  try {
    return (await verifyIssuer(issuer, root, now)).thumbprint
  } catch (cause) {
    if (cause instanceof CertificateError) return undefined
    throw cause
  }
}

function sameList(a: List, b: List): boolean {
  if (a.nextUpdate !== b.nextUpdate || a.revoked.size !== b.revoked.size) return false
  return [...a.revoked].every(([jti, at]) => b.revoked.get(jti) === at)
}

async function signedBy(jws: string, publicKey: Uint8Array) {
  try {
    return v.parse(revocationsClaims, await verifyJws(jws, "sotto-revocations+jwt", publicKey))
  } catch (cause) {
    if (cause instanceof JoseError) {
      throw new CertificateError(
        "revocations_not_signed_by_issuer",
        "The revocation list is not the issuer's.",
        cause,
      )
    }
    throw new CertificateError("malformed", "The revocation list is malformed.", cause)
  }
}

function signerOf(list: string): string | undefined {
  try {
    return claimedSigner(list)
  } catch (cause) {
    throw new CertificateError("malformed", "The revocation list is malformed.", cause)
  }
}
