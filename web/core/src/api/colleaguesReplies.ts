import * as v from "valibot"
import { id, name, time } from "./fields.ts"

export const colleaguesReply = v.object({
  staff: v.array(
    v.object({
      user: id("usr"),
      name,
      // As a string: a role that only a newer server knows must not hide the others.
      role: v.string(),
      createdAt: time,
      lastSignedInAt: v.nullish(time),
      disabledAt: v.nullish(time),
    }),
  ),
})

/** Somebody who has an account here. */
export type Colleague = v.InferOutput<typeof colleaguesReply>["staff"][number]
