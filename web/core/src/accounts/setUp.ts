import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import type { Session } from "../api/replies.ts"
import { StaffApi } from "../api/staffApi.ts"
import { toBase64Url } from "../base64.ts"
import type { TrustedRoot } from "../certificates/identity.ts"
import { issueAgent, issueIssuer, issueRevocations } from "../certificates/issue.ts"
import { RevocationLists } from "../certificates/revocationLists.ts"
import { deskStoreName } from "../desk.ts"
import { newId } from "../ids.ts"
import { decodeKit, encodeKit } from "../kit.ts"
import { type Authenticator, createPasskey } from "../passkeys.ts"
import { pinRoot } from "../store/settings.ts"
import { Store } from "../store/store.ts"
import { newRootSeed, rootFromSeed } from "./rootKey.ts"
import { type Issuer, type StaffDevice, StaffKeys } from "./staffKeys.ts"

export interface SetUpLink {
  readonly origin: string
  /** From the fragment of the one-time link. */
  readonly token: string
  readonly now: () => number
  readonly fetch?: typeof fetch
}

export interface SetUpPlan extends SetUpLink {
  readonly organisationName: string
  readonly ownerName: string
  readonly deviceName: string
  readonly inbox: { readonly name: string; readonly greeting: string; readonly site: string }
}

/** Everything is made and signed; nothing has been sent and no passkey made. */
export interface PreparedSetUp {
  readonly plan: SetUpPlan
  readonly organisation: string
  readonly owner: string
  readonly inbox: string
  readonly root: TrustedRoot
  /** To be printed and then forgotten: with it, anyone can issue certificates. */
  readonly kit: string
  readonly device: StaffDevice
  readonly issuer: Issuer
  readonly certificate: string
  readonly revocations: string
}

/** The organisation's id, when the link is still good. Throws Problem `setup_used` when it is not. */
export async function openSetUp(link: SetUpLink): Promise<string> {
  return (await new StaffApi(connection(link)).setUpState(link.token)).organisation
}

/**
 * Makes root, issuer and device keys and what they sign. The root's seed is wiped before this returns: from then on
 * its private half is in the printed kit alone, and signed issuers work without it. With `previous`, names are
 * corrected and keys and ids stay: what was printed already remains the organisation's kit.
 */
export async function beginSetUp(
  plan: SetUpPlan,
  organisation: string,
  previous?: PreparedSetUp,
): Promise<PreparedSetUp> {
  const { kit, rootKey } = await makeRoot(previous?.kit)
  const ids = { owner: previous?.owner ?? newId("usr"), inbox: previous?.inbox ?? newId("inb") }
  const device = await withKeys((keys) => keys.device(ids.owner))
  const issuerKey = previous?.issuer.key ?? (await generateSignatureKey())
  const root: TrustedRoot = { organisation, publicKey: rootKey.publicKey }
  return {
    ...{ plan, organisation, root, kit, device },
    ...ids,
    ...(await signAll(plan, root, rootKey, issuerKey, device, ids)),
  }
}

async function makeRoot(
  printed: string | undefined,
): Promise<{ readonly kit: string; readonly rootKey: SignatureKey }> {
  const seed = printed === undefined ? newRootSeed() : await decodeKit(printed)
  try {
    return { kit: await encodeKit(seed), rootKey: await rootFromSeed(seed) }
  } finally {
    seed.fill(0)
  }
}

async function signAll(
  plan: SetUpPlan,
  root: TrustedRoot,
  rootKey: SignatureKey,
  key: SignatureKey,
  device: StaffDevice,
  { owner, inbox }: { readonly owner: string; readonly inbox: string },
) {
  const { organisation } = root
  const now = plan.now()
  const person = { organisation, user: owner, name: plan.ownerName }
  const agent = {
    ...person,
    role: "agent",
    device: device.id,
    inboxes: [inbox],
    publicKey: device.key.publicKey,
  } as const
  const certificate = await issueIssuer(rootKey, { ...person, publicKey: key.publicKey }, now)
  const revocations = await issueRevocations(key, { organisation, number: 1, revoked: [] }, now)
  const lists = await RevocationLists.none.accept(revocations, certificate, root, now)
  const issuer: Issuer = { key, certificate, revocations: lists.save() }
  return { issuer, revocations, certificate: await issueAgent(key, agent, now) }
}

/**
 * Makes the passkey and asks the server to accept it all at once. The passkey comes last, so that giving up earlier
 * leaves none behind. The issuer's key is kept before the request, so that no lost answer can leave the
 * organisation without one, and the root is pinned for the owner's desk, which need not take the server's word for it.
 * Call it again with the same value after a failure.
 */
export async function finishSetUp(prepared: PreparedSetUp, authenticator?: Authenticator): Promise<Session> {
  const { plan, organisation, owner, device } = prepared
  await withKeys((keys) => keys.keepIssuer(organisation, prepared.issuer))
  await pinForDesk(owner, prepared.root)
  const api = new StaffApi({ ...connection(plan), key: device.key, device: device.id })
  const options = await api.setUpOptions(plan.token, owner, plan.ownerName)
  const credential = await createPasskey(options, authenticator)
  return api.setUp(plan.token, {
    challenge: options.challenge,
    credential,
    organisation: { id: organisation, name: plan.organisationName },
    owner: { id: owner, name: plan.ownerName },
    root: toBase64Url(prepared.root.publicKey),
    issuer: prepared.issuer.certificate,
    device: { id: device.id, name: plan.deviceName },
    certificate: prepared.certificate,
    revocations: prepared.revocations,
    inbox: { id: prepared.inbox, ...plan.inbox },
  })
}

async function pinForDesk(owner: string, root: TrustedRoot): Promise<void> {
  const store = await Store.inBrowser(deskStoreName(owner))
  try {
    await pinRoot(store, root)
  } finally {
    store.close()
  }
}

function connection({ origin, now, fetch }: SetUpLink) {
  return fetch === undefined ? { origin, now } : { origin, now, fetch }
}

async function withKeys<T>(use: (keys: StaffKeys) => Promise<T>): Promise<T> {
  const keys = await StaffKeys.open()
  try {
    return await use(keys)
  } finally {
    keys.close()
  }
}
