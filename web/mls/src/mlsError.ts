import {
  CodecError,
  CryptoError,
  CryptoVerificationError,
  UsageError,
  ValidationError,
} from "ts-mls/mlsError.js"

/** A refusal. `rule` names what was broken and is stable; the message is for people. The group is unchanged. */
export class MlsError extends Error {
  readonly rule: string

  constructor(rule: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = "MlsError"
    this.rule = rule
  }
}

/** Refusals that callers tell apart; the library gives them only a sentence (pinned version, covered by tests). */
const RULE_BY_SENTENCE: ReadonlyMap<string, string> = new Map([
  ["Desired gen in the past", "replay"],
  ["Desired generation too far in the future", "generation-jump"],
  ["Cannot process message, epoch too old", "epoch-too-old"],
  ["Update path is required", "path-missing"],
])

function ruleOf(error: unknown): string {
  if (!(error instanceof Error)) return "malformed"
  const known = RULE_BY_SENTENCE.get(error.message)
  if (known !== undefined) return known
  if (error instanceof CodecError) return "malformed"
  if (error instanceof ValidationError) return "invalid"
  if (error instanceof CryptoVerificationError) return "unauthentic"
  if (error instanceof CryptoError) return "undecryptable"
  if (error instanceof UsageError) return "usage"
  return "malformed"
}

function asMlsError(error: unknown): MlsError {
  if (error instanceof MlsError) return error
  const message = error instanceof Error ? error.message : "not an error"
  return new MlsError(ruleOf(error), message, { cause: error })
}

/**
 * Runs library code over untrusted bytes. Whatever it throws, a `TypeError` for a missing ciphertext or a
 * WebCrypto `DOMException` for a bad point included, leaves as `MlsError`: to callers a refusal is one kind of thing.
 */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asMlsError(error)
  }
}

/** The same for code that does not wait. */
export function refusingNow<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asMlsError(error)
  }
}
