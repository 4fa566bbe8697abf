import { clear } from "../store/store.ts"
import type { Situation, Step } from "./step.ts"
import { CONVERSATION_TABLES } from "./tables.ts"

/** Rows, keys, outbox and names go in one transaction; what stays says only that there was a conversation. */
export function wiped({ id, record }: Situation, at: number): Step {
  const { stopped: _, ...rest } = record
  return {
    record: {
      ...rest,
      status: "deleted",
      customer: { ...record.customer, name: "" },
      preview: "",
      unread: 0,
      lastActivityAt: at,
      wipeConfirmed: false,
    },
    group: null,
    writes: CONVERSATION_TABLES.map((table) => clear(table, [id])),
  }
}
