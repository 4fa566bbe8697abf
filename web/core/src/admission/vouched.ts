import type { Member } from "@sotto/mls"
import * as v from "valibot"
import { fromBase64Url } from "../base64.ts"
import { equalBytes, fromUtf8 } from "../bytes.ts"
import type { Identity } from "../certificates/identity.ts"
import { chainOf, isAgentCredential } from "../certificates/verify.ts"
import type { Content } from "../content/content.ts"
import type { Device } from "../conversation/device.ts"
import { MembershipError, personOf } from "../conversation/members.ts"
import { rowAt, type Situation, type Step } from "../conversation/step.ts"
import { VAULT_EVENT, VAULTS } from "../conversation/tables.ts"
import { thumbprint } from "../jose.ts"
import { put, type Write } from "../store/store.ts"
import { verifyVaultDevice } from "../vault/vaultIdentity.ts"

const IDENTITY_LENGTH = 32
/** A warning about the order of messages stands before this one. */
const AFTER_ORDER = 1

export function vaultKey(conversation: string, person: string) {
  return [conversation, "vault", person] as const
}

/**
 * The identity of a vault, as a device of its person tells it first: it is kept with `step`. Another one later changes
 * nothing but what people see, a warning with that person's name: whoever holds a stolen browser could tell it, and so does
 * whoever began a new vault. Whatever else an event says is passed over.
 */
export async function told(
  step: Step,
  { event, details }: Extract<Content, { readonly kind: "event" }>,
  sender: Identity,
  conversation: string,
  { store }: Device,
  { sequence, at }: { readonly sequence: number; readonly at: number },
): Promise<Step> {
  const [key, ...more] = details
  if (event !== VAULT_EVENT || more.length > 0 || sender.kind !== "agent") return step
  if (!(key instanceof Uint8Array) || key.length !== IDENTITY_LENGTH) return step
  const place = vaultKey(conversation, sender.user)
  const known = await store.get(VAULTS, place)
  if (known === undefined || known.length === 0) {
    return { ...step, writes: [...(step.writes ?? []), put(VAULTS, place, key)] }
  }
  if (equalBytes(known, key)) return step
  const row = {
    ...({ kind: "warning", id: `${sequence}.vault`, at, warning: "vault", rule: "another_vault" } as const),
    who: personOf(sender),
  }
  return { ...step, rows: [...(step.rows ?? []), rowAt(sequence, row, AFTER_ORDER)] }
}

/** Whoever leaves stays known as somebody who was there, so that a new browser of theirs is no stranger. */
export async function left(
  gone: readonly Member[],
  conversation: string,
  { store }: Device,
): Promise<readonly Write[]> {
  const writes: Write[] = []
  for (const user of gone.map(userOf)) {
    if (user === undefined) continue
    const key = vaultKey(conversation, user)
    if ((await store.get(VAULTS, key)) === undefined) writes.push(put(VAULTS, key, new Uint8Array()))
  }
  return writes
}

/**
 * Whether those whom a commit adds may come in. The policy of members has verified their certificates; this asks for
 * people who are or were there, and for the word of their vault. A device that never heard of the vault takes the word
 * of the member who made the commit. Throws a CertificateError or MembershipError.
 */
export async function checkAdded(
  added: readonly Member[],
  before: readonly Member[],
  { id, record }: Situation,
  device: Device,
): Promise<void> {
  for (const member of added) {
    const user = userOf(member)
    if (user === undefined) throw new MembershipError("customers_are_never_added")
    const vault = await device.store.get(VAULTS, vaultKey(id, user))
    const isKnown = vault !== undefined || before.some((other) => userOf(other) === user)
    if (!isKnown && record.late !== true) throw new MembershipError("stranger_added")
    const word = wordIn(member)
    if (vault !== undefined && vault.length > 0) await verifyWord(word, vault, user, member, device)
  }
}

/**
 * Whether this device itself may let somebody in: only under an identity that it was told here by their own device.
 * Throws a CertificateError or MembershipError.
 */
export async function checkAsking(
  member: Member,
  user: string,
  conversation: string,
  device: Device,
): Promise<void> {
  const vault = await device.store.get(VAULTS, vaultKey(conversation, user))
  if (vault === undefined || vault.length === 0) throw new MembershipError("vault_not_known")
  await verifyWord(wordIn(member), vault, user, member, device)
}

async function verifyWord(
  word: string,
  vault: Uint8Array,
  person: string,
  member: Member,
  { organisation, environment }: Device,
): Promise<void> {
  const deviceKey = await thumbprint(member.signatureKey)
  await verifyVaultDevice(word, vault, { organisation, person, deviceKey }, environment.now())
}

function wordIn({ identity }: Member): string {
  const [, , word] = chainOf(identity)
  if (word === undefined) throw new MembershipError("added_without_vault")
  return word
}

const claims = v.object({ sub: v.string() })

/** Of an agent's leaf that was verified when it came: who may have been revoked since is still somebody who was there. */
function userOf({ identity }: Member): string | undefined {
  const [certificate = ""] = chainOf(identity)
  if (!isAgentCredential(identity)) return undefined
  return v.parse(claims, JSON.parse(fromUtf8(fromBase64Url(certificate.split(".")[1] ?? "")))).sub
}
