import type { Group } from "@sotto/mls"
import { randomBytes } from "../bytes.ts"
import { type Content, SALT_LENGTH } from "../content/content.ts"
import { messageId, roomUri, senderUri } from "../content/messageId.ts"
import { encodeContent } from "../content/mimi.ts"
import { frankingCommitment } from "../franking.ts"
import { newId } from "../ids.ts"
import type { Person } from "../views.ts"
import type { Device } from "./device.ts"
import { type Attempt, type ConversationRecord, type Outgoing, VAULT_EVENT } from "./tables.ts"

/**
 * Encrypts once. The caller stores `attempt` and `next` together before anything is posted: the same group must
 * never encrypt twice, and what is repeated must be these very bytes.
 */
export async function encrypt(
  outgoing: Outgoing,
  conversation: string,
  group: Group,
  device: Device,
  record: ConversationRecord,
): Promise<{ readonly attempt: Attempt; readonly next: Group }> {
  const name = outgoing.kind === "text" ? untoldName(device.me, record) : undefined
  const content = encodeContent(contentOf(outgoing, name), randomBytes(SALT_LENGTH))
  const epoch = Number(group.epoch)
  const { message: privateMessage, next } = await group.protect(content)
  const sender = senderUri(device.organisation, device.me.id)
  const attempt = {
    message: newId("msg"),
    epoch,
    privateMessage,
    commitment: await frankingCommitment({ conversation, epoch, device: device.id, content }),
    id: await messageId(sender, roomUri(device.organisation, conversation), content),
    accepted: false,
    ...(name === undefined ? {} : { name }),
  }
  return { attempt, next }
}

/** A customer's name goes with every text until one that told it has come back in everyone's order. */
function untoldName({ kind, name }: Person, { customer }: ConversationRecord): string | undefined {
  return kind === "customer" && name !== "" && name !== customer.name ? name : undefined
}

function contentOf(outgoing: Outgoing, name: string | undefined): Content {
  switch (outgoing.kind) {
    case "text":
      return { kind: "text", text: outgoing.text, ...(name === undefined ? {} : { name }) }
    case "vault":
      return { kind: "event", event: VAULT_EVENT, details: [outgoing.key] }
    case "status":
    case "event":
      return outgoing
  }
}
