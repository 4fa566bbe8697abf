import type { CborValue } from "../../src/cbor.ts"

export type Frame = readonly CborValue[]

export interface Member {
  readonly from: number
  cursor: number
}

export interface Stored {
  readonly sequence: number
  /** The frame without its conversation and sequence. */
  readonly kind: number
  readonly rest: readonly CborValue[]
}

export interface Held {
  readonly id: string
  readonly inbox: string
  readonly customer: string
  readonly members: Map<string, Member>
  readonly events: Stored[]
  /** Welcome bytes by device are all the same; sequence of the commit that brought each device in. */
  readonly welcomes: Map<number, Uint8Array>
  readonly answers: Map<string, { body: string; reply: unknown }>
  readonly wiped: Set<string>
  epoch: number
  status: "open" | "resolved"
  deletedAt: number | undefined
}

export interface HeldDevice {
  readonly id: string
  readonly user: string | undefined
  readonly x: string
  readonly name: string
  certificate: string | null
  issuer: string | null
  stock: { keyPackage: string; lastResort: boolean }[]
  lastResort: string | undefined
}

export interface Accepted {
  readonly sequence: number
  readonly at: string
  readonly time: number
}

/** Whoever made the group gets its commit, not a Welcome. */
export const CREATOR = 0

/** What a member is sent at that place. */
export function frameAt(held: Held, sequence: number, member: Member): Frame | undefined {
  const event = held.events[sequence - 1]
  if (event === undefined) return undefined
  const welcome = held.welcomes.get(sequence)
  if (sequence === member.from && welcome !== undefined && event.kind === 4) {
    const [at, device, epoch] = event.rest
    const after = Number(epoch) + 1
    return [
      3,
      held.id,
      sequence,
      at ?? 0,
      device ?? "",
      after,
      welcome,
      held.inbox,
      held.customer,
      held.status,
    ]
  }
  return [event.kind, held.id, sequence, ...event.rest]
}

export function customerDevice(held: Held): string | undefined {
  return [...held.members].find(([, { from }]) => from === CREATOR)?.[0]
}
