import { createGroup, loadGroup } from "@sotto/mls"
import type { FirstContact } from "./api/api.ts"
import { memberContext } from "./conversation/applyCommit.ts"
import type { Conversation } from "./conversation/conversation.ts"
import { encrypt } from "./conversation/encrypt.ts"
import type { Step } from "./conversation/step.ts"
import { CONTACTS, OUTBOX } from "./conversation/tables.ts"
import { type CustomerSelf, credentialWith } from "./customerIdentity.ts"
import { newId } from "./ids.ts"
import { put, remove } from "./store/store.ts"

const SKEW = 300_000
const LEAF_LIFE = 90 * 86_400_000

/**
 * Makes the group, adds everyone whose verified key package is given, and encrypts the first message. All of it is
 * stored in one step, before anything is posted; afterwards the same bytes are posted until the server answers.
 */
export async function buildContact(
  conversation: Conversation,
  self: CustomerSelf,
  keyPackages: readonly Uint8Array[],
  token: string,
): Promise<void> {
  const { device, members, id } = conversation
  await conversation.act(async ({ record }) => {
    const [first] = await device.store.range(OUTBOX, { prefix: [id], limit: 1 })
    const isBuilt = (await device.store.get(CONTACTS, [id])) !== undefined
    if (first === undefined || isBuilt || record.created) return [undefined, undefined]
    const now = device.environment.now()
    const lifetime = { notBefore: now - SKEW, notAfter: now + LEAF_LIFE }
    const context = { key: device.key, policy: members.policy("creating"), now: device.environment.now }
    const group = await createGroup(
      { groupId: `${id}/0`, identity: credentialWith(self, token), lifetime },
      context,
    )
    const groupInfo = await group.groupInfo()
    const { commit, welcome, next } = await group.add(keyPackages)
    if (welcome === undefined) throw new Error("no Welcome")
    await members.verifyAll(next)
    const encrypted = await encrypt(first.value.outgoing, id, next, device, record)
    const contact = {
      idempotencyKey: newId("msg"),
      ...{
        customer: self.customer,
        device: self.device,
        credential: self.credential,
        groupInfo,
        commit,
        welcome,
      },
    }
    const step: Step = {
      // Sequence 1 is the commit that this state already contains.
      record: { ...record, cursor: 1, freshAt: now, triedFreshAt: now },
      group: await loadGroup(encrypted.next.save(), memberContext(device, members)),
      writes: [
        put(CONTACTS, [id], contact),
        put(OUTBOX, first.key, { ...first.value, attempt: encrypted.attempt }),
      ],
    }
    return [step, undefined]
  })
}

/** The request as it was stored; undefined when none is built. */
export async function storedContact(
  conversation: Conversation,
): Promise<{ readonly request: FirstContact; readonly idempotencyKey: string } | undefined> {
  const { device, id } = conversation
  const contact = await device.store.get(CONTACTS, [id])
  const [first] = await device.store.range(OUTBOX, { prefix: [id], limit: 1 })
  const attempt = first?.value.attempt
  if (contact === undefined || attempt === undefined) return undefined
  const { idempotencyKey, ...rest } = contact
  const { message, privateMessage, commitment } = attempt
  return {
    request: { conversation: id, ...rest, message: { id: message, privateMessage, commitment } },
    idempotencyKey,
  }
}

/** The server has the conversation now. */
export async function contactAccepted(conversation: Conversation): Promise<void> {
  const { device, id } = conversation
  await conversation.act(async ({ record }) => {
    if (record.created) return [undefined, undefined]
    const [first] = await device.store.range(OUTBOX, { prefix: [id], limit: 1 })
    const attempt = first?.value.attempt
    if (first === undefined || attempt === undefined) throw new Error("no first message")
    const accepted = put(OUTBOX, first.key, { ...first.value, attempt: { ...attempt, accepted: true } })
    return [{ record: { ...record, created: true }, writes: [accepted, remove(CONTACTS, [id])] }, undefined]
  })
}
