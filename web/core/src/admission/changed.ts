import type { ReceivedCommit } from "@sotto/mls"
import type { Identity } from "../certificates/identity.ts"
import type { Applying } from "../conversation/apply.ts"
import { personOf } from "../conversation/members.ts"
import { type PlacedRow, rowAt } from "../conversation/step.ts"
import type { RowRecord } from "../conversation/tables.ts"
import type { Write } from "../store/store.ts"
import { left } from "./vouched.ts"

/** What is shown of a commit that changes who is there, and what is kept with it. */
export interface Changes {
  readonly rows: readonly PlacedRow[]
  readonly writes: readonly Write[]
}

/** Of a commit that was verified: a row for each who came and each who left, and who left stays known. */
export async function changed(
  { added, removed }: Pick<ReceivedCommit, "added" | "removed">,
  { sequence, at }: { readonly sequence: number; readonly at: number },
  id: string,
  { device, members }: Pick<Applying, "device" | "members">,
): Promise<Changes> {
  const joined = await Promise.all(added.map((member) => members.describe(member)))
  const gone = await Promise.all(removed.map((member) => members.describe(member)))
  const rows = [
    ...joined.map((identity) => eventOf("joined", identity, at)),
    ...gone.map((identity) => eventOf("left", identity, at)),
  ]
  return { rows: numbered(sequence, rows), writes: await left(removed, id, device) }
}

function eventOf(event: "joined" | "left", identity: Identity | undefined, at: number): RowRecord {
  return { kind: "event", id: "", at, event, who: identity === undefined ? undefined : personOf(identity) }
}

function numbered(sequence: number, rows: readonly RowRecord[]): readonly PlacedRow[] {
  return rows.map((row, part) => rowAt(sequence, { ...row, id: `${sequence}.${part}` }, part))
}
