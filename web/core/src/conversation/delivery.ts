import type { Api } from "../api/api.ts"
import type { ServerFrame } from "../frames.ts"
import { Offline, Problem, StaleEpoch, UnexpectedReply } from "../problems.ts"
import type { Device } from "./device.ts"
import type { Attempt, PendingRecord } from "./tables.ts"

/** What became of something that was posted. */
export type Outcome =
  | { readonly kind: "accepted" }
  /** The group moved on first; `events` are what was missed, or come on the stream. */
  | { readonly kind: "stale"; readonly events: readonly ServerFrame[] }
  /** For good: the same bytes will never be taken. */
  | { readonly kind: "refused"; readonly code: string }
  /** Not known or not now: the same bytes are posted again later. */
  | { readonly kind: "later" }

const FINAL_CODES: ReadonlySet<string> = new Set([
  "malformed",
  "unknown_member",
  "too_large",
  "forbidden",
  "not_found",
  "conflict",
  "idempotency_mismatch",
  "not_certified",
  "deleted",
  "unsupported_media_type",
])

/** Over the socket when there is one, otherwise over HTTP; the server answers both from the same handler. */
export async function deliverMessage(
  conversation: string,
  attempt: Attempt,
  device: Device,
): Promise<Outcome> {
  const { message, epoch, privateMessage, commitment } = attempt
  const body = { message, epoch, privateMessage, commitment }
  if (!device.connection.hasSocket) return settle(() => device.api.sendMessage(conversation, body))
  try {
    const answer = await device.connection.request((request) => ({
      kind: "send",
      conversation,
      request,
      ...body,
    }))
    return answer.kind === "accepted" ? { kind: "accepted" } : outcomeOf(answer.code)
  } catch (error) {
    return outcomeOfError(error)
  }
}

export function deliverCommit(conversation: string, pending: PendingRecord, api: Api): Promise<Outcome> {
  const { epoch, commit, groupInfo, welcome, idempotencyKey } = pending
  return settle(() => api.sendCommit(conversation, { epoch, commit, welcome, groupInfo }, idempotencyKey))
}

export async function settle(post: () => Promise<unknown>): Promise<Outcome> {
  try {
    await post()
    return { kind: "accepted" }
  } catch (error) {
    return outcomeOfError(error)
  }
}

function outcomeOfError(error: unknown): Outcome {
  if (error instanceof StaleEpoch) return { kind: "stale", events: error.events }
  if (error instanceof Problem) return outcomeOf(error.code)
  if (error instanceof Offline || error instanceof UnexpectedReply) return { kind: "later" }
  throw error
}

function outcomeOf(code: string): Outcome {
  if (code === "stale_epoch") return { kind: "stale", events: [] }
  return FINAL_CODES.has(code) ? { kind: "refused", code } : { kind: "later" }
}
