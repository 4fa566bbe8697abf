import type { Device } from "../api/replies.ts"
import { AGENT_LIFE, DAY, GRACE } from "../certificates/claims.ts"
import { issueRevocations, type Revocation, type RevocationSubject } from "../certificates/issue.ts"
import { RevocationLists } from "../certificates/revocationLists.ts"
import { verifyAgentCertificate } from "../certificates/verify.ts"
import { Problem } from "../problems.ts"
import { type Office, type OwnIssuer, requireIssuer, rootOf } from "./office.ts"

/** A list is replaced when less than this remains until its nextUpdate. */
const REPUBLISH_BEFORE = 4 * DAY

/** Revokes the device's certificate, whichever issuer signed it, and publishes the list that says so. */
export async function revokeDevice(office: Office, device: Device): Promise<void> {
  if (device.certificate === null || device.issuer === null) return
  const root = rootOf(office.session)
  const { claims } = await verifyAgentCertificate(device.certificate, device.issuer, root, office.now())
  await publishList(office, [{ jti: claims.jti, at: office.now() }])
}

/** Publishes a new list while the last one still has some days: clients warn of late lists, then refuse to add. */
export async function republishWhenDue(office: Office): Promise<boolean> {
  const issuer = await requireIssuer(office)
  const nextUpdate = (await newestLists(office)).nextUpdateOf(issuer.verified.thumbprint)
  if (nextUpdate !== undefined && nextUpdate - office.now() >= REPUBLISH_BEFORE) return false
  await publishList(office, [])
  return true
}

/** Of the lists that one call publishes at most, each on top of what another browser has published in between. */
const TRIES = 4

/**
 * The next list of this browser's issuer: what it had revoked and `more`. Another browser may be the same issuer: when it was
 * quicker, its list is read and the next one signed on top of it. Throws Problem `conflict` when the server refuses a list
 * without showing a newer one, for this browser signs no other under that number, and what `newestLists` throws.
 */
export async function publishList(office: Office, more: readonly Revocation[]): Promise<void> {
  let refused: { readonly number: number; readonly problem: Problem } | undefined
  for (let tries = 0; tries < TRIES; tries += 1) {
    const issuer = await requireIssuer(office)
    const lists = await newestLists(office)
    const number = lists.numberOf(issuer.verified.thumbprint) + 1
    if (refused !== undefined && number <= refused.number) break
    const list = await issueRevocations(issuer.key, nextList(office, issuer, lists, more), office.now())
    try {
      await office.api.publishRevocations(list)
      return await keep(
        office,
        await lists.accept(list, issuer.certificate, rootOf(office.session), office.now()),
      )
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "conflict") throw error
      refused = { number, problem: error }
    }
  }
  throw refused?.problem
}

function nextList(
  office: Office,
  { verified }: OwnIssuer,
  lists: RevocationLists,
  more: readonly Revocation[],
): RevocationSubject {
  // What has certainly ended by itself need not be carried along for ever.
  const ended = office.now() - AGENT_LIFE - GRACE - DAY
  const isFirst = lists.numberOf(verified.thumbprint) === 0
  const known = isFirst ? lists.all() : lists.revokedBy(verified.thumbprint)
  const before = known.filter(({ at }) => at > ended)
  return {
    organisation: office.session.organisation.id,
    number: lists.numberOf(verified.thumbprint) + 1,
    revoked: [...before.filter(({ jti }) => more.every((other) => other.jti !== jti)), ...more],
  }
}

/**
 * What this browser has seen and what the server has now. Throws a CertificateError when the server went back, or shows
 * another list under a number that was seen: of two browsers that are the same issuer, one was then shown another history.
 * `others` are certificates of issuers to go by beside those of the first inbox.
 */
export async function newestLists(office: Office, others: readonly string[] = []): Promise<RevocationLists> {
  const issuer = await requireIssuer(office)
  const inbox = office.session.inboxes[0]
  const directory = inbox === undefined ? undefined : await office.api.directory(inbox.id)
  // Asked for after the directory, so that a list that came in between is not an older one.
  const shown = [...(directory?.revocations ?? []), ...(await office.api.revocations())]
  const issuers = [issuer.certificate, ...(directory?.agents ?? []).map((agent) => agent.issuer), ...others]
  const before = RevocationLists.load(issuer.revocations)
  const lists = await before.acceptAll(shown, issuers, rootOf(office.session), office.now())
  await keep(office, lists)
  return lists
}

async function keep(office: Office, lists: RevocationLists): Promise<void> {
  const { key, certificate } = await requireIssuer(office)
  await office.keys.keepIssuer(office.session.organisation.id, {
    key,
    certificate,
    revocations: lists.save(),
  })
}
