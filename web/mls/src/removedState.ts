import type { ClientState } from "ts-mls/clientState.js"
import type { KeySchedule } from "ts-mls/keySchedule.js"

const NO_SECRET = new Uint8Array(0)

const NO_SECRETS: KeySchedule = {
  senderDataSecret: NO_SECRET,
  exporterSecret: NO_SECRET,
  externalSecret: NO_SECRET,
  confirmationKey: NO_SECRET,
  membershipKey: NO_SECRET,
  resumptionPsk: NO_SECRET,
  epochAuthenticator: NO_SECRET,
  initSecret: NO_SECRET,
}

export function isRemoved(state: ClientState): boolean {
  return state.groupActiveState.kind === "removedFromGroup"
}

/** What a removed device keeps: who was there. Its keys would only be of use to a thief. */
export function withoutSecrets(state: ClientState): ClientState {
  return {
    ...state,
    keySchedule: NO_SECRETS,
    secretTree: [],
    privatePath: { leafIndex: state.privatePath.leafIndex, privateKeys: {} },
    historicalReceiverData: new Map(),
  }
}
