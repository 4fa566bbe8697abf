import * as v from "valibot"
import type { StaffApi } from "./api/staffApi.ts"
import { type AgentIdentity, CertificateError, type TrustedRoot } from "./certificates/identity.ts"
import { credentialOf } from "./certificates/issue.ts"
import type { RevocationLists } from "./certificates/revocationLists.ts"
import { verifyIdentity } from "./certificates/verify.ts"
import { acceptRevocations } from "./customerDirectory.ts"
import type { Environment } from "./environment.ts"
import { keepRevocations, loadRevocations } from "./store/settings.ts"
import { put, type Store, type Table } from "./store/store.ts"

const stored = v.object({ certificate: v.string(), issuer: v.string() })
type StoredCertificate = v.InferOutput<typeof stored>
const CERTIFICATE: Table<StoredCertificate> = { name: "settings", schema: stored }
const KEY = ["certificate"]

export type CertificateState =
  | { readonly phase: "waiting" | "revoked" }
  | { readonly phase: "lapsed" | "ready"; readonly identity: AgentIdentity | undefined }

export interface DeskSelf {
  readonly device: string
  readonly publicKey: Uint8Array
  readonly root: TrustedRoot
  readonly inboxes: readonly string[]
}

/** This device's own certificate and what revocation lists say, verified like anybody else's. */
export class DeskCertificate {
  readonly #self: DeskSelf
  readonly #store: Store
  readonly #environment: Environment
  #stored: StoredCertificate | undefined
  #revocations: RevocationLists

  private constructor(self: DeskSelf, store: Store, environment: Environment, revocations: RevocationLists) {
    this.#self = self
    this.#store = store
    this.#environment = environment
    this.#revocations = revocations
  }

  static async load(self: DeskSelf, store: Store, environment: Environment): Promise<DeskCertificate> {
    const certificate = new DeskCertificate(self, store, environment, await loadRevocations(store))
    certificate.#stored = await store.get(CERTIFICATE, KEY)
    return certificate
  }

  get revocations(): RevocationLists {
    return this.#revocations
  }

  /** The newest verified credential. Throws before there is one. */
  get credential(): Uint8Array {
    if (this.#stored === undefined) throw new Error("this device is not certified yet")
    return credentialOf(this.#stored.certificate, this.#stored.issuer)
  }

  /** Asks the server for a newer certificate. Throws what the network throws. */
  async fetch(api: StaffApi): Promise<CertificateState> {
    const own = (await api.devices()).find(({ device }) => device === this.#self.device)
    if (own?.revoked === true) return { phase: "revoked" }
    if (own?.certificate != null && own.issuer != null) {
      const shown = { certificate: own.certificate, issuer: own.issuer }
      // A certificate that does not verify is none: keep the one that does, or go on waiting.
      if ((await this.#verify(shown)) !== undefined) await this.#keep(shown)
    }
    return this.state()
  }

  /** What the stored certificate is worth now, without asking anybody. */
  async state(): Promise<CertificateState> {
    if (this.#stored === undefined) return { phase: "waiting" }
    try {
      const identity = await this.#identify(this.#stored)
      return { phase: identity?.lapsed === true ? "lapsed" : "ready", identity }
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error
      if (error.rule === "revoked") return { phase: "revoked" }
      return { phase: "lapsed", identity: undefined }
    }
  }

  /**
   * The same, with the newest lists where they can be had: what was missed during an absence is then judged by them.
   * What is wrong with the lists is said by whoever fetches them next.
   */
  async stateToday(api: StaffApi): Promise<CertificateState> {
    if (this.#stored !== undefined) await this.fetchRevocations(api).catch(() => undefined)
    return this.state()
  }

  /** The newest lists of every inbox. Throws a CertificateError when the server goes back to an older one. */
  async fetchRevocations(api: StaffApi): Promise<void> {
    for (const inbox of this.#self.inboxes) {
      const directory = await api.directory(inbox)
      const now = this.#environment.now()
      this.#revocations = await acceptRevocations(directory, this.#revocations, this.#self.root, now)
    }
    this.#revocations = await keepRevocations(this.#store, this.#revocations, this.#environment)
  }

  async #keep(shown: StoredCertificate): Promise<void> {
    if (shown.certificate === this.#stored?.certificate && shown.issuer === this.#stored.issuer) return
    await this.#store.write([put(CERTIFICATE, KEY, shown)])
    this.#stored = shown
  }

  async #verify(shown: StoredCertificate): Promise<AgentIdentity | undefined> {
    try {
      return await this.#identify(shown)
    } catch (error) {
      if (error instanceof CertificateError) return undefined
      throw error
    }
  }

  /** Verified for whichever of our inboxes it is good for. Throws the last CertificateError when for none. */
  async #identify({ certificate, issuer }: StoredCertificate): Promise<AgentIdentity | undefined> {
    const { root, publicKey, inboxes, device } = this.#self
    let refusal: CertificateError | undefined
    for (const inbox of inboxes) {
      const trust = {
        root,
        inbox,
        revocations: this.#revocations,
        now: this.#environment.now(),
        adding: false,
      }
      try {
        const identity = await verifyIdentity(credentialOf(certificate, issuer), publicKey, trust)
        if (identity.kind === "agent" && identity.device === device) return identity
      } catch (error) {
        if (!(error instanceof CertificateError)) throw error
        refusal = error
      }
    }
    throw refusal ?? new CertificateError("wrong_inbox", "The certificate is for no inbox of ours.")
  }
}
