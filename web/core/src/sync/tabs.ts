import * as v from "valibot"
import type { Environment, TabChannel } from "../environment.ts"
import { isId } from "../ids.ts"

const note = v.variant("kind", [
  v.object({ kind: v.literal("changed"), conversation: v.custom<string>((value) => isId("cnv", value)) }),
  v.object({ kind: v.literal("wiped") }),
  v.object({ kind: v.literal("current") }),
])

/** "current": which conversation is the customer's current one changed. */
export type TabNote = v.InferOutput<typeof note>

/** Tells this origin's other tabs what changed in the store that they share. Never content. */
export class Tabs {
  readonly #channel: TabChannel

  constructor(scope: string, environment: Environment, listener: (note: TabNote) => void) {
    this.#channel = environment.openChannel(scope, (received) => {
      const parsed = v.safeParse(note, received)
      if (parsed.success) listener(parsed.output)
    })
  }

  post(note: TabNote): void {
    this.#channel.post(note)
  }

  close(): void {
    this.#channel.close()
  }
}
