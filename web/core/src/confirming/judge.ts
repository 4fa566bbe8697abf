import { toBase64Url } from "../base64.ts"
import { SKEW } from "../certificates/claims.ts"
import { claimedByToken, verifyCompanyWord } from "../certificates/companyToken.ts"
import { CertificateError } from "../certificates/identity.ts"
import { tokenIn } from "../certificates/verify.ts"
import type { ConfirmationRowRecord } from "../conversation/tables.ts"
import { present } from "../present.ts"
import { put, type Write } from "../store/store.ts"
import type { Judging, Said, Scene } from "./applyConfirming.ts"
import { NotConfirmed, verifyAssertion } from "./assertion.ts"
import type { ConfirmEvent, Proof } from "./events.ts"
import { doubtOf, toldIn } from "./standing.ts"
import { PASSKEYS, type RequestRecord, TOKENS } from "./tables.ts"

type Confirmed = Extract<ConfirmEvent, { readonly event: "confirmed" }>

/** How long a request can be answered, by the server's times. */
export const ANSWER_WITHIN = 600_000

/** What may change: it is judged again when the keys have come. */
export const KEYS_UNKNOWN = "company_keys_unknown"

/** What a row says of an answer, and what it uses up. */
export interface Verdict {
  readonly shown: Pick<ConfirmationRowRecord, "outcome" | "since" | "subject" | "name" | "key" | "rule">
  readonly writes: readonly Write[]
}

/**
 * Whether an answer from the customer's leaf confirms them. `request` is what this device knows under the answer's
 * request. Throws NotConfirmed.
 */
export async function judge(
  event: Confirmed,
  request: RequestRecord | undefined,
  said: Said,
  scene: Scene,
  device: Judging,
): Promise<Verdict> {
  if (request === undefined) throw new NotConfirmed("unknown_request")
  if (request.answered) throw new NotConfirmed("answered_before")
  if (said.frame.at - request.at > ANSWER_WITHIN) throw new NotConfirmed("too_late")
  if (event.epoch !== said.frame.epoch) throw new NotConfirmed("other_epoch")
  const { proof } = event
  return proof.kind === "passkey"
    ? byPasskey(proof, event, request, said, scene, device)
    : byCompany(proof, request, said, scene, device)
}

async function byPasskey(
  proof: Extract<Proof, { readonly kind: "passkey" }>,
  { request: id, epoch }: Confirmed,
  request: RequestRecord,
  { sender }: Said,
  scene: Scene,
  device: Judging,
): Promise<Verdict> {
  const key = [scene.id, "passkey", toBase64Url(proof.credentialId)]
  const known = await device.store.get(PASSKEYS, key)
  if (known === undefined) throw new NotConfirmed("unknown_passkey")
  // Made on being asked it would say only that somebody is there.
  if (known.sequence > request.sequence) throw new NotConfirmed("passkey_after_request")
  const doubt = doubtOf(proof.credentialId, known.sequence, await toldIn(device.store, scene.id))
  if (doubt !== undefined) throw new NotConfirmed(doubt)
  const group = present(scene.group).groupId
  const place = { group, epoch, request: id, deviceKey: sender.signatureKey }
  const counter = await verifyAssertion(proof, known, place, device.chatOrigin)
  return {
    shown: { outcome: "passkey", since: known.at },
    writes: [put(PASSKEYS, key, { ...known, counter })],
  }
}

/** The customer's own device has no keys of the company: it shows what it sent, and agents verify it. */
async function byCompany(
  { token }: Extract<Proof, { readonly kind: "company" }>,
  request: RequestRecord,
  { sender, frame }: Said,
  scene: Scene,
  device: Judging,
): Promise<Verdict> {
  if (sender.device === device.id) return { shown: { outcome: "company" }, writes: [] }
  const claimed = await asNotConfirmed(async () => claimedByToken(token))
  const keys = await device.companyKeys?.(claimed.key)
  if (keys === undefined) throw new NotConfirmed(KEYS_UNKNOWN)
  const word = await asNotConfirmed(() => verifyCompanyWord(token, keys, sender.signatureKey, frame.at))
  if (word.issuedAt < request.at - SKEW) throw new NotConfirmed("token_older_than_request")
  const begun = await firstToken(scene, sender.signatureKey)
  if (begun !== undefined && begun.subject !== word.person.subject) throw new NotConfirmed("other_person")
  const earlier = await device.store.range(TOKENS, { prefix: [scene.id, "token"] })
  const isOther = earlier.some(({ value }) => (value.subject ?? word.person.subject) !== word.person.subject)
  if (isOther) throw new NotConfirmed("other_person")
  const used = [scene.id, "token", word.id]
  const isUsed = begun?.id === word.id || (await device.store.get(TOKENS, used)) !== undefined
  if (isUsed) throw new NotConfirmed("token_used")
  const { subject, name } = word.person
  return {
    shown: { outcome: "company", subject, key: word.key, ...(name === undefined ? {} : { name }) },
    writes: [put(TOKENS, used, { sequence: frame.sequence, subject })],
  }
}

/** What the token in the customer's leaf claims: it can only be held against them here, so nobody verifies it again. */
async function firstToken({ group }: Scene, signatureKey: Uint8Array) {
  const leaf = group?.members.find((member) => toBase64Url(member.signatureKey) === toBase64Url(signatureKey))
  const token = leaf === undefined ? undefined : tokenIn(leaf.identity)
  return token === undefined ? undefined : asNotConfirmed(async () => claimedByToken(token))
}

async function asNotConfirmed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof CertificateError ? new NotConfirmed(error.rule, error) : error
  }
}
