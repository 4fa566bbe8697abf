import { type OwnApiToken, tokensReply } from "./apiTokensApi.ts"
import { proven, question, segment } from "./calls.ts"
import { type Colleague, colleaguesReply } from "./colleaguesReplies.ts"
import type { AccountRole } from "./replies.ts"
import type { Transport } from "./transport.ts"

/**
 * What owners and administrators do to the accounts of others. Nobody changes themselves, the owner, or somebody whose
 * role they may not give: the server then throws Problem `forbidden` and changes nothing. Whoever is changed is signed
 * out everywhere, and their invitations and a recovery that is under way end.
 */
export class ColleaguesApi {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Everybody who works here or did, the oldest account first. */
  async list(): Promise<readonly Colleague[]> {
    return (await this.#transport.json(question("/v1/staff"), colleaguesReply)).staff
  }

  changeRole(user: string, role: AccountRole): Promise<void> {
    return this.#transport.nothing({ ...proven(pathOf(user, "role"), { role }), method: "PUT" })
  }

  /** Nobody signs in as them, and nothing of theirs is certified, until they are enabled again. */
  disable(user: string): Promise<void> {
    return this.#transport.nothing(proven(pathOf(user, "disable"), {}))
  }

  enable(user: string): Promise<void> {
    return this.#transport.nothing(proven(pathOf(user, "enable"), {}))
  }

  /** Signs them out everywhere; their account stays as it is. */
  endSessions(user: string): Promise<void> {
    return this.#transport.nothing(proven(pathOf(user, "end-sessions"), {}))
  }

  /** Their programs: tokens that neither expired nor were revoked, the newest first. */
  async apiTokens(user: string): Promise<readonly OwnApiToken[]> {
    return (await this.#transport.json(question(pathOf(user, "api-tokens")), tokensReply)).tokens
  }

  /** Shuts one program out; they stay signed in. Throws Problem `not_found` when it has ended already. */
  revokeApiToken(user: string, token: string): Promise<void> {
    return this.#transport.nothing(proven(pathOf(user, `api-tokens/${segment(token)}/revoke`), {}))
  }

  /** Ends the link of an invitation. Throws Problem `not_found` when somebody has used it, or it is over. */
  withdraw(invitation: string): Promise<void> {
    return this.#transport.nothing(proven(`/v1/invitations/${segment(invitation)}/withdraw`, {}))
  }
}

function pathOf(user: string, what: string): string {
  return `/v1/staff/${segment(user)}/${what}`
}
