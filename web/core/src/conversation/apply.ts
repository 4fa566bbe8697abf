import type { ServerFrame } from "../frames.ts"
import { applyCommit } from "./applyCommit.ts"
import { applyMessage } from "./applyMessage.ts"
import type { Device } from "./device.ts"
import { seen } from "./freshness.ts"
import type { Members } from "./members.ts"
import { rowAt, type Situation, type Step, stop } from "./step.ts"
import { wiped } from "./wipe.ts"

export type SequencedFrame = Extract<
  ServerFrame,
  { readonly kind: "welcome" | "commit" | "message" | "status" | "deleted" | "gap" }
>

export interface Applying {
  readonly device: Device
  readonly members: Members
  /** Somebody is looking at this conversation now. */
  readonly visible: boolean
}

export type Verdict =
  | { readonly kind: "step"; readonly step: Step }
  /** Applied before: a reconnect, another tab, or a replay under its old number. */
  | { readonly kind: "duplicate" }
  /** Something before it has not arrived: nothing is applied until it has. */
  | { readonly kind: "missing" }
  /** The conversation is stopped or deleted; the frame is neither applied nor acknowledged. */
  | { readonly kind: "ignored" }

/**
 * What one frame of the server does to a conversation. The server is trusted for nothing but delivery: order,
 * authorship, membership and content are checked here or by MLS. Throws only for our own faults (store, bugs),
 * and then nothing has changed.
 */
export async function applyFrame(
  frame: SequencedFrame,
  situation: Situation,
  applying: Applying,
): Promise<Verdict> {
  const { record } = situation
  if (record.status === "deleted" || !record.created) return { kind: "ignored" }
  // A stopped conversation can still be deleted, whatever lies between.
  if (frame.kind === "deleted") return { kind: "step", step: wiped(situation, frame.at) }
  if (record.stopped !== undefined) return { kind: "ignored" }
  if (frame.sequence <= record.cursor) return { kind: "duplicate" }
  if (frame.kind === "gap") return { kind: "step", step: skip(frame.sequence, situation, applying) }
  if (frame.sequence !== record.cursor + 1) return { kind: "missing" }
  return { kind: "step", step: advance(await applyNext(frame, situation, applying), frame, applying) }
}

function applyNext(
  frame: Exclude<SequencedFrame, { readonly kind: "deleted" | "gap" }>,
  situation: Situation,
  applying: Applying,
): Promise<Step> | Step {
  switch (frame.kind) {
    case "message":
      return applyMessage(frame, situation, applying)
    case "commit":
      return applyCommit(frame, situation, applying)
    case "status":
      return applyStatus(frame, situation, applying)
    case "welcome":
      // We are a member already and have not been removed: nobody can rightly invite us again.
      return stop(situation, frame.at, "unsolicited_welcome")
  }
}

/** The cursor moves with what was applied, in the same transaction; a step that stops leaves it where it was. */
function advance(step: Step, frame: SequencedFrame, { device }: Applying): Step {
  if (step.record.stopped !== undefined && step.group !== null) return step
  return { ...step, record: { ...seen(step.record, device.environment.now()), cursor: frame.sequence } }
}

async function applyStatus(
  frame: Extract<SequencedFrame, { readonly kind: "status" }>,
  situation: Situation,
  { members }: Applying,
): Promise<Step> {
  const { record, group } = situation
  const who = group === undefined ? undefined : await members.personAt(group, frame.device)
  const event = frame.status === "resolved" ? "resolved" : "reopened"
  const changed = record.status !== frame.status
  const row = { kind: "event", id: `${frame.sequence}`, at: frame.at, event, who } as const
  return {
    record: { ...record, status: frame.status, lastActivityAt: frame.at },
    rows: changed ? [rowAt(frame.sequence, row)] : [],
  }
}

/** The server no longer has what we missed. Said to people; a commit among it shows when the next epoch does. */
function skip(sequence: number, { record }: Situation, { device }: Applying): Step {
  const at = device.environment.now()
  const row = {
    kind: "warning",
    id: `${sequence}.missing`,
    at,
    warning: "missing",
    rule: "no_longer_stored",
  } as const
  return { record: { ...seen(record, at), cursor: sequence }, rows: [rowAt(sequence, row)] }
}
