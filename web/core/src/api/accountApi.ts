import * as account from "./accountReplies.ts"
import { command, proven, question, segment } from "./calls.ts"
import * as replies from "./replies.ts"
import type { PostedCredential } from "./staffApi.ts"
import type { Call, Transport } from "./transport.ts"

/** Somebody who has no session yet. */
export interface PasswordSignIn {
  readonly signInName: string
  readonly password: string
  /** Six digits of the authenticator app, or a recovery code. */
  readonly code: string
}

/** One form for what keyboards of different systems type alike; the server hashes what arrives (NIST SP 800-63B-4). */
function asTyped<Answer extends { readonly password: string }>(answer: Answer): Answer {
  return { ...answer, password: answer.password.normalize("NFKC") }
}

/**
 * What a signed-in person asks about their own account. None of these carries an idempotency key: bodies are stored
 * for that, and these hold secrets.
 */
export class AccountApi {
  readonly #transport: Transport
  readonly #hasKey: boolean

  constructor(transport: Transport, hasKey: boolean) {
    this.#transport = transport
    this.#hasKey = hasKey
  }

  /** With a proof where this browser has a key, so that somebody else's guessing does not lock its holder out. */
  signInByPassword(answer: PasswordSignIn): Promise<replies.Session> {
    const call = { ...command("/v1/sign-in/password", asTyped(answer)), proof: this.#hasKey }
    return this.#transport.json(call, replies.sessionReply)
  }

  /** The person did something. Nothing else keeps a session from idling. */
  async active(): Promise<number> {
    const call = command("/v1/session/active", {})
    return (await this.#transport.json(call, account.activeReply)).idleUntil
  }

  stepUpOptions(): Promise<replies.RequestOptions> {
    return this.#transport.json(command("/v1/session/step-up/options", {}), replies.requestOptionsReply)
  }

  async stepUp(challenge: string, credential: PostedCredential): Promise<number> {
    const call = command("/v1/session/step-up", { challenge, credential })
    return (await this.#transport.json(call, account.stepUpReply)).freshUntil
  }

  async stepUpByPassword(password: string, code: string): Promise<number> {
    const call = command("/v1/session/step-up/password", asTyped({ password, code }))
    return (await this.#transport.json(call, account.stepUpReply)).freshUntil
  }

  async sessions(): Promise<readonly account.OwnSession[]> {
    return (await this.#transport.json(question("/v1/sessions"), account.sessionsReply)).sessions
  }

  endSession(session: string): Promise<void> {
    return this.#transport.created(proven(`/v1/sessions/${segment(session)}/end`, {}))
  }

  endOtherSessions(): Promise<void> {
    return this.#transport.created(proven("/v1/sessions/end-others", {}))
  }

  async passkeys(): Promise<readonly account.OwnPasskey[]> {
    return (await this.#transport.json(question("/v1/passkeys"), account.passkeysReply)).passkeys
  }

  passkeyOptions(): Promise<replies.CreationOptions> {
    return this.#transport.json(proven("/v1/passkeys/options", {}), replies.creationOptionsReply)
  }

  addPasskey(challenge: string, credential: PostedCredential, name: string): Promise<void> {
    return this.#transport.created(proven("/v1/passkeys", { challenge, credential, name }))
  }

  renamePasskey(passkey: string, name: string): Promise<void> {
    const path = `/v1/passkeys/${segment(passkey)}`
    return this.#transport.created({ ...proven(path, { name }), method: "PUT" })
  }

  removePasskey(passkey: string): Promise<void> {
    return this.#transport.created(proven(`/v1/passkeys/${segment(passkey)}/remove`, {}))
  }

  password(): Promise<account.PasswordState> {
    return this.#transport.json(question("/v1/password"), account.passwordReply)
  }

  passwordOptions(): Promise<account.PasswordOptions> {
    return this.#transport.json(proven("/v1/password/options", {}), account.passwordOptionsReply)
  }

  /** The recovery codes, which are shown once. */
  async setPassword(answer: PasswordSignIn): Promise<readonly string[]> {
    const call: Call = { ...proven("/v1/password", asTyped(answer)), method: "PUT" }
    return (await this.#transport.json(call, account.recoveryCodesReply)).codes
  }

  removePassword(): Promise<void> {
    return this.#transport.created(proven("/v1/password/remove", {}))
  }

  /** New ones; the old ones end. */
  async makeRecoveryCodes(): Promise<readonly string[]> {
    return (await this.#transport.json(proven("/v1/recovery-codes", {}), account.recoveryCodesReply)).codes
  }

  async openIds(): Promise<readonly account.OwnOpenId[]> {
    return (await this.#transport.json(question("/v1/openid"), account.openIdsReply)).identities
  }

  /** The address at the provider where the browser goes next. Throws Problem `conflict` when the provider is away. */
  async startOpenIdLink(): Promise<string> {
    return (await this.#transport.json(proven("/v1/openid/link", {}), account.openIdLinkReply)).address
  }

  removeOpenId(identity: string): Promise<void> {
    return this.#transport.created(proven(`/v1/openid/${segment(identity)}/remove`, {}))
  }

  async securityEvents(): Promise<readonly account.SecurityEvent[]> {
    return (await this.#transport.json(question("/v1/security-events"), account.securityEventsReply)).events
  }
}
