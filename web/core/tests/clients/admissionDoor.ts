import type { Held } from "./held.ts"
import { iso, json, problem } from "./serverReplies.ts"

export interface AskedAdmission {
  readonly conversation: string
  readonly device: string
  readonly keyPackage: string
}

/** Requests to be let into conversations, as the server keeps them. */
export class AdmissionDoor {
  /** How many requests stand on one page. */
  page = 50
  /** By conversation and device. */
  readonly waiting = new Map<string, AskedAdmission>()
  /** How often somebody asked who waits. */
  reads = 0

  ask(held: Held, device: string, keyPackage: string): Response {
    if (held.members.has(device)) return problem(409, "conflict")
    this.put({ conversation: held.id, device, keyPackage })
    return new Response(null, { status: 204 })
  }

  put(asked: AskedAdmission): void {
    this.waiting.set(`${asked.conversation} ${asked.device}`, asked)
  }

  /** Those who wait before the conversations that this device is a member of. */
  before(device: string, conversations: ReadonlyMap<string, Held>): readonly AskedAdmission[] {
    return [...this.waiting.values()].filter(({ conversation }) =>
      conversations.get(conversation)?.members.has(device),
    )
  }

  list(
    device: string,
    after: string | null,
    conversations: ReadonlyMap<string, Held>,
    now: number,
  ): Response {
    this.reads += 1
    const all = this.before(device, conversations).map((one) => ({ ...one, askedAt: iso(now) }))
    const from = after === null ? 0 : all.findIndex((one) => placeOf(one) === after) + 1
    const admissions = all.slice(from, from + this.page)
    const last = admissions.at(-1)
    return json(200, { admissions, next: last === undefined || last === all.at(-1) ? null : placeOf(last) })
  }

  /** Makes members of those whose key packages stand in the commit, from the event on that follows. */
  admit(held: Held, commit: Uint8Array, welcome: Uint8Array): void {
    const text = Buffer.from(commit)
    for (const [key, { conversation, device, keyPackage }] of this.waiting) {
      const bare = Buffer.from(keyPackage, "base64url").subarray(4)
      if (conversation !== held.id || !text.includes(bare)) continue
      const sequence = held.events.length + 1
      held.members.set(device, { from: sequence, cursor: sequence - 1 })
      held.welcomes.set(sequence, welcome)
      this.waiting.delete(key)
    }
  }
}

function placeOf({ conversation, device }: AskedAdmission): string {
  return `${conversation}.${device}`
}
