import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { credentialOf, issueCustomer } from "./certificates/issue.ts"
import { tokenIn } from "./certificates/verify.ts"
import type { Environment } from "./environment.ts"
import { newId } from "./ids.ts"
import { parseSignatureKey } from "./store/settings.ts"
import { put, SIGNATURE_KEY, type Store, type Table } from "./store/store.ts"
import { exclusively } from "./sync/locks.ts"

const stored = v.object({
  customer: v.string(),
  device: v.string(),
  /** Told inside messages only; the credential, which the server reads, does not hold it. */
  name: v.optional(v.string()),
  /** Whom the company has called the person; that it is true is for agents to verify. */
  subject: v.optional(v.string()),
  /** The self-signed JWS. */
  credential: v.string(),
  issuedAt: v.number(),
})
type StoredIdentity = v.InferOutput<typeof stored>

const IDENTITY: Table<StoredIdentity> = { name: "settings", schema: stored }
const RENEW_AFTER = 200 * 86_400_000

/** A customer on this device: a pseudonym and a key that cannot be copied. */
export interface CustomerSelf extends StoredIdentity {
  readonly key: SignatureKey
}

type Surroundings = Pick<Environment, "locks" | "now">

/** Of a store's identity: two tabs that open at once must not become two customers with one key. */
const LOCK = "sotto-chat identity"

/** The identity of this store, made on first use; its credential is renewed half-way through its life. */
export async function customerSelf(
  store: Store,
  organisation: string,
  environment: Surroundings,
): Promise<CustomerSelf> {
  const handle = await store.getHandle(SIGNATURE_KEY)
  const key = parseSignatureKey(
    handle ?? (await store.keepHandle(SIGNATURE_KEY, await generateSignatureKey())),
  )
  return exclusively(environment, LOCK, async () => {
    const now = environment.now()
    const known = await store.get(IDENTITY, ["identity"])
    if (known !== undefined && now - known.issuedAt < RENEW_AFTER) return { ...known, key }
    const subject = known ?? { customer: newId("cus"), device: newId("dev") }
    const { customer, device } = subject
    const credential = await issueCustomer(key, { organisation, customer, device }, now)
    return keep(store, key, { ...subject, credential, issuedAt: now })
  })
}

/** The same person under another name; `""` for none. */
export function renamed(
  store: Store,
  self: CustomerSelf,
  name: string,
  environment: Surroundings,
): Promise<CustomerSelf> {
  return changed(store, self, environment, ({ name: _, ...rest }) => (name === "" ? rest : { ...rest, name }))
}

/** The same person, whom the company calls so from now on, unless another tab was told first whom it calls so. */
export function calledBy(
  store: Store,
  self: CustomerSelf,
  subject: string,
  environment: Surroundings,
): Promise<CustomerSelf> {
  return changed(store, self, environment, (last) => ({ subject, ...last }))
}

/**
 * This device, as one of another customer: the one whose vault it opened. Only while no conversation of its own is with the
 * server, because conversations name the customer that began them.
 */
export function returnedAs(
  store: Store,
  { key, ...self }: CustomerSelf,
  customer: string,
  organisation: string,
  environment: Surroundings,
): Promise<CustomerSelf> {
  return exclusively(environment, LOCK, async () => {
    const now = environment.now()
    const { device } = self
    const credential = await issueCustomer(key, { organisation, customer, device }, now)
    const last = (await store.get(IDENTITY, ["identity"])) ?? self
    return keep(store, key, { ...last, customer, credential, issuedAt: now })
  })
}

/** Changes what is stored now: another tab may have changed it since `self` was read. */
function changed(
  store: Store,
  { key, ...last }: CustomerSelf,
  environment: Surroundings,
  change: (identity: StoredIdentity) => StoredIdentity,
): Promise<CustomerSelf> {
  return exclusively(environment, LOCK, async () =>
    keep(store, key, change((await store.get(IDENTITY, ["identity"])) ?? last)),
  )
}

/** With the company's token that began the conversation, where `own` (our leaf's identity until now) holds one. */
export function credentialBytes(self: CustomerSelf, own?: Uint8Array): Uint8Array {
  return credentialWith(self, own === undefined ? undefined : tokenIn(own))
}

export function credentialWith(self: CustomerSelf, token: string | undefined): Uint8Array {
  return credentialOf(self.credential, ...(token ? [token] : []))
}

async function keep(store: Store, key: SignatureKey, identity: StoredIdentity): Promise<CustomerSelf> {
  await store.write([put(IDENTITY, ["identity"], identity)])
  return { ...identity, key }
}
