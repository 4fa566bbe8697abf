import type { StaffApi } from "./api/staffApi.ts"
import type { CompanyKeys } from "./certificates/companyKeys.ts"
import { type CompanyPerson, verifyCompanyToken } from "./certificates/companyToken.ts"
import { CertificateError, type TrustedRoot } from "./certificates/identity.ts"
import { tokenIn } from "./certificates/verify.ts"
import type { Conversation } from "./conversation/conversation.ts"
import { ROWS } from "./conversation/tables.ts"
import { isTransient } from "./customerContacting.ts"
import type { Environment } from "./environment.ts"
import { Problem } from "./problems.ts"
import { SeenCompanyKeys } from "./store/seenCompanyKeys.ts"
import type { Store } from "./store/store.ts"
import type { ConfirmationRow, ConversationView, Row } from "./views.ts"

/** How long a conversation waits for keys, in milliseconds. */
const WAIT = 10_000

/** Who the company says its customers are, judged by keys that the root signed and by nothing that the server says. */
export class DeskCompany {
  readonly #seen: SeenCompanyKeys
  readonly #verdicts = new Map<string, Promise<CompanyPerson | undefined>>()
  readonly #tabs: Pick<Environment, "after">
  #keys: CompanyKeys | undefined
  /** Something may wait for keys: from an earlier visit, or since they could not be had. */
  #isOwed = true
  #arrived: () => void = () => undefined

  constructor(root: TrustedRoot, store: Store, tabs: Pick<Environment, "locks" | "now" | "after">) {
    this.#tabs = tabs
    this.#seen = new SeenCompanyKeys(root, store, tabs)
  }

  /** What an earlier visit has seen. */
  async load(): Promise<void> {
    try {
      this.#use(await this.#seen.last())
    } catch (error) {
      // A clock that was set back must not close the desk: until it is right, nobody is shown as verified.
      if (!(error instanceof CertificateError)) throw error
    }
  }

  /** Throws a CertificateError when the keys are not the root's, or older than ones seen before; those stay in use. */
  async fetch(api: Pick<StaffApi, "companyKeys">): Promise<void> {
    const keys = await this.#seen.fetch(api)
    // A server that shows none may hide them; then the ones that were seen are still the company's.
    if (keys === undefined) await this.load()
    else this.#use(keys)
    if (this.#keys === undefined || !this.#isOwed) return
    this.#isOwed = false
    this.#arrived()
  }

  /** Runs `work` when keys are fetched that something may have waited for. */
  whenKeysCome(work: () => void): void {
    this.#arrived = work
  }

  /** Undefined for a customer of whom the company says nothing that can be verified. */
  async person(conversation: Conversation): Promise<CompanyPerson | undefined> {
    const found = this.#keys === undefined ? undefined : await customerIn(conversation)
    if (found === undefined || this.#keys === undefined) return undefined
    const keys = this.#keys
    const name = `${conversation.id} ${found.token}`
    const known = this.#verdicts.get(name)
    if (known !== undefined) return known
    const verdict = judge(found.token, keys, found.publicKey, found.at)
    this.#verdicts.set(name, verdict)
    return verdict
  }

  /** With whom the company vouches for, and without confirmations by keys that it has taken away since. */
  async vouched(
    view: ConversationView | undefined,
    conversation: Conversation,
  ): Promise<ConversationView | undefined> {
    if (view === undefined) return undefined
    return {
      ...view,
      company: await this.person(conversation),
      rows: view.rows.map((row) => (this.#isWithdrawn(row) ? withdrawn(row) : row)),
    }
  }

  /**
   * The company's keys, asked for anew when none of them is `key`: it may have come since. Undefined when they cannot be had
   * in time; a conversation waits for this.
   */
  async keysWith(key: string, api: Pick<StaffApi, "companyKeys">): Promise<CompanyKeys | undefined> {
    if (this.#keys?.keys.has(key) === true) return this.#keys
    const isCurrent = await this.#inTime(this.#isFetched(api))
    const keys = isCurrent ? this.#keys : undefined
    this.#isOwed ||= keys === undefined
    return keys
  }

  async #isFetched(api: Pick<StaffApi, "companyKeys">): Promise<boolean> {
    try {
      await this.fetch(api)
      return true
    } catch (error) {
      // Whoever cannot be verified now is shown as that, and asked again.
      const isExpected = error instanceof CertificateError || error instanceof Problem || isTransient(error)
      if (!isExpected) throw error
      return false
    }
  }

  #inTime(work: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const cancel = this.#tabs.after(WAIT, () => resolve(false))
      work.then(resolve, reject).finally(cancel)
    })
  }

  #isWithdrawn(row: Row): row is ConfirmationRow {
    if (row.kind !== "confirmation" || row.outcome !== "company") return false
    return row.key === undefined || this.#keys?.keys.has(row.key) !== true
  }

  #use(keys: CompanyKeys | undefined): void {
    if (keys === undefined) return
    this.#keys = keys
    this.#verdicts.clear()
  }
}

function withdrawn({ id, at, who, request, kind }: ConfirmationRow): ConfirmationRow {
  return { id, at, who, request, kind, outcome: "failed", rule: "company_key_removed" }
}

interface Found {
  readonly token: string
  readonly publicKey: Uint8Array
  /** When the server stamped the first contact. */
  readonly at: number
}

/** The one customer's token and key as they stand in the tree, and when the conversation began. */
async function customerIn({ id, device, members, situation }: Conversation): Promise<Found | undefined> {
  for (const member of situation?.group?.members ?? []) {
    if ((await members.describe(member))?.kind !== "customer") continue
    const token = tokenIn(member.identity)
    const [first] = await device.store.range(ROWS, { prefix: [id], limit: 1 })
    const row = first?.value
    if (token === undefined || row?.kind !== "event" || row.event !== "started") return undefined
    return { token, publicKey: member.signatureKey, at: row.at }
  }
  return undefined
}

async function judge(
  token: string,
  keys: CompanyKeys,
  publicKey: Uint8Array,
  at: number,
): Promise<CompanyPerson | undefined> {
  try {
    return await verifyCompanyToken(token, keys, publicKey, at)
  } catch (error) {
    if (error instanceof CertificateError) return undefined
    throw error
  }
}
