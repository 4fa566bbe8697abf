import { type Group, joinGroup, loadGroup } from "@sotto/mls"
import { memberContext, ruleOf } from "./conversation/applyCommit.ts"
import type { Conversation } from "./conversation/conversation.ts"
import { MembershipError, personOf } from "./conversation/members.ts"
import { rowAt, type Step } from "./conversation/step.ts"
import { type ConversationRecord, RESTORED } from "./conversation/tables.ts"
import type { FoundKeyPackage, KeyPackageStock } from "./deskStock.ts"
import type { WelcomeFrame } from "./sync/engine.ts"
import type { Person } from "./views.ts"

/**
 * Enters a conversation by Welcome, if everything about it can be verified: made for a key package of ours, the
 * group that it says, one customer, otherwise only agents whom the pinned root has certified for this inbox. Others whose
 * certificate has ended since they came are lost, and go before anything is sent. A refused one is stored as a stopped conversation, is never acknowledged, and people see why; what the vault brought of
 * it stays as it is. Answers the broken rule.
 */
export async function join(
  frame: WelcomeFrame,
  conversation: Conversation,
  stock: KeyPackageStock,
  inboxes: readonly string[],
): Promise<string | undefined> {
  try {
    if (!inboxes.includes(frame.inbox)) throw new MembershipError("wrong_inbox")
    const found = await stock.find(frame.welcome)
    if (found === undefined) throw new MembershipError("unsolicited_welcome")
    const { group, customer } = await enter(frame, conversation, found)
    const step = joined(frame, conversation, group, customer, found)
    if (await conversation.create(step)) return undefined
    // What the vault brought before stays to be read; from here on this device is a member.
    await conversation.act(async ({ record }) => [replacing(record, step), undefined])
    return undefined
  } catch (error) {
    const rule = ruleOf(error, conversation.members)
    if (rule === undefined) throw error
    await conversation.create(refused(frame, conversation, rule))
    return rule
  }
}

async function enter(
  frame: WelcomeFrame,
  { id, device, members }: Conversation,
  { keyPackage, secrets }: FoundKeyPackage,
): Promise<{ readonly group: Group; readonly customer: Person }> {
  const context = { key: device.key, policy: members.policy("joining"), now: device.environment.now }
  const { welcome } = frame
  const options = { welcome, keyPackage, secrets: { bytes: secrets }, expectedGroupId: `${id}/0` }
  const group = await joinGroup(options, context)
  await members.verifyShape(group) // each leaf has passed the policy
  if (group.epoch !== BigInt(frame.epoch)) throw new MembershipError("epoch_differs")
  const customer = (await members.people(group)).find(({ kind }) => kind === "customer")
  if (customer?.kind !== "customer" || customer.customer !== frame.customer) {
    throw new MembershipError("customer_differs")
  }
  // From here on the stricter rules for members hold.
  return {
    group: await loadGroup(group.save(), memberContext(device, members)),
    customer: personOf(customer),
  }
}

function joined(
  frame: WelcomeFrame,
  { device }: Conversation,
  group: Group,
  customer: Person,
  { used }: FoundKeyPackage,
): Step {
  const { sequence, at } = frame
  // The first epoch after the beginning is the first contact's; whoever comes later is let in.
  const late = frame.epoch > 1
  const [event, who] = late ? (["joined", device.me] as const) : (["started", customer] as const)
  const row = { kind: "event", id: `${sequence}.${event}`, at, event, who } as const
  return {
    record: {
      ...newRecord(frame, device.environment.now()),
      customer: { ...customer },
      cursor: sequence,
      late,
    },
    group,
    rows: [rowAt(sequence, row)],
    writes: used,
  }
}

/** The customer is called as before: who came late does not hear a name that was told already. */
function replacing({ stopped, customer }: ConversationRecord, step: Step): Step | undefined {
  if (stopped !== RESTORED) return undefined
  return customer.id === step.record.customer.id ? { ...step, record: { ...step.record, customer } } : step
}

function refused(frame: WelcomeFrame, { device }: Conversation, rule: string): Step {
  const { sequence, at } = frame
  const row = { kind: "warning", id: `${sequence}.stopped`, at, warning: "stopped", rule } as const
  return {
    record: { ...newRecord(frame, device.environment.now()), stopped: rule },
    rows: [rowAt(sequence, row)],
  }
}

function newRecord({ inbox, customer, status, sequence, at }: WelcomeFrame, now: number): ConversationRecord {
  return {
    version: 0,
    ...{ inbox, status, cursor: sequence - 1, created: true, unread: 0, preview: "", lastActivityAt: at },
    customer: { id: customer, name: "", kind: "customer", lapsed: false },
    ...{ nextPlace: 0, freshAt: now, triedFreshAt: now, seenAt: now, returned: false, wipeConfirmed: false },
  }
}
