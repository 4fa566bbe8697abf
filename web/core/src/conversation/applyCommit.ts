import { type Context, type Group, loadGroup, type Member, MlsError, type ReceivedCommit } from "@sotto/mls"
import type { Changes } from "../admission/changed.ts"
import { equalBytes } from "../bytes.ts"
import { CertificateError } from "../certificates/identity.ts"
import { remove } from "../store/store.ts"
import type { Applying, SequencedFrame } from "./apply.ts"
import type { Device } from "./device.ts"
import { type Members, MembershipError } from "./members.ts"
import { type Situation, type Step, stop } from "./step.ts"
import { COMMITS, type PendingRecord } from "./tables.ts"

type CommitFrame = Extract<SequencedFrame, { readonly kind: "commit" }>

/** What a group needs from this device once it is a member. */
export function memberContext(device: Device, members: Members): Context {
  return { key: device.key, policy: members.policy("member"), now: device.environment.now }
}

/** The epoch's one commit. One that cannot be verified stops the conversation: what follows could not be believed. */
export async function applyCommit(
  frame: CommitFrame,
  situation: Situation,
  applying: Applying,
): Promise<Step> {
  const { group } = situation
  if (group === undefined) return stop(situation, frame.at, "no_group")
  const pending = await applying.device.store.get(COMMITS, [situation.id])
  if (pending !== undefined && equalBytes(pending.commit, frame.commit)) {
    return applyOwn(pending, frame, situation, applying)
  }
  if (frame.device === applying.device.id) return stop(situation, frame.at, "commit_in_own_name")
  try {
    return await applyOthers(frame, group, situation, applying)
  } catch (error) {
    const rule = ruleOf(error, applying.members)
    if (rule === undefined) throw error
    return stop(situation, frame.at, rule)
  }
}

/** Our own commit came back: the server chose it, so the state prepared with it begins. */
async function applyOwn(
  pending: PendingRecord,
  frame: CommitFrame,
  { id, record, group }: Situation,
  { device, members }: Applying,
): Promise<Step> {
  const next = await loadGroup(pending.next, memberContext(device, members))
  const before = group?.members ?? []
  const added = without(next.members, before)
  const removed = without(before, next.members)
  // Whoever is added was checked before the commit was made; it gives nobody fresh key material.
  const freshAt = added.length > 0 ? record.freshAt : device.environment.now()
  const { rows, writes } = await changes({ added, removed }, frame, id, { device, members })
  return {
    record: { ...record, freshAt },
    group: group?.enter(next) ?? next,
    rows,
    writes: [remove(COMMITS, [id]), ...writes],
  }
}

async function applyOthers(
  frame: CommitFrame,
  group: Group,
  situation: Situation,
  { device, members }: Applying,
): Promise<Step> {
  const received = await group.receive(frame.commit)
  if (received.kind !== "commit") throw new MembershipError("not_a_commit")
  const committer = await members.once(received.sender)
  if (committer.device !== frame.device) throw new MembershipError("committer_differs")
  if (received.added.length > 0) {
    const { checkAdded } = await import("../admission/admission.ts")
    await checkAdded(received.added, group.members, situation, device)
  }
  const change = await changes(received, frame, situation.id, { device, members })
  const { rows } = change
  // Our commit of the same epoch, if there is one, has lost and leads nowhere.
  const writes = [remove(COMMITS, [situation.id]), ...change.writes]
  if (received.selfRemoved) {
    return { record: { ...situation.record, stopped: "removed" }, group: null, rows, writes }
  }
  await members.verifyShape(received.next)
  return { record: situation.record, group: received.next, rows, writes }
}

/** Most commits change nobody, and load nothing. */
async function changes(
  change: Pick<ReceivedCommit, "added" | "removed">,
  frame: CommitFrame,
  id: string,
  applying: Pick<Applying, "device" | "members">,
): Promise<Changes> {
  if (change.added.length + change.removed.length === 0) return { rows: [], writes: [] }
  const { changed } = await import("../admission/admission.ts")
  return changed(change, frame, id, applying)
}

function without(all: readonly Member[], others: readonly Member[]): readonly Member[] {
  return all.filter(({ leaf }) => !others.some((other) => other.leaf === leaf))
}

/** The broken rule when the fault is the sender's or the server's; undefined when it is ours. */
export function ruleOf(error: unknown, members: Members): string | undefined {
  if (error instanceof CertificateError || error instanceof MembershipError) return error.rule
  if (!(error instanceof MlsError)) return undefined
  return error.rule === "policy" ? (members.refusal ?? error.rule) : error.rule
}
