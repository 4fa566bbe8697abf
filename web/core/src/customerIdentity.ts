import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { credentialOf, issueCustomer } from "./certificates/issue.ts"
import { newId } from "./ids.ts"
import { parseSignatureKey } from "./store/settings.ts"
import { put, SIGNATURE_KEY, type Store, type Table } from "./store/store.ts"

const stored = v.object({
  customer: v.string(),
  device: v.string(),
  name: v.optional(v.string()),
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

/** The identity of this store, made on first use; its credential is renewed half-way through its life. */
export async function customerSelf(store: Store, organisation: string, now: number): Promise<CustomerSelf> {
  const handle = await store.getHandle(SIGNATURE_KEY)
  const key = parseSignatureKey(
    handle ?? (await store.keepHandle(SIGNATURE_KEY, await generateSignatureKey())),
  )
  const known = await store.get(IDENTITY, ["identity"])
  if (known !== undefined && now - known.issuedAt < RENEW_AFTER) return { ...known, key }
  const ids = known ?? { customer: newId("cus"), device: newId("dev") }
  return issue(store, { ...ids, key }, organisation, now)
}

/** The same person under another name, for conversations that begin from now on. */
export function renamed(
  store: Store,
  self: CustomerSelf,
  name: string,
  organisation: string,
  now: number,
): Promise<CustomerSelf> {
  const { name: _, ...rest } = self
  return issue(store, name === "" ? rest : { ...rest, name }, organisation, now)
}

export function credentialBytes(self: CustomerSelf): Uint8Array {
  return credentialOf(self.credential)
}

type Nameless = Pick<CustomerSelf, "customer" | "device" | "key"> & { readonly name?: string | undefined }

async function issue(
  store: Store,
  subject: Nameless,
  organisation: string,
  now: number,
): Promise<CustomerSelf> {
  const { customer, device, name, key } = subject
  const credential = await issueCustomer(key, { organisation, customer, device, name }, now)
  const identity = { customer, device, credential, issuedAt: now, ...(name === undefined ? {} : { name }) }
  await store.write([put(IDENTITY, ["identity"], identity)])
  return { ...identity, key }
}
