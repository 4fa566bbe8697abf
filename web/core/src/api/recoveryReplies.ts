import * as v from "valibot"
import { id, name, time } from "./fields.ts"

const recovery = v.object({
  id: id("rcv"),
  user: id("usr"),
  name,
  requestedAt: time,
  /** A network, never a whole address. */
  place: v.pipe(v.string(), v.maxLength(64)),
  /** When it may be finished; null as long as somebody has to approve it. */
  readyAt: v.nullish(time),
})

export const recoveriesReply = v.object({ recoveries: v.array(recovery) })

export const recoveryViewReply = v.object({
  organisation: v.object({ id: id("org"), name }),
  accounts: v.array(v.object({ user: id("usr"), name, role: v.string() })),
  recoveries: v.array(recovery),
})

/** Somebody with the printed kit asked to be let into an account. */
export type Recovery = v.InferOutput<typeof recovery>
/** What the kit opens: whose accounts there are, and what is under way. */
export type RecoveryView = v.InferOutput<typeof recoveryViewReply>
