import * as v from "valibot"
import { count, id, name, time } from "./fields.ts"

/** A server of tomorrow may know ways that this page does not: the list must not be refused for one of them. */
const method = v.fallback(
  v.picklist(["passkey", "passwordAndCode", "passwordAndRecoveryCode", "openId", "other"]),
  "other",
)
/** A network, never a whole address. */
const place = v.pipe(v.string(), v.maxLength(64))

export const sessionTimes = { id: id("ses"), method, expiresAt: time, idleUntil: time, freshUntil: time }

export const activeReply = v.object({ idleUntil: time })
export const stepUpReply = v.object({ freshUntil: time })

export const sessionsReply = v.object({
  sessions: v.array(
    v.object({
      id: id("ses"),
      method,
      device: v.nullish(id("dev")),
      deviceName: v.nullish(name),
      place,
      createdAt: time,
      lastUsedAt: time,
      expiresAt: time,
      current: v.boolean(),
    }),
  ),
})

export const passkeysReply = v.object({
  passkeys: v.array(
    v.object({
      id: v.pipe(v.string(), v.regex(/^[\w-]{1,1400}$/)),
      name,
      authenticator: v.nullish(name),
      synced: v.boolean(),
      createdAt: time,
      lastUsedAt: v.nullish(time),
    }),
  ),
})

export const passwordReply = v.object({
  signInName: v.nullish(name),
  changedAt: v.nullish(time),
  recoveryCodesLeft: count,
})

export const passwordOptionsReply = v.object({
  secret: v.pipe(v.string(), v.regex(/^[A-Za-z2-7]{16,128}=*$/)),
  uri: v.pipe(v.string(), v.startsWith("otpauth://totp/"), v.maxLength(1024)),
})

export const recoveryCodesReply = v.object({
  codes: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\w -]{8,64}$/))), v.minLength(1), v.maxLength(32)),
})

/** As the button names it; null where no provider is set up. */
export const signInMethodsReply = v.object({ openId: v.nullish(v.object({ name })) })

export const openIdsReply = v.object({
  identities: v.array(
    v.object({
      id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
      issuer: v.pipe(v.string(), v.maxLength(2048)),
      createdAt: time,
      lastUsedAt: v.nullish(time),
    }),
  ),
})

/** The browser goes there: a page of the web, and never a script. */
export const openIdLinkReply = v.object({
  address: v.pipe(v.string(), v.url(), v.regex(/^https?:\/\//), v.maxLength(8192)),
})

export const securityEventKinds = [
  "signedIn",
  "signInFailed",
  "guessingSlowed",
  "steppedUp",
  "signedOut",
  "sessionEnded",
  "tokenReused",
  "apiTokenCreated",
  "apiTokenRevoked",
  "apiTokenMisused",
  "passkeyAdded",
  "passkeyRemoved",
  "passwordChanged",
  "passwordRemoved",
  "recoveryCodesMade",
  "recoveryCodeUsed",
  "deviceRegistered",
  "roleChanged",
  "accountDisabled",
  "accountEnabled",
  "recoveryRequested",
  "recoveryApproved",
  "recoveryCancelled",
  "recoveryFinished",
  "vaultCreated",
  "vaultRemoved",
  "vaultWayAdded",
  "vaultWayRemoved",
  "vaultRootKept",
  "vaultRootRemoved",
  "vaultRootOpened",
  "openIdLinked",
  "openIdUnlinked",
  "other",
] as const

export const securityEventsReply = v.object({
  events: v.array(
    v.object({
      kind: v.fallback(v.picklist(securityEventKinds), "other"),
      at: time,
      place,
      method: v.nullish(method),
      deviceName: v.nullish(name),
    }),
  ),
})

export type SignInMethod = v.InferOutput<typeof method>
export type OwnSession = v.InferOutput<typeof sessionsReply>["sessions"][number]
export type OwnPasskey = v.InferOutput<typeof passkeysReply>["passkeys"][number]
export type OwnOpenId = v.InferOutput<typeof openIdsReply>["identities"][number]
export type PasswordState = v.InferOutput<typeof passwordReply>
export type PasswordOptions = v.InferOutput<typeof passwordOptionsReply>
export type SecurityEvent = v.InferOutput<typeof securityEventsReply>["events"][number]
export type SecurityEventKind = SecurityEvent["kind"]
