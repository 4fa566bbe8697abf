import { createKeyPackage, type Group, generateSignatureKey, loadGroup, type SignatureKey } from "@sotto/mls"
import { IDBFactory } from "fake-indexeddb"
import { expect } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import { StaffKeys } from "../../src/accounts/staffKeys.ts"
import { vaultKey } from "../../src/admission/vouched.ts"
import { toBase64Url } from "../../src/base64.ts"
import { credentialOf, issueAgent } from "../../src/certificates/issue.ts"
import { GROUPS, VAULTS } from "../../src/conversation/tables.ts"
import { deskStoreName } from "../../src/desk.ts"
import { newId } from "../../src/ids.ts"
import { thumbprint } from "../../src/jose.ts"
import { Store } from "../../src/store/store.ts"
import { signVaultDevice } from "../../src/vault/vaultIdentity.ts"
import { newCodeWay, passkeyWay } from "../../src/vault/vaultWays.ts"
import type { Desk } from "../../src/views.ts"
import { Browser, DAY, messages, openFirst, until, type World } from "./world.ts"

export const passkey = () => passkeyWay(Uint8Array.of(7, 8), new Uint8Array(32).fill(9))

/** Ada with a vault and Ben without one, in a conversation with a customer whom Ada has answered. */
export async function threeAndAVault(world: World, visitor = new Browser(world)) {
  const ada = await world.hire("Ada")
  const ben = await world.hire("Ben")
  const chat = await world.visit({ browser: visitor })
  await chat.setName("Hugo")
  await chat.send("a question")
  const id = await openFirst(ada.desk)
  await openFirst(ben.desk)
  await ada.desk.send(id, "an answer")
  await until(() => messages(ada.desk.value.open)[1]?.state === "delivered")
  await beginVault(ada.desk)
  await until(() => hasToldVault(world, id, ada.desk.value.device, 3))
  return { ada, ben, chat, id }
}

export async function beginVault(desk: Desk): Promise<void> {
  await desk.vault?.begin([await passkey(), await newCodeWay()])
  await expect.poll(async () => (await vaultIn(desk.value.me.id))?.identity).toBeDefined()
}

/** How many messages a device has put into the conversation: a receipt, an answer, and what it tells of its vault. */
function hasToldVault(world: World, id: string, device: string, count: number): boolean {
  const own = world.server.held(id).events.filter(({ kind, rest }) => kind === 5 && rest[1] === device)
  return own.length >= count
}

/** The same person on a browser that has nothing, certified, with the vault opened. */
export async function onNewBrowser(world: World, user: string, name: string): Promise<Desk> {
  globalThis.indexedDB = new IDBFactory()
  const desk = await world.openDesk(user, name, new Browser(world, user))
  await world.certify(user, name)
  await until(() => desk.value.phase === "ready" && desk.vault?.value.state === "locked")
  await desk.vault?.openWith(await passkey())
  await until(() => desk.vault?.value.savedAt !== undefined)
  return desk
}

export async function identityOf(user: string): Promise<SignatureKey> {
  const identity = (await vaultIn(user))?.identity
  if (identity === undefined) throw new Error("no vault is open here")
  return identity
}

async function vaultIn(user: string) {
  const keys = await StaffKeys.open()
  return keys.vault(user).finally(() => keys.close())
}

/** What a turned client of a member can do: its group, without any policy. */
export async function turnedGroup(world: World, user: string, conversation: string): Promise<Group> {
  const { key } = await staffDevice(user)
  const store = await Store.inBrowser(deskStoreName(user))
  const saved = await store.get(GROUPS, [conversation])
  store.close()
  if (saved === undefined) throw new Error("no group")
  return loadGroup(saved, { key, policy: async () => true, now: world.now })
}

/** What a staff member's browser was told of somebody's vault. */
export async function toldOf(own: string, conversation: string, person: string) {
  const store = await Store.inBrowser(deskStoreName(own))
  const found = await store.get(VAULTS, vaultKey(conversation, person))
  store.close()
  return found
}

export interface Forgery {
  readonly user: string
  readonly name?: string
  readonly inbox?: string
  /** Signs the certificate: the organisation's issuer, unless somebody else. */
  readonly issuer?: SignatureKey
  readonly issuerCertificate?: string
  /** Signs the vault's word; none for a device without one. */
  readonly identity?: SignatureKey
  readonly wordFor?: { readonly person?: string; readonly key?: SignatureKey; readonly at?: number }
  readonly key?: SignatureKey
  readonly device?: string
}

/** A key package of a device that an issuer has certified, with whatever word somebody signs for it. */
export async function deviceOf(world: World, forgery: Forgery) {
  const { user, name = "Somebody", inbox = world.inbox, wordFor = {} } = forgery
  const key = forgery.key ?? (await generateSignatureKey())
  const device = forgery.device ?? newId("dev")
  const now = world.now()
  const { organisation } = world
  const subject = {
    ...{ organisation, user, name, device },
    role: "agent" as const,
    ...{ inboxes: [inbox], publicKey: key.publicKey },
  }
  const certificate = await issueAgent(forgery.issuer ?? world.issuerKey, subject, now)
  const statements = [certificate, forgery.issuerCertificate ?? world.issuer]
  if (forgery.identity !== undefined) {
    const deviceKey = await thumbprint((wordFor.key ?? key).publicKey)
    const word = { organisation, person: wordFor.person ?? user, deviceKey }
    statements.push(await signVaultDevice(forgery.identity, word, wordFor.at ?? now))
  }
  const lifetime = { notBefore: now - 1000, notAfter: now + DAY }
  const made = await createKeyPackage({
    ...{ identity: credentialOf(...statements), key, lifetime, lastResort: false },
  })
  const { jti } = JSON.parse(Buffer.from(certificate.split(".")[1] ?? "", "base64url").toString())
  return { device, key, keyPackage: made.keyPackage, posted: toBase64Url(made.keyPackage), jti: String(jti) }
}

/** A key package of a customer's device. */
export async function customerPackage(world: World, key: SignatureKey, jws: string): Promise<Uint8Array> {
  const lifetime = { notBefore: world.now() - 1000, notAfter: world.now() + DAY }
  const made = await createKeyPackage({ identity: credentialOf(jws), key, lifetime, lastResort: false })
  return made.keyPackage
}

/** The number of a device's certificate, by which it is revoked. */
export function jtiOf(world: World, device: string): string {
  const claims = world.server.devices.get(device)?.certificate?.split(".")[1] ?? ""
  return JSON.parse(Buffer.from(claims, "base64url").toString()).jti
}
