import type { Api } from "./api/api.ts"
import type { Directory } from "./api/replies.ts"
import { CertificateError, type TrustedRoot } from "./certificates/identity.ts"
import { RevocationLists } from "./certificates/revocationLists.ts"
import type { Trust } from "./certificates/verify.ts"
import {
  acceptRevocations,
  chooseDevices,
  DirectoryRefused,
  type ListedAgent,
  verifyAgents,
  verifyOffers,
} from "./customerDirectory.ts"
import type { Environment } from "./environment.ts"
import { thumbprint } from "./jose.ts"
import { keepRevocations, loadRevocations, pinnedRoot, pinRoot, RootChanged } from "./store/settings.ts"
import type { Store } from "./store/store.ts"

export interface CustomerTrustOptions {
  readonly inbox: string
  /** RFC 7638 thumbprint of the root, when the embedding page pins it. */
  readonly pinnedRoot?: string | undefined
}

/** A list of agents older than this is fetched again before anything is sent. */
const DIRECTORY_AGE = 600_000

/** What a customer believes about an organisation: its pinned root, its revocation lists, who listens. */
export class CustomerTrust {
  readonly #options: CustomerTrustOptions
  readonly #environment: Environment
  readonly #store: Store
  #root: TrustedRoot | undefined
  #revocations = RevocationLists.none
  #directory: Directory | undefined
  #agents: readonly ListedAgent[] = []
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(options: CustomerTrustOptions, environment: Environment, store: Store) {
    this.#options = options
    this.#environment = environment
    this.#store = store
  }

  get root(): TrustedRoot | undefined {
    return this.#root
  }

  get directory(): Directory | undefined {
    return this.#directory
  }

  get agents(): readonly ListedAgent[] {
    return this.#agents
  }

  /** The server was not asked for some time: somebody may have been revoked since. */
  get isDue(): boolean {
    return this.#environment.now() - this.#askedAt > DIRECTORY_AGE
  }

  /** What was pinned on an earlier visit. Throws DirectoryRefused when the embedding page pins another root. */
  async load(): Promise<void> {
    this.#revocations = await loadRevocations(this.#store)
    const root = await pinnedRoot(this.#store)
    if (root !== undefined) await this.#checkPin(root)
    this.#root = root
  }

  /**
   * Fetches and verifies who listens. Throws DirectoryRefused when root or revocation lists cannot be believed, and
   * whatever the network throws; what was known before stays.
   */
  async fetch(api: Api): Promise<void> {
    this.#askedAt = this.#environment.now()
    const directory = await api.directory(this.#options.inbox)
    try {
      await this.#accept(directory)
    } catch (error) {
      if (error instanceof CertificateError || error instanceof RootChanged) {
        throw new DirectoryRefused(error.message, error)
      }
      throw error
    }
  }

  /** Verified key packages for the first contact, from a directory fetched now. Throws DirectoryRefused. */
  async keyPackages(api: Api): Promise<readonly Uint8Array[]> {
    await this.fetch(api)
    const devices = chooseDevices(this.#agents)
    if (devices.length === 0) throw nobody()
    const offers = await api.keyPackages(this.#options.inbox, devices)
    return verifyOffers(offers, this.#agents, this.trust(this.#options.inbox, true))
  }

  trust(inbox: string, adding: boolean): Trust {
    if (this.#root === undefined) throw new Error("no root is pinned yet")
    return { root: this.#root, inbox, revocations: this.#revocations, now: this.#environment.now(), adding }
  }

  async #accept(directory: Directory): Promise<void> {
    if (directory.inbox !== this.#options.inbox) throw new DirectoryRefused("The server shows another inbox.")
    const shown = { organisation: directory.organisation.id, publicKey: directory.root }
    await this.#checkPin(shown)
    const root = await pinRoot(this.#store, shown)
    const now = this.#environment.now()
    const accepted = await acceptRevocations(directory, this.#revocations, root, now)
    const revocations = await keepRevocations(this.#store, accepted, this.#environment)
    this.#agents = await verifyAgents(directory, {
      root,
      inbox: directory.inbox,
      revocations,
      now,
      adding: true,
    })
    this.#root = root
    this.#revocations = revocations
    this.#directory = directory
  }

  async #checkPin(root: TrustedRoot): Promise<void> {
    const { pinnedRoot: expected } = this.#options
    if (expected !== undefined && (await thumbprint(root.publicKey)) !== expected) {
      throw new DirectoryRefused("The organisation's key is not the one that this page names.")
    }
  }
}

export function nobody(): DirectoryRefused {
  return new DirectoryRefused("Nobody with a verified key listens here at the moment.")
}
