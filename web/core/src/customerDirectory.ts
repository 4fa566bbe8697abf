import { inspectKeyPackage, MlsError } from "@sotto/mls"
import * as v from "valibot"
import type { Directory, DirectoryAgent, KeyPackageOffer } from "./api/replies.ts"
import { fromBase64Url } from "./base64.ts"
import { equalBytes, fromUtf8 } from "./bytes.ts"
import {
  type AgentIdentity,
  CertificateError,
  sameSubject,
  type TrustedRoot,
} from "./certificates/identity.ts"
import { credentialOf } from "./certificates/issue.ts"
import { confirmedKey, verifyIssuer } from "./certificates/issuer.ts"
import type { RevocationLists } from "./certificates/revocationLists.ts"
import { type Trust, verifyIdentity } from "./certificates/verify.ts"

/** What the server shows cannot be believed; nothing is sent. The message is for people. */
export class DirectoryRefused extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = "DirectoryRefused"
  }
}

export interface ListedAgent {
  readonly identity: AgentIdentity
  readonly onDuty: boolean
}

/** RFC 9420 knows no limit; the contract draws at most so many devices into a conversation. */
const MAX_DEVICES = 16

/**
 * The agents who can be believed, on duty first. Uncertified, expired and revoked ones are left out: the server may
 * list whom it likes, but nobody is talked to on its word.
 */
export async function verifyAgents(directory: Directory, trust: Trust): Promise<readonly ListedAgent[]> {
  const listed = await Promise.all(directory.agents.map((agent) => verifyAgent(agent, trust)))
  const agents = new Map(listed.flat().map((agent) => [agent.identity.device, agent]))
  return [...agents.values()].sort((a, b) => Number(b.onDuty) - Number(a.onDuty))
}

/** Throws a CertificateError when the server goes back to an older list. */
export async function acceptRevocations(
  directory: Directory,
  known: RevocationLists,
  root: TrustedRoot,
  now: number,
): Promise<RevocationLists> {
  const issuers = await Promise.all(
    [...new Set(directory.agents.map(({ issuer }) => issuer))].map(async (issuer) =>
      (await isIssuer(issuer, root, now)) ? [issuer] : [],
    ),
  )
  return known.acceptAll(directory.revocations, issuers.flat(), root, now)
}

/** The devices to ask for key packages. */
export function chooseDevices(agents: readonly ListedAgent[]): readonly string[] {
  return agents.slice(0, MAX_DEVICES).map(({ identity }) => identity.device)
}

/**
 * The key packages, if each is exactly that of a device that was asked for: the certified person on the certified
 * key. One that is not means that the server swaps keys, and everything is refused.
 */
export async function verifyOffers(
  offers: readonly KeyPackageOffer[],
  agents: readonly ListedAgent[],
  trust: Trust,
): Promise<readonly Uint8Array[]> {
  const asked = new Map(agents.slice(0, MAX_DEVICES).map(({ identity }) => [identity.device, identity]))
  for (const { device, keyPackage } of offers) {
    const expected = asked.get(device)
    asked.delete(device) // a second one for the same device was not asked for
    if (expected === undefined)
      throw new DirectoryRefused("The server offered a device that nobody asked for.")
    await verifyOffer(keyPackage, expected, trust)
  }
  if (offers.length === 0)
    throw new DirectoryRefused("Nobody can be reached with a verified key at the moment.")
  return offers.map(({ keyPackage }) => keyPackage)
}

async function verifyOffer(keyPackage: Uint8Array, expected: AgentIdentity, trust: Trust): Promise<void> {
  try {
    const offered = await inspectKeyPackage(keyPackage, trust.now)
    const identity = await verifyIdentity(offered.identity, offered.signatureKey, trust)
    if (sameSubject(identity, expected) && equalBytes(offered.signatureKey, expected.signatureKey)) return
  } catch (error) {
    if (!(error instanceof CertificateError || error instanceof MlsError)) throw error
    throw new DirectoryRefused("The server offered a key that is not certified.", error)
  }
  throw new DirectoryRefused("The server offered somebody else's key.")
}

async function verifyAgent(agent: DirectoryAgent, trust: Trust): Promise<readonly ListedAgent[]> {
  try {
    const credential = credentialOf(agent.certificate, agent.issuer)
    const identity = await verifyIdentity(credential, keyIn(agent.certificate), trust)
    const isListed = identity.kind === "agent" && identity.device === agent.device
    return isListed ? [{ identity, onDuty: agent.onDuty }] : []
  } catch (error) {
    if (error instanceof CertificateError) return []
    throw error
  }
}

const claims = v.object({ cnf: v.object({ jwk: v.unknown() }) })

/** The key that a certificate speaks of, before it is verified for exactly that key. */
function keyIn(certificate: string): Uint8Array {
  let jwk: unknown
  try {
    jwk = v.parse(claims, JSON.parse(fromUtf8(fromBase64Url(certificate.split(".")[1] ?? "")))).cnf.jwk
  } catch (cause) {
    throw new CertificateError("malformed", "The certificate is malformed.", cause)
  }
  return confirmedKey(jwk)
}

async function isIssuer(certificate: string, root: TrustedRoot, now: number): Promise<boolean> {
  try {
    await verifyIssuer(certificate, root, now)
    return true
  } catch (error) {
    if (error instanceof CertificateError) return false
    throw error
  }
}
