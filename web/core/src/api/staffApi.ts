import { toBase64Url } from "../base64.ts"
import { newId } from "../ids.ts"
import { AccountApi } from "./accountApi.ts"
import { signInMethodsReply } from "./accountReplies.ts"
import { Api, idempotency, of, segment } from "./api.ts"
import { ApiTokensApi } from "./apiTokensApi.ts"
import { ColleaguesApi } from "./colleaguesApi.ts"
import { KitTestsApi } from "./kitTestsApi.ts"
import { PolicyApi } from "./policyApi.ts"
import { RecoveriesApi } from "./recoveriesApi.ts"
import * as replies from "./replies.ts"
import { type AskStepUp, StaffTransport } from "./staffTransport.ts"
import type { ApiOptions } from "./transport.ts"
import { StaffVaultApi } from "./vaultApi.ts"

/** A passkey's answer as it is posted: never `toJSON()`, whose extension results can hold the PRF secret. */
export interface PostedCredential {
  readonly id: string
  readonly rawId: string
  readonly type: "public-key"
  readonly response: Readonly<Record<string, string | readonly string[]>>
  readonly clientExtensionResults: Readonly<Record<string, never>>
}

export interface SetUpBody {
  readonly challenge: string
  readonly credential: PostedCredential
  readonly organisation: { readonly id: string; readonly name: string }
  readonly owner: { readonly id: string; readonly name: string }
  readonly root: string
  readonly issuer: string
  readonly device: { readonly id: string; readonly name: string }
  readonly certificate: string
  readonly revocations: string
  readonly inbox: NewInbox
}

export interface NewInbox {
  readonly id: string
  readonly name: string
  readonly greeting: string
  /** The origin that may embed the chat. */
  readonly site: string
}

/** The calls of the console: its session cookie travels with them, and proofs of the device's key where required. */
export class StaffApi extends Api {
  /** One's own account. */
  readonly account: AccountApi
  /** For programs of one's own. */
  readonly apiTokens: ApiTokensApi
  /** Those of others, for who manages the team. */
  readonly colleagues: ColleaguesApi
  readonly policy: PolicyApi
  /** Of whoever lost every way in, for everybody who works here. */
  readonly recoveries: RecoveriesApi
  readonly vault: StaffVaultApi
  /** For the owner. */
  readonly kit: KitTestsApi

  /** Without `askStepUp`, what needs a fresh verification is refused: for work that nobody is there for. */
  constructor(options: Omit<ApiOptions, "staff">, askStepUp?: AskStepUp) {
    const own = { ...options, staff: true }
    super(own, new StaffTransport(own, askStepUp))
    this.account = new AccountApi(this.transport, options.key !== undefined)
    this.apiTokens = new ApiTokensApi(this.transport)
    this.colleagues = new ColleaguesApi(this.transport)
    this.policy = new PolicyApi(this.transport)
    this.recoveries = new RecoveriesApi(this.transport)
    this.vault = new StaffVaultApi(this.transport)
    this.kit = new KitTestsApi(this.transport)
  }

  setUpState(token: string): Promise<{ readonly organisation: string }> {
    return this.transport.json(
      { method: "GET", path: "/v1/setup", headers: setUp(token) },
      replies.setUpReply,
    )
  }

  setUpOptions(token: string, owner: string, ownerName: string): Promise<replies.CreationOptions> {
    const body = { owner, ownerName }
    const call = {
      method: "POST",
      path: "/v1/setup/options",
      headers: setUp(token),
      cookie: true,
      body,
    } as const
    return this.transport.json(call, replies.creationOptionsReply)
  }

  setUp(token: string, body: SetUpBody): Promise<replies.Session> {
    const headers = { ...setUp(token), ...idempotency(newId("msg")) }
    const call = { method: "POST", path: "/v1/setup", headers, cookie: true, proof: true, body } as const
    return this.transport.json(call, replies.sessionReply)
  }

  /** How the company's provider is called; undefined where none is set up. */
  async provider(): Promise<string | undefined> {
    const call = { method: "GET", path: "/v1/sign-in/methods" } as const
    return (await this.transport.json(call, signInMethodsReply)).openId?.name
  }

  signInOptions(): Promise<replies.RequestOptions> {
    const call = { method: "POST", path: "/v1/sign-in/options", cookie: true, body: {} } as const
    return this.transport.json(call, replies.requestOptionsReply)
  }

  signIn(challenge: string, credential: PostedCredential): Promise<replies.Session> {
    const body = { challenge, credential }
    return this.transport.json(
      { method: "POST", path: "/v1/sign-in", cookie: true, body },
      replies.sessionReply,
    )
  }

  signOut(): Promise<void> {
    return this.transport.nothing({ method: "POST", path: "/v1/sign-out", cookie: true, body: {} })
  }

  session(): Promise<replies.Session> {
    return this.transport.json({ method: "GET", path: "/v1/session", cookie: true }, replies.sessionReply)
  }

  invitation(token: string): Promise<replies.Invitation> {
    const call = { method: "GET", path: "/v1/invitation", headers: invited(token) } as const
    return this.transport.json(call, replies.invitationReply)
  }

  invitationOptions(token: string, user: string): Promise<replies.CreationOptions> {
    const path = "/v1/invitation/options"
    const call = { method: "POST", path, headers: invited(token), cookie: true, body: { user } } as const
    return this.transport.json(call, replies.creationOptionsReply)
  }

  acceptInvitation(
    token: string,
    challenge: string,
    user: string,
    credential: PostedCredential,
  ): Promise<replies.Session> {
    const headers = { ...invited(token), ...idempotency(newId("msg")) }
    const body = { challenge, user, credential }
    const call = { method: "POST", path: "/v1/invitation", headers, cookie: true, body } as const
    return this.transport.json(call, replies.sessionReply)
  }

  /** An auditor has no inboxes, everybody else at least one. */
  invite(name: string, role: replies.AccountRole, inboxes: readonly string[]): Promise<replies.Invited> {
    return this.transport.json(proven("/v1/invitations", { name, role, inboxes }), replies.invitedReply)
  }

  async invitations(): Promise<readonly replies.SentInvitation[]> {
    const call = { method: "GET", path: "/v1/invitations", cookie: true } as const
    return (await this.transport.json(call, replies.invitationsReply)).invitations
  }

  async inboxes(): Promise<readonly replies.Inbox[]> {
    const call = { method: "GET", path: "/v1/inboxes", cookie: true } as const
    return (await this.transport.json(call, replies.inboxesReply)).inboxes
  }

  createInbox(inbox: NewInbox): Promise<void> {
    return this.transport.created(proven("/v1/inboxes", inbox))
  }

  async registerDevice(device: string, name: string, publicKey: Uint8Array): Promise<string> {
    const call = proven("/v1/devices", { device, name, publicKey: toBase64Url(publicKey) })
    return (await this.transport.json(call, replies.deviceReply)).device
  }

  async devices(): Promise<readonly replies.Device[]> {
    const call = { method: "GET", path: "/v1/devices", cookie: true } as const
    return (await this.transport.json(call, replies.devicesReply)).devices
  }

  publishCertificate(device: string, certificate: string, issuer: string): Promise<void> {
    return this.transport.created(proven("/v1/certificates", { device, certificate, issuer }))
  }

  publishIssuer(issuer: string): Promise<void> {
    return this.transport.created(proven("/v1/issuers", { issuer }))
  }

  /** As the root signed them, for the caller to verify; null as long as the company has none. */
  async companyKeys(): Promise<string | null> {
    const call = { method: "GET", path: "/v1/company-keys", cookie: true } as const
    return (await this.transport.json(call, replies.companyKeysReply)).statement
  }

  publishCompanyKeys(statement: string): Promise<void> {
    return this.transport.created(proven("/v1/company-keys", { statement }))
  }

  setStatus(conversation: string, status: "open" | "resolved"): Promise<replies.AcceptedReply> {
    const path = of(conversation, "status")
    return this.transport.json({ method: "PUT", path, token: true, body: { status } }, replies.acceptedReply)
  }

  /** Throws Problem `conflict` when this device is a member already. */
  askAdmission(conversation: string, keyPackage: string): Promise<void> {
    const path = of(conversation, "admissions")
    return this.transport.nothing({ method: "POST", path, token: true, cookie: true, body: { keyPackage } })
  }

  /** Refills this device's stock; the answer is how many there are now. */
  async publishKeyPackages(
    device: string,
    keyPackages: readonly Uint8Array[],
    lastResort?: Uint8Array,
  ): Promise<number> {
    const body = {
      keyPackages: keyPackages.map(toBase64Url),
      ...(lastResort === undefined ? {} : { lastResort: toBase64Url(lastResort) }),
    }
    const path = `/v1/devices/${segment(device)}/key-packages`
    return (await this.transport.json({ method: "POST", path, token: true, body }, replies.stockReply)).stock
  }

  keyPackageStock(device: string): Promise<replies.StockState> {
    const path = `/v1/devices/${segment(device)}/key-packages`
    return this.transport.json({ method: "GET", path, token: true }, replies.stockState)
  }

  /** The newest list of every issuer, for the caller to verify. */
  async revocations(): Promise<readonly string[]> {
    const call = { method: "GET", path: "/v1/revocations", cookie: true } as const
    return (await this.transport.json(call, replies.revocationsReply)).lists
  }

  /** Throws Problem `conflict` when the list's number is not the next one. */
  publishRevocations(list: string): Promise<void> {
    return this.transport.created(proven("/v1/revocations", { list }))
  }
}

// Secrets of links travel in headers: bodies are stored for idempotency, and addresses are logged.
function setUp(token: string) {
  return { "Sotto-Setup": token }
}

function invited(token: string) {
  return { "Sotto-Invitation": token }
}

/** A creating command of a signed-in person, on a device that proves its key. */
function proven(path: string, body: object) {
  return {
    method: "POST",
    path,
    headers: idempotency(newId("msg")),
    cookie: true,
    proof: true,
    body,
  } as const
}
