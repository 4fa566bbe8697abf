import * as v from "valibot"
import type { StaffApi } from "../api/staffApi.ts"
import { type CompanyKeys, refuseOlderKeys, verifyCompanyKeys } from "../certificates/companyKeys.ts"
import { CertificateError, type TrustedRoot } from "../certificates/identity.ts"
import type { Environment } from "../environment.ts"
import { exclusively } from "../sync/locks.ts"
import { put, type Store, type Table } from "./store.ts"

const stored = v.object({ number: v.number(), statement: v.string() })
type Statement = v.InferOutput<typeof stored>
const SEEN: Table<Statement> = { name: "settings", schema: stored }
const KEY = ["company keys"]

/** Keys only ever move forward: a tab that read them before another wrote must not write them back. */
const LOCK = "sotto company keys"

/** The company's keys as this browser has seen them, whichever tab and whichever of its screens asked. */
export class SeenCompanyKeys {
  readonly #root: TrustedRoot
  readonly #store: Store
  readonly #tabs: Pick<Environment, "locks" | "now">

  constructor(root: TrustedRoot, store: Store, tabs: Pick<Environment, "locks" | "now">) {
    this.#root = root
    this.#store = store
    this.#tabs = tabs
  }

  /** What was seen last, verified anew; throws a CertificateError when a clock that was set back speaks against it. */
  async last(): Promise<CompanyKeys | undefined> {
    const seen = await this.#seen()
    return seen === undefined ? undefined : this.#verify(seen.statement)
  }

  /**
   * What the server shows now; undefined when it shows nothing. Throws a CertificateError when the keys are not the
   * root's or older than ones seen before; those stay.
   */
  fetch(api: Pick<StaffApi, "companyKeys">): Promise<CompanyKeys | undefined> {
    // Asked inside: otherwise the slower of two tabs would hold an old answer against what the faster one has written.
    return exclusively(this.#tabs, LOCK, async () => {
      const statement = await api.companyKeys()
      if (statement === null) return undefined
      const keys = await this.#verify(statement)
      const next = { number: keys.number, statement }
      refuseOlderKeys(next, await this.#seen())
      await this.#store.write([put(SEEN, KEY, next)])
      return keys
    })
  }

  /** The same for whoever would sign the next list: a server that hides one which was seen is refused as well. */
  async fetchToSign(api: Pick<StaffApi, "companyKeys">): Promise<CompanyKeys | undefined> {
    const keys = await this.fetch(api)
    if (keys === undefined && (await this.#seen()) !== undefined) {
      throw new CertificateError(
        "company_keys_rolled_back",
        "The server hides company keys that were seen before.",
      )
    }
    return keys
  }

  /**
   * Publishes the owner's next list and remembers it. Throws a CertificateError, with nothing sent, when this browser
   * has seen one of the same number or a later one: the next would undo what that one says.
   */
  async publish(api: Pick<StaffApi, "publishCompanyKeys">, statement: string): Promise<void> {
    const next = { number: (await this.#verify(statement)).number, statement }
    refuseOlderKeys(next, await this.#seen())
    // Not in the lock: the owner may be asked to prove themselves, and other tabs need not wait for that.
    await api.publishCompanyKeys(statement)
    await exclusively(this.#tabs, LOCK, async () => {
      const seen = await this.#seen()
      if (seen === undefined || seen.number < next.number) await this.#store.write([put(SEEN, KEY, next)])
    })
  }

  #seen(): Promise<Statement | undefined> {
    return this.#store.get(SEEN, KEY)
  }

  #verify(statement: string): Promise<CompanyKeys> {
    return verifyCompanyKeys(statement, this.#root, this.#tabs.now())
  }
}
