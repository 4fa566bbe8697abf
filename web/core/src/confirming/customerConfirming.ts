import { fromBase64Url, toBase64Url } from "../base64.ts"
import { owned } from "../bytes.ts"
import { OUTBOX, type OutboxEntry, type Outgoing } from "../conversation/tables.ts"
import { createCustomerPasskey, customerPasskey, keepCustomerPasskey } from "../customerPasskey.ts"
import { type Authenticator, browserAuthenticator, isAssertion, passkeyCeremony } from "../passkeys.ts"
import { present } from "../present.ts"
import { type Found, remove } from "../store/store.ts"
import type { Thread } from "../sync/thread.ts"
import type { AnswerState, ConfirmWays, CustomerConfirming } from "../views.ts"
import { confirmChallenge, NotConfirmed, type Place, verifyAssertion } from "./assertion.ts"
import { type ConfirmEvent, confirmDetails, type Proof } from "./events.ts"
import { doubtOf, toldIn } from "./standing.ts"
import { PASSKEYS, REQUESTS } from "./tables.ts"

/** How the customer's device answers an agent who asks it to confirm its customer. */
export class Confirming implements CustomerConfirming {
  readonly #thread: Thread
  readonly #identify: (() => Promise<string | undefined>) | undefined
  readonly #authenticator: () => Authenticator

  /** `identify` gives the company's token for this customer now, undefined when it names somebody else. */
  constructor(
    thread: Thread,
    identify: (() => Promise<string | undefined>) | undefined,
    authenticator = browserAuthenticator,
  ) {
    this.#thread = thread
    this.#identify = identify
    this.#authenticator = authenticator
  }

  async ways(request: string): Promise<ConfirmWays> {
    const company = this.#identify !== undefined
    if ((await this.#passkeyBefore(request)) !== undefined) return { passkey: "ready", company }
    const made = await customerPasskey(this.#thread.conversation.device.store)
    return { passkey: made === undefined ? "none" : "later", company }
  }

  async state(request: string): Promise<AnswerState> {
    const { device, id } = this.#thread.conversation
    // Read before the question: what leaves the outbox in between has been answered by then.
    const entries = await this.#waiting(request)
    const asked = await device.store.get(REQUESTS, [id, "request", request])
    if (asked?.answered === true) return "answered"
    if (entries.some(({ value }) => value.failed === undefined)) return "sending"
    return entries.length > 0 ? "lost" : "open"
  }

  async byPasskey(request: string): Promise<void> {
    const credentialId = await this.#passkeyBefore(request)
    if (credentialId === undefined) throw new NotConfirmed("unknown_passkey")
    const place = await this.#place(request)
    const proof = await this.#signed(credentialId, place)
    await this.#answer(place, proof)
  }

  async byCompany(request: string): Promise<void> {
    const token = await this.#identify?.()
    if (!token) throw new NotConfirmed("not_signed_in")
    await this.#answer(await this.#place(request), { kind: "company", token })
  }

  async decline(request: string): Promise<void> {
    await this.#send({ event: "confirm-declined", request: fromBase64Url(request) })
  }

  async makePasskey(names: { readonly organisation: string; readonly label: string }): Promise<void> {
    const { store, environment } = this.#thread.conversation.device
    const { secret, ...made } = await createCustomerPasskey(names, this.#authenticator())
    secret?.fill(0) // opens nothing here
    await keepCustomerPasskey(store, { ...made, secret: undefined }, environment.now())
    await this.tellPasskey()
  }

  /** Once in each conversation, and before anybody asks: a passkey that is told later confirms nobody. */
  async tellPasskey(): Promise<void> {
    const { conversation } = this.#thread
    const { store } = conversation.device
    const passkey = await customerPasskey(store)
    if (passkey === undefined) return
    const { credentialId, publicKey, algorithm } = passkey
    const record = await conversation.act(async ({ record }) => [undefined, record])
    // A passkey follows the first message: what a first contact sends is read by the server's rules, not by the outbox's.
    if (record?.created !== true || record.stopped !== undefined || record.status === "deleted") return
    const isKnown = (await store.get(PASSKEYS, this.#passkeyKey(credentialId))) !== undefined
    const waiting = await this.#waiting(TELLING)
    if (isKnown || waiting.some(({ value }) => value.failed === undefined)) return
    await this.#send({ event: "passkey-known", credentialId, publicKey, algorithm })
  }

  /** The credential's id of this device's passkey, where it may confirm. */
  async #passkeyBefore(request: string): Promise<Uint8Array | undefined> {
    const { device, id } = this.#thread.conversation
    const passkey = await customerPasskey(device.store)
    if (passkey === undefined) return undefined
    const known = await device.store.get(PASSKEYS, this.#passkeyKey(passkey.credentialId))
    const asked = await device.store.get(REQUESTS, [id, "request", request])
    if (known === undefined || asked === undefined || known.sequence > asked.sequence) return undefined
    const doubt = doubtOf(passkey.credentialId, known.sequence, await toldIn(device.store, id))
    return doubt === undefined ? passkey.credentialId : undefined
  }

  #passkeyKey(credentialId: Uint8Array): readonly string[] {
    return [this.#thread.conversation.id, "passkey", toBase64Url(credentialId)]
  }

  /** After what is owed was sent: a commit of ours behind the signature would make it worthless. */
  async #place(request: string): Promise<Place> {
    await this.#thread.outbox.pump()
    const place = await this.#thread.conversation.act(async ({ group }) => {
      const { groupId, epoch } = present(group)
      const { publicKey } = this.#thread.conversation.device.key
      const here = { group: groupId, epoch: Number(epoch), deviceKey: publicKey }
      return [undefined, { ...here, request: fromBase64Url(request) }]
    })
    return present(place)
  }

  async #signed(credentialId: Uint8Array, place: Place): Promise<Proof> {
    const { device } = this.#thread.conversation
    const publicKey: PublicKeyCredentialRequestOptions = {
      challenge: await confirmChallenge(place),
      allowCredentials: [{ type: "public-key", id: owned(credentialId) }],
      userVerification: "required",
    }
    const { response } = await passkeyCeremony(() => this.#authenticator().get({ publicKey }))
    if (!isAssertion(response)) throw new NotConfirmed("not_an_assertion")
    const proof = {
      kind: "passkey",
      credentialId,
      authenticatorData: new Uint8Array(response.authenticatorData),
      clientDataJSON: new Uint8Array(response.clientDataJSON),
      signature: new Uint8Array(response.signature),
    } as const
    // What nobody would believe is not sent: its person is asked again instead.
    const known = present(await device.store.get(PASSKEYS, this.#passkeyKey(credentialId)))
    await verifyAssertion(proof, known, place, device.chatOrigin)
    return proof
  }

  async #answer({ request, epoch }: Place, proof: Proof): Promise<void> {
    await this.#send({ event: "confirmed", request, epoch, proof }, epoch)
    const state = await this.state(toBase64Url(request))
    if (state === "lost" || state === "open") throw new NotConfirmed("epoch_moved")
  }

  /** What lies in the outbox about one thing, failed or not. */
  async #waiting(about: string): Promise<readonly Found<OutboxEntry>[]> {
    const { device, id } = this.#thread.conversation
    const entries = await device.store.range(OUTBOX, { prefix: [id] })
    return entries.filter(({ value }) => aboutOf(value.outgoing) === about)
  }

  async #send(said: ConfirmEvent, epoch?: number): Promise<void> {
    const { event } = said
    const bound = epoch === undefined ? {} : { epoch }
    const outgoing: Outgoing = { kind: "event", event, details: [...confirmDetails(said)], ...bound }
    await this.#forgetFailed(present(aboutOf(outgoing)))
    await this.#thread.outbox.add(outgoing)
    await this.#thread.outbox.pump()
  }

  /** What is said now takes the place of what could not be sent. */
  async #forgetFailed(about: string): Promise<void> {
    await this.#thread.conversation.act(async ({ record }) => {
      const failed = (await this.#waiting(about)).filter(({ value }) => value.failed !== undefined)
      if (failed.length === 0) return [undefined, undefined]
      return [{ record, writes: failed.map(({ key }) => remove(OUTBOX, key)) }, undefined]
    })
  }
}

const TELLING = "passkey-known"

/** The request that is answered, or that a passkey is told; undefined for everything else. */
function aboutOf(outgoing: Outgoing): string | undefined {
  if (outgoing.kind !== "event") return undefined
  const { event, details } = outgoing
  if (event === TELLING) return TELLING
  const [request] = details
  const isAnswer = event === "confirmed" || event === "confirm-declined"
  return isAnswer && request instanceof Uint8Array ? toBase64Url(request) : undefined
}
