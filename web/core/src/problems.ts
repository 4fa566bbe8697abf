import type { ServerFrame } from "./frames.ts"

/** The server understood and refused. `code` is stable (RFC 9457 `code` member); `detail` is for people. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string | undefined
  /** In how many seconds to try again, where the server said so. */
  readonly retryAfter: number | undefined

  constructor(code: string, status: number, detail?: string, retryAfter?: number) {
    super(detail === undefined ? code : `${code}: ${detail}`)
    this.name = "Problem"
    this.code = code
    this.status = status
    this.detail = detail
    this.retryAfter = retryAfter
  }
}

/** A commit or message came too late: these are the events that happened first. */
export class StaleEpoch extends Problem {
  readonly epoch: number
  readonly events: readonly ServerFrame[]

  constructor(epoch: number, events: readonly ServerFrame[], detail?: string) {
    super("stale_epoch", 409, detail)
    this.name = "StaleEpoch"
    this.epoch = epoch
    this.events = events
  }
}

/** No answer came, so whether the server acted is not known. */
export class Offline extends Error {
  constructor(cause: unknown) {
    super("the server cannot be reached", { cause })
    this.name = "Offline"
  }
}

/** An answer came that is not one of Sotto's; nothing of it was used. */
export class UnexpectedReply extends Error {
  readonly status: number

  constructor(status: number, cause?: unknown) {
    super(`unexpected reply (${status})`, { cause })
    this.name = "UnexpectedReply"
    this.status = status
  }
}
