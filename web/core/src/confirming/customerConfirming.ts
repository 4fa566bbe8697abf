import { fromBase64Url, toBase64Url } from "../base64.ts"
import { owned } from "../bytes.ts"
import type { CborValue } from "../cbor.ts"
import { OUTBOX } from "../conversation/tables.ts"
import { createCustomerPasskey, customerPasskey, keepCustomerPasskey } from "../customerPasskey.ts"
import { type Authenticator, browserAuthenticator, isAssertion, passkeyCeremony } from "../passkeys.ts"
import { present } from "../present.ts"
import type { Thread } from "../sync/thread.ts"
import type { ConfirmWays, CustomerConfirming } from "../views.ts"
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
    const waiting = await store.range(OUTBOX, { prefix: [conversation.id] })
    const isWaiting = waiting.some(({ value }) => isTelling(value.outgoing))
    if (isKnown || isWaiting) return
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
    const { device, id } = this.#thread.conversation
    const waiting = await device.store.range(OUTBOX, { prefix: [id] })
    const isSent = waiting.some(({ value }) => isAnswer(value.outgoing, request))
    const asked = await device.store.get(REQUESTS, [id, "request", toBase64Url(request)])
    if (!isSent && asked?.answered !== true) throw new NotConfirmed("epoch_moved")
  }

  async #send(said: ConfirmEvent, epoch?: number): Promise<void> {
    const { event } = said
    const bound = epoch === undefined ? {} : { epoch }
    await this.#thread.outbox.add({ kind: "event", event, details: [...confirmDetails(said)], ...bound })
    await this.#thread.outbox.pump()
  }
}

type Sent = { readonly kind: string; readonly event?: string; readonly details?: readonly CborValue[] }

function isTelling({ event }: Sent): boolean {
  return event === "passkey-known"
}

function isAnswer({ event, details }: Sent, request: Uint8Array): boolean {
  const [said] = details ?? []
  return event === "confirmed" && said instanceof Uint8Array && toBase64Url(said) === toBase64Url(request)
}
