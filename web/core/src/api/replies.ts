import * as v from "valibot"
import { sessionTimes } from "./accountReplies.ts"
import { bytes, count, id, jws, name, opaque, publicKey, time } from "./fields.ts"

// Members that this version does not know are left out of the result, so that an older client meets a newer server.

const status = v.picklist(["open", "resolved"])
const organisationName = v.object({ id: id("org"), name })

export const nonceReply = v.object({ nonce: opaque })
export const tokenReply = v.object({ token: opaque, expiresAt: time })

export const directoryReply = v.object({
  inbox: id("inb"),
  name,
  greeting: v.string(),
  organisation: organisationName,
  root: publicKey,
  agents: v.pipe(
    v.array(v.object({ device: id("dev"), certificate: jws, issuer: jws, onDuty: v.boolean() })),
    v.maxLength(1024),
  ),
  revocations: v.pipe(v.array(jws), v.maxLength(256)),
  keptDays: count,
  contact: v.string(),
  now: time,
})

export const keyPackagesReply = v.object({
  keyPackages: v.pipe(
    v.array(v.object({ device: id("dev"), keyPackage: bytes, lastResort: v.boolean() })),
    v.maxLength(16),
  ),
})

export const firstContactReply = v.object({ conversation: id("cnv"), sequence: count, at: time })
export const acceptedReply = v.object({ sequence: count, at: time })
export const commitReply = v.object({ sequence: count, epoch: count, at: time })

export const conversationsReply = v.object({
  conversations: v.array(
    v.object({
      conversation: id("cnv"),
      inbox: id("inb"),
      customer: id("cus"),
      status,
      epoch: count,
      lastSequence: count,
      cursor: count,
      createdAt: time,
      lastActivityAt: time,
    }),
  ),
})

export const deletionReply = v.object({ at: time, waiting: v.array(v.object({ device: id("dev") })) })
export const deletionState = v.object({
  at: time,
  devices: v.array(v.object({ device: id("dev"), confirmedAt: v.nullable(time) })),
})

export const deviceReply = v.object({ device: id("dev") })
export const devicesReply = v.object({
  devices: v.array(
    v.object({
      device: id("dev"),
      user: id("usr"),
      userName: name,
      name,
      publicKey,
      role: v.string(),
      inboxes: v.array(id("inb")),
      createdAt: time,
      lastSeenAt: v.nullable(time),
      certificate: v.nullable(jws),
      issuer: v.nullable(jws),
      certificateExpiresAt: v.nullable(time),
      revoked: v.boolean(),
      keyPackages: count,
    }),
  ),
})
export const revocationsReply = v.object({ lists: v.array(jws) })
export const companyKeysReply = v.object({ statement: v.nullable(jws) })
export const stockReply = v.object({ stock: count })
export const stockState = v.object({ stock: count, lastResortExpiresAt: v.nullable(time) })

const inbox = v.object({ id: id("inb"), name, greeting: v.string(), sites: v.array(v.string()) })
export const inboxesReply = v.object({ inboxes: v.array(inbox) })

const role = v.picklist(["owner", "administrator", "supervisor", "agent", "auditor"])

export const sessionReply = v.object({
  user: v.object({ id: id("usr"), name, role }),
  organisation: v.object({ id: id("org"), name, root: publicKey }),
  inboxes: v.array(inbox),
  publicOrigin: v.pipe(v.string(), v.url()),
  ...sessionTimes,
})

export const setUpReply = v.object({ organisation: id("org") })
export const invitationReply = v.object({ organisation: organisationName, name })
export const invitedReply = v.object({ invitation: opaque, expiresAt: time })
export const invitationsReply = v.object({
  invitations: v.array(
    v.object({
      id: v.string(),
      name,
      role: v.string(),
      expiresAt: time,
      usedAt: v.nullable(time),
    }),
  ),
})

const credentialDescriptor = v.object({
  id: bytes,
  type: v.literal("public-key"),
  transports: v.optional(v.array(v.string())),
})

/** PublicKeyCredentialCreationOptionsJSON, as far as Sotto uses it. */
export const creationOptionsReply = v.object({
  challenge: v.string(),
  publicKey: v.object({
    challenge: v.pipe(bytes, v.minLength(16)),
    rp: v.object({ id: v.optional(v.string()), name: v.string() }),
    user: v.object({ id: bytes, name: v.string(), displayName: v.string() }),
    pubKeyCredParams: v.array(v.object({ type: v.literal("public-key"), alg: v.number() })),
    timeout: v.nullish(v.number()),
    excludeCredentials: v.nullish(v.array(credentialDescriptor)),
  }),
})

/** PublicKeyCredentialRequestOptionsJSON, as far as Sotto uses it. */
export const requestOptionsReply = v.object({
  challenge: v.string(),
  publicKey: v.object({
    challenge: v.pipe(bytes, v.minLength(16)),
    rpId: v.optional(v.string()),
    timeout: v.nullish(v.number()),
    allowCredentials: v.nullish(v.array(credentialDescriptor)),
  }),
})

export type Directory = v.InferOutput<typeof directoryReply>
export type DirectoryAgent = Directory["agents"][number]
export type KeyPackageOffer = v.InferOutput<typeof keyPackagesReply>["keyPackages"][number]
export type FirstContactReply = v.InferOutput<typeof firstContactReply>
export type AcceptedReply = v.InferOutput<typeof acceptedReply>
export type CommitReply = v.InferOutput<typeof commitReply>
export type ConversationSummaryReply = v.InferOutput<typeof conversationsReply>["conversations"][number]
export type DeletionReply = v.InferOutput<typeof deletionReply>
export type DeletionState = v.InferOutput<typeof deletionState>
export type Device = v.InferOutput<typeof devicesReply>["devices"][number]
export type StockState = v.InferOutput<typeof stockState>
export type Inbox = v.InferOutput<typeof inbox>
export type AccountRole = v.InferOutput<typeof role>
export type Session = v.InferOutput<typeof sessionReply>
export type Invitation = v.InferOutput<typeof invitationReply>
export type Invited = v.InferOutput<typeof invitedReply>
export type SentInvitation = v.InferOutput<typeof invitationsReply>["invitations"][number]
export type CreationOptions = v.InferOutput<typeof creationOptionsReply>
export type RequestOptions = v.InferOutput<typeof requestOptionsReply>
