import type { Member } from "./member.ts"
import { MlsError } from "./mlsError.ts"

/** Decides on every leaf that enters or changes: join, add, update, commit. `previous` is the member that stood there before. */
export type LeafPolicy = (candidate: Member, previous: Member | undefined) => Promise<boolean>

export interface LeafChange {
  readonly candidate: Member
  readonly previous: Member | undefined
}

/** Asks about each leaf in turn and refuses at the first no. */
export async function consult(policy: LeafPolicy, changes: readonly LeafChange[]): Promise<void> {
  for (const { candidate, previous } of changes) {
    if (!(await policy(candidate, previous)))
      throw new MlsError("policy", `the policy refuses leaf ${candidate.leaf}`)
  }
}
