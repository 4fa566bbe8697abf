import type { ClientState } from "ts-mls/clientState.js"
import { createGroupInfoWithRatchetTree } from "ts-mls/createCommit.js"
import type { Session } from "./context.ts"
import { encodeMessage } from "./wire.ts"

/** Group info of the state's epoch, signed by our leaf, with the tree and without `external_pub`: nobody joins by it. */
export async function groupInfoOf(state: ClientState, session: Session): Promise<Uint8Array> {
  const groupInfo = await createGroupInfoWithRatchetTree(
    state.groupContext,
    state.confirmationTag,
    state,
    state.ratchetTree,
    [],
    session.suite,
  )
  return encodeMessage({ wireformat: "mls_group_info", groupInfo })
}
