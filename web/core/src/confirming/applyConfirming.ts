import type { Group } from "@sotto/mls"
import * as v from "valibot"
import { fromBase64Url, toBase64Url } from "../base64.ts"
import { equalBytes } from "../bytes.ts"
import type { SequencedFrame } from "../conversation/apply.ts"
import type { Device } from "../conversation/device.ts"
import { type PlacedRow, rowAt } from "../conversation/step.ts"
import { type ConfirmationRowRecord, ROWS } from "../conversation/tables.ts"
import { put, remove, type Store, type Write } from "../store/store.ts"
import type { Person } from "../views.ts"
import { NotConfirmed } from "./assertion.ts"
import { type ConfirmEvent, readConfirmEvent } from "./events.ts"
import { judge, KEYS_UNKNOWN, type Verdict } from "./judge.ts"
import { doubtOf, toldIn } from "./standing.ts"
import { PASSKEYS, REQUESTS, WAITING, type WaitingRecord } from "./tables.ts"

/** Who says it. Their certificate was verified before, or they are this device itself. */
export interface Speaker {
  readonly person: Person
  readonly device: string
  readonly signatureKey: Uint8Array
}

/** An event, with what MLS says of the message that carried it. */
export interface Said {
  readonly event: string
  readonly details: readonly unknown[]
  readonly sender: Speaker
  readonly frame: Pick<Extract<SequencedFrame, { readonly kind: "message" }>, "sequence" | "at" | "epoch">
}

/** Where it is said. */
export interface Scene {
  readonly id: string
  readonly group: Pick<Group, "groupId" | "members"> | undefined
}

/** Who judges it. */
export type Judging = Pick<Device, "id" | "store" | "chatOrigin" | "companyKeys">

/** What is shown of it, and what is kept with it; nothing has changed before the caller stores it. */
export interface Applied {
  readonly rows: readonly PlacedRow[]
  readonly writes: readonly Write[]
}

const NOTHING: Applied = { rows: [], writes: [] }
/** Behind a warning about the message's order. */
const PART = 1

/**
 * What an event of confirming does to a conversation, the same for every member. Nothing for events of another kind.
 * What is malformed, or said by somebody who may not say it, confirms nobody and shows as that.
 */
export async function applyConfirming(said: Said, scene: Scene, device: Judging): Promise<Applied> {
  const event = readOrMalformed(said)
  if (event === undefined) return NOTHING
  if (event === "malformed") return row(said, { outcome: "failed", rule: "malformed" })
  const isAgents = event.event === "confirm-asked"
  if (isAgents !== (said.sender.person.kind === "agent")) {
    return row(said, { outcome: "failed", rule: isAgents ? "not_an_agent" : "not_the_customer" })
  }
  switch (event.event) {
    case "passkey-known":
      return known(event, said, scene, device)
    case "confirm-asked":
      return asked(event, said, scene, device)
    case "confirm-declined":
      return declined(event, said, scene, device)
    case "confirmed":
      return confirmed(event, said, scene, device)
  }
}

function readOrMalformed({ event, details }: Said): ConfirmEvent | "malformed" | undefined {
  try {
    return readConfirmEvent(event, details)
  } catch (error) {
    if (error instanceof v.ValiError) return "malformed"
    throw error
  }
}

/** The first key under a credential's id stays: a later one would let whoever took the chat over confirm themselves. */
async function known(
  { credentialId, publicKey, algorithm }: Extract<ConfirmEvent, { readonly event: "passkey-known" }>,
  said: Said,
  { id }: Scene,
  device: Judging,
): Promise<Applied> {
  const key = [id, "passkey", toBase64Url(credentialId)]
  const first = await device.store.get(PASSKEYS, key)
  if (first === undefined) {
    const { sequence } = said.frame
    const at = Math.max(said.frame.at, await newestAt(device.store, id))
    const record = { sequence, at, publicKey, algorithm, counter: 0 }
    const rule = doubtOf(credentialId, sequence, await toldIn(device.store, id))
    const shown =
      rule === undefined ? ({ outcome: "known" } as const) : ({ outcome: "doubted", rule } as const)
    return row(said, shown, [put(PASSKEYS, key, record)])
  }
  const isSame = first.algorithm === algorithm && equalBytes(first.publicKey, publicKey)
  return isSame ? NOTHING : row(said, { outcome: "failed", rule: "passkey_changed" })
}

/** The server stamps what comes: it shall not make a passkey older than what stood here before it. */
async function newestAt(store: Store, id: string): Promise<number> {
  const [newest] = await store.range(ROWS, { prefix: [id], newestFirst: true, limit: 1 })
  return newest?.value.at ?? 0
}

async function asked(
  { request }: Extract<ConfirmEvent, { readonly event: "confirm-asked" }>,
  said: Said,
  { id }: Scene,
  device: Judging,
): Promise<Applied> {
  const name = toBase64Url(request)
  const key = [id, "request", name]
  if ((await device.store.get(REQUESTS, key)) !== undefined) {
    return row(said, { outcome: "failed", rule: "request_repeated" })
  }
  const { sequence, at } = said.frame
  return row(said, { outcome: "asked", request: name }, [
    put(REQUESTS, key, { sequence, at, answered: false }),
  ])
}

async function declined(
  { request }: Extract<ConfirmEvent, { readonly event: "confirm-declined" }>,
  said: Said,
  { id }: Scene,
  device: Judging,
): Promise<Applied> {
  const name = toBase64Url(request)
  const key = [id, "request", name]
  const record = await device.store.get(REQUESTS, key)
  if (record === undefined || record.answered)
    return row(said, { outcome: "failed", rule: "unknown_request" })
  return row(said, { outcome: "declined", request: name }, [
    put(REQUESTS, key, { ...record, answered: true }),
  ])
}

async function confirmed(
  event: Extract<ConfirmEvent, { readonly event: "confirmed" }>,
  said: Said,
  scene: Scene,
  device: Judging,
): Promise<Applied> {
  const name = toBase64Url(event.request)
  const key = [scene.id, "request", name]
  const request = await device.store.get(REQUESTS, key)
  // One answer for one request, a good one or not: whoever fails is asked again.
  const { shown, writes } = await judgedOrFailed(() => judge(event, request, said, scene, device))
  const answered = {
    answered: true,
    ...(shown.outcome === "failed" ? {} : { confirmed: said.frame.sequence }),
  }
  const closed = request === undefined ? [] : [put(REQUESTS, key, { ...request, ...answered })]
  const later = shown.rule === KEYS_UNKNOWN ? kept(event, said, scene, device) : []
  return row(said, { request: name, ...shown }, [...closed, ...writes, ...later])
}

/** Only where the company's keys can come at all: a customer's device has none. */
function kept(
  { request, proof }: Extract<ConfirmEvent, { readonly event: "confirmed" }>,
  { sender, frame }: Said,
  { id }: Scene,
  { companyKeys }: Judging,
): readonly Write[] {
  if (proof.kind !== "company" || companyKeys === undefined) return []
  const { person, device, signatureKey } = sender
  const { sequence, at, epoch } = frame
  const record = { token: proof.token, sequence, at, epoch, person, device, signatureKey }
  return [put(WAITING, [id, "waiting", toBase64Url(request)], record)]
}

/**
 * What becomes of an answer that waited for the company's keys, by today's keys and as of the day it came. Nothing while the
 * keys, or the customer's leaf with the token that it began with, cannot be had.
 */
export async function judgedAgain(
  request: string,
  { token, person, device: by, signatureKey, ...frame }: WaitingRecord,
  scene: Scene,
  device: Judging,
): Promise<Applied> {
  const key = [scene.id, "request", request]
  const record = await device.store.get(REQUESTS, key)
  const isThere = scene.group?.members.some((member) => equalBytes(member.signatureKey, signatureKey))
  if (record === undefined || isThere !== true) return NOTHING
  const said = { event: "confirmed", details: [], sender: { person, device: by, signatureKey }, frame }
  const event = {
    ...({ event: "confirmed", epoch: frame.epoch } as const),
    ...{ request: fromBase64Url(request), proof: { kind: "company", token } as const },
  }
  const open = { ...record, answered: false }
  const { shown, writes } = await judgedOrFailed(() => judge(event, open, said, scene, device))
  if (shown.rule === KEYS_UNKNOWN) return NOTHING
  const confirmed =
    shown.outcome === "failed" ? [] : [put(REQUESTS, key, { ...record, confirmed: frame.sequence })]
  const done = remove(WAITING, [scene.id, "waiting", request])
  return row(said, { request, ...shown }, [...confirmed, ...writes, done])
}

async function judgedOrFailed(work: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NotConfirmed)) throw error
    return { shown: { outcome: "failed", rule: error.rule }, writes: [] }
  }
}

function row(
  { sender, frame: { sequence, at } }: Said,
  shown: Omit<ConfirmationRowRecord, "kind" | "id" | "at" | "who">,
  writes: readonly Write[] = [],
): Applied {
  const record = {
    kind: "confirmation",
    id: `${sequence}.confirmation`,
    at,
    who: sender.person,
    ...shown,
  } as const
  return { rows: [rowAt(sequence, record, PART)], writes }
}
