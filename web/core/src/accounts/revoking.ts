import type { Device } from "../api/replies.ts"
import { AGENT_LIFE, DAY, GRACE } from "../certificates/claims.ts"
import { issueRevocations, type Revocation } from "../certificates/issue.ts"
import { RevocationLists } from "../certificates/revocationLists.ts"
import { verifyAgentCertificate } from "../certificates/verify.ts"
import { type Office, requireIssuer, rootOf } from "./office.ts"

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

/** The next list of this browser's issuer: what it had revoked and `more`. */
export async function publishList(office: Office, more: readonly Revocation[]): Promise<void> {
  const issuer = await requireIssuer(office)
  const { thumbprint } = issuer.verified
  const lists = await newestLists(office)
  // What has certainly ended by itself need not be carried along for ever.
  const before = lists.revokedBy(thumbprint).filter(({ at }) => at > office.now() - AGENT_LIFE - GRACE - DAY)
  const next = {
    organisation: office.session.organisation.id,
    number: lists.numberOf(thumbprint) + 1,
    revoked: [...before.filter(({ jti }) => more.every((other) => other.jti !== jti)), ...more],
  }
  const list = await issueRevocations(issuer.key, next, office.now())
  await office.api.publishRevocations(list)
  await keep(office, await lists.accept(list, issuer.certificate, rootOf(office.session), office.now()))
}

/** What this browser has seen and what the server has now. Throws a CertificateError when the server went back. */
export async function newestLists(office: Office): Promise<RevocationLists> {
  const issuer = await requireIssuer(office)
  let lists = RevocationLists.load(issuer.revocations)
  const inbox = office.session.inboxes[0]
  if (inbox === undefined) return lists
  const directory = await office.api.directory(inbox.id)
  const issuers = [issuer.certificate, ...directory.agents.map((agent) => agent.issuer)]
  lists = await lists.acceptAll(directory.revocations, issuers, rootOf(office.session), office.now())
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
