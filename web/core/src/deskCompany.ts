import * as v from "valibot"
import type { StaffApi } from "./api/staffApi.ts"
import { type CompanyKeys, refuseOlderKeys, verifyCompanyKeys } from "./certificates/companyKeys.ts"
import { type CompanyPerson, verifyCompanyToken } from "./certificates/companyToken.ts"
import { CertificateError, type TrustedRoot } from "./certificates/identity.ts"
import { tokenIn } from "./certificates/verify.ts"
import type { Conversation } from "./conversation/conversation.ts"
import { ROWS } from "./conversation/tables.ts"
import type { Environment } from "./environment.ts"
import { put, type Store, type Table } from "./store/store.ts"
import { exclusively } from "./sync/locks.ts"

const stored = v.object({ number: v.number(), statement: v.string() })
const SEEN: Table<v.InferOutput<typeof stored>> = { name: "settings", schema: stored }
const KEY = ["company keys"]

/** Keys only ever move forward: a tab that read them before another wrote must not write them back. */
const LOCK = "sotto company keys"

/** Who the company says its customers are, judged by keys that the root signed and by nothing that the server says. */
export class DeskCompany {
  readonly #root: TrustedRoot
  readonly #store: Store
  readonly #environment: Environment
  readonly #verdicts = new Map<string, Promise<CompanyPerson | undefined>>()
  #keys: CompanyKeys | undefined

  constructor(root: TrustedRoot, store: Store, environment: Environment) {
    this.#root = root
    this.#store = store
    this.#environment = environment
  }

  /** What an earlier visit has seen. */
  async load(): Promise<void> {
    const seen = await this.#store.get(SEEN, KEY)
    if (seen === undefined) return
    try {
      this.#use(await this.#verify(seen.statement))
    } catch (error) {
      // A clock that was set back must not close the desk: until it is right, nobody is shown as verified.
      if (!(error instanceof CertificateError)) throw error
    }
  }

  /** Throws a CertificateError when the keys are not the root's, or older than ones seen before; those stay in use. */
  async fetch(api: StaffApi): Promise<void> {
    const statement = await api.companyKeys()
    // A server that shows none may hide them; then the ones that were seen are still the company's.
    if (statement === null) return this.load()
    const keys = await this.#verify(statement)
    const next = { number: keys.number, statement }
    await exclusively(this.#environment, LOCK, async () => {
      refuseOlderKeys(next, await this.#store.get(SEEN, KEY))
      await this.#store.write([put(SEEN, KEY, next)])
    })
    this.#use(keys)
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

  #use(keys: CompanyKeys): void {
    this.#keys = keys
    this.#verdicts.clear()
  }

  #verify(statement: string): Promise<CompanyKeys> {
    return verifyCompanyKeys(statement, this.#root, this.#environment.now())
  }
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
