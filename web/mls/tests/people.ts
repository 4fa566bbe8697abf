import {
  type Context,
  createGroup,
  createKeyPackage,
  type Group,
  generateSignatureKey,
  joinGroup,
  type LeafPolicy,
  type MlsError,
  type NewKeyPackage,
  type PendingCommit,
  type ReceivedApplication,
  type ReceivedCommit,
  type SignatureKey,
} from "../src/index.ts"

export const GROUP_ID = "cnv_aaaaaaaaaaaaaaaaaaaaaaaaaa/0"
export const NOW = Date.UTC(2026, 10, 23)
export const DAY = 86_400_000
export const LIFETIME = { notBefore: NOW - DAY, notAfter: NOW + 30 * DAY }

export const text = (value: string) => new TextEncoder().encode(value)
export const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
export const acceptAll: LeafPolicy = async () => true

/** A device with its key; `context` may be bent by a test. */
export interface Person {
  readonly name: string
  readonly key: SignatureKey
  readonly context: Context
}

export async function person(name: string, options: Partial<Context> = {}): Promise<Person> {
  const key = await generateSignatureKey()
  return { name, key, context: { key, policy: acceptAll, now: () => NOW, ...options } }
}

export function keyPackageOf(who: Person, lifetime = LIFETIME): Promise<NewKeyPackage> {
  return createKeyPackage({ identity: text(who.name), key: who.key, lifetime, lastResort: false })
}

export function found(who: Person, groupId = GROUP_ID): Promise<Group> {
  return createGroup({ groupId, identity: text(who.name), lifetime: LIFETIME }, who.context)
}

export function joinBy(pending: PendingCommit, who: Person, own: NewKeyPackage): Promise<Group> {
  if (pending.welcome === undefined) throw new Error("nobody was welcomed")
  const { keyPackage, secrets } = own
  return joinGroup({ welcome: pending.welcome, keyPackage, secrets, expectedGroupId: GROUP_ID }, who.context)
}

/** The groups of a founder and those it adds in one commit, everyone at epoch 1. */
export async function groupOf(founder: Person, ...others: Person[]): Promise<Group[]> {
  const packages = await Promise.all(others.map((other) => keyPackageOf(other)))
  const pending = await (await found(founder)).add(packages.map((own) => own.keyPackage))
  const joined: Group[] = []
  for (const [i, other] of others.entries()) {
    const own = packages[i]
    if (own !== undefined) joined.push(await joinBy(pending, other, own))
  }
  return [pending.next, ...joined]
}

export async function people(...names: string[]): Promise<Person[]> {
  return Promise.all(names.map((name) => person(name)))
}

export async function receiveCommit(group: Group, message: Uint8Array): Promise<ReceivedCommit> {
  const received = await group.receive(message)
  if (received.kind !== "commit") throw new Error("not a commit")
  return received
}

export async function receiveText(group: Group, message: Uint8Array): Promise<ReceivedApplication> {
  const received = await group.receive(message)
  if (received.kind !== "application") throw new Error("not an application message")
  return received
}

/** The rule by which something is refused; fails when it is not. */
export async function ruleOf(work: Promise<unknown>): Promise<string> {
  const refusal = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (isMlsError(refusal)) return refusal.rule
  throw new Error(`not refused by a rule: ${String(refusal)}`)
}

function isMlsError(value: unknown): value is MlsError {
  return value instanceof Error && value.name === "MlsError"
}

/** Member `index` of a list that a test made itself. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new Error(`no item ${index}`)
  return item
}
