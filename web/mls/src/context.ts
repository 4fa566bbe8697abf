import type { ClientConfig } from "ts-mls/clientConfig.js"

import type { CiphersuiteImpl } from "ts-mls/crypto/ciphersuite.js"
import { defaultKeyPackageEqualityConfig } from "ts-mls/keyPackageEqualityConfig.js"
import { KEPT_EPOCHS, KEPT_GENERATIONS, MAX_FORWARD_GENERATIONS } from "./limits.ts"
import type { LeafPolicy } from "./policy.ts"
import type { SignatureKey } from "./signatureKey.ts"
import { suiteFor } from "./suite.ts"

/**
 * What a group needs from outside: our key, who may be a member, and the time in Unix ms. A device that catches up on
 * old commits gives the time at which they were made known, else it refuses adds whose key package has since expired.
 */
export interface Context {
  readonly key: SignatureKey
  readonly policy: LeafPolicy
  readonly now: () => number
}

/** A context with its suite made ready, so that the key is bound to it once. */
export interface Session extends Context {
  readonly suite: CiphersuiteImpl
}

export function openSession(context: Context): Session {
  const { key, policy, now } = context
  return { key, policy, now, suite: suiteFor(key) }
}

/**
 * The library's switches. It asks its authentication service without naming leaf or predecessor, so it is told yes
 * for basic credentials and `LeafPolicy` decides on every changed leaf afterwards, before a state is handed out.
 * Lifetimes are judged by `checkLifetime` with the caller's clock: the library reads the machine's.
 */
export const CLIENT_CONFIG: ClientConfig = {
  keyRetentionConfig: {
    retainKeysForGenerations: KEPT_GENERATIONS,
    retainKeysForEpochs: KEPT_EPOCHS,
    maximumForwardRatchetSteps: MAX_FORWARD_GENERATIONS,
  },
  lifetimeConfig: {
    maximumTotalLifetime: 0n,
    validateLifetimeOnReceive: false,
    validateLifetimeOnSend: false,
  },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: "padUntilLength", padUntilLength: 0 },
  authService: { validateCredential: async (credential) => credential.credentialType === "basic" },
}
