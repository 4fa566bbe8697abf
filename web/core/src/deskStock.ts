import { createKeyPackage, welcomeReferences } from "@sotto/mls"
import * as v from "valibot"
import type { StaffApi } from "./api/staffApi.ts"
import { toBase64Url } from "./base64.ts"
import { credentialOf } from "./certificates/issue.ts"
import { chainOf } from "./certificates/verify.ts"
import type { Device } from "./conversation/device.ts"
import { put, remove, type Table, type Write } from "./store/store.ts"
import { exclusively } from "./sync/locks.ts"

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const stored = v.object({
  keyPackage: bytes,
  secrets: bytes,
  lastResort: v.boolean(),
  createdAt: v.number(),
  notAfter: v.number(),
  /** The conversation that this one asks to be let into; none for the stock on the server. */
  admission: v.optional(v.string()),
})
type StoredKeyPackage = v.InferOutput<typeof stored>

/** Key [key package reference]. */
const KEY_PACKAGES: Table<StoredKeyPackage> = { name: "keyPackages", schema: stored }

const DAY = 86_400_000
const SKEW = 300_000
const LIFE = 90 * DAY
/** Shorter than a request waits on the server: the next one comes with a new one. */
const ADMISSION_AGE = 2 * DAY
const LAST_RESORT_AGE = 30 * DAY
const FULL = 100
const LOW = 50
/** The server holds at most 200; the rest are on their way into a conversation, or were taken by somebody who left. */
const MOST_KEPT = 400
/** One a month, each good for three months and a month of waiting messages. */
const MOST_LAST_RESORTS = 8
/** Counted apart from the stock, so that asking never costs what was published. */
const MOST_ADMISSIONS = 400

export interface FoundKeyPackage extends StoredKeyPackage {
  /** Removes the secrets, to be stored together with the joined group; the last resort keeps them. */
  readonly used: readonly Write[]
}

/** This device's key packages: public halves on the server, secrets sealed here. */
export class KeyPackageStock {
  readonly #device: Device
  readonly #api: StaffApi

  constructor(device: Device, api: StaffApi) {
    this.#device = device
    this.#api = api
  }

  /** Refills the server's stock when it runs low, and renews the last resort every 30 days. Throws what the network throws. */
  refill(): Promise<void> {
    const { environment, scope } = this.#device
    return exclusively(environment, `${scope} stock`, async () => {
      const newest = await this.#forgetOld()
      const { stock, lastResortExpiresAt } = await this.#api.keyPackageStock(this.#device.id)
      const count = stock < LOW ? FULL - stock : 0
      const isLastResortDue = lastResortExpiresAt === null || !(await this.#hasFreshLastResort())
      if (count === 0 && !isLastResortDue) return
      // Younger than all before, also when the clock was set back: the oldest are forgotten, and these are about to be used.
      const createdAt = Math.max(this.#device.environment.now(), newest + 1)
      const ordinary = await Promise.all(Array.from({ length: count }, () => this.#create(false, createdAt)))
      const lastResort = isLastResortDue ? await this.#create(true, createdAt) : undefined
      await this.#api.publishKeyPackages(this.#device.id, ordinary, lastResort)
    })
  }

  /** The key package of ours that a Welcome was made for. Throws an MlsError on what is not a Welcome. */
  async find(welcome: Uint8Array): Promise<FoundKeyPackage | undefined> {
    for (const reference of welcomeReferences(welcome)) {
      const key = [toBase64Url(reference)]
      const found = await this.#device.store.get(KEY_PACKAGES, key)
      if (found !== undefined) return { ...found, used: found.lastResort ? [] : [remove(KEY_PACKAGES, key)] }
    }
    return undefined
  }

  /**
   * One for asking to be let in, with the word of this person's vault. It is no part of the stock on the server, and for
   * some days a conversation is asked with the same one, so that refusals make no secrets pile up.
   */
  async forAdmission(conversation: string, word: string): Promise<Uint8Array> {
    const now = this.#device.environment.now()
    const all = await this.#device.store.range(KEY_PACKAGES, { prefix: [] })
    const made = all.find(
      ({ value }) => value.admission === conversation && now - value.createdAt < ADMISSION_AGE,
    )
    if (made !== undefined) return made.value.keyPackage
    const identity = credentialOf(...chainOf(this.#device.credential()), word)
    return this.#create(false, now, identity, conversation)
  }

  /** Secrets are stored before the public half leaves, so that no Welcome comes that cannot be opened. */
  async #create(
    lastResort: boolean,
    createdAt: number,
    identity = this.#device.credential(),
    admission?: string,
  ): Promise<Uint8Array> {
    const { key, environment, store } = this.#device
    const now = environment.now()
    const lifetime = { notBefore: now - SKEW, notAfter: now + LIFE }
    const made = await createKeyPackage({ identity, key, lifetime, lastResort })
    const { keyPackage, secrets, reference } = made
    const record = {
      keyPackage,
      secrets: secrets.bytes,
      lastResort,
      createdAt,
      notAfter: lifetime.notAfter,
      ...(admission === undefined ? {} : { admission }),
    }
    await store.write([put(KEY_PACKAGES, [toBase64Url(reference)], record)])
    return keyPackage
  }

  async #hasFreshLastResort(): Promise<boolean> {
    const now = this.#device.environment.now()
    const all = await this.#device.store.range(KEY_PACKAGES, { prefix: [] })
    return all.some(({ value }) => value.lastResort && now - value.createdAt < LAST_RESORT_AGE)
  }

  /**
   * The server may still hold a Welcome for some time, at most as long as it keeps messages. Beyond a number the oldest
   * go too, and when the newest was made is said: neither a server that takes none nor a visitor who uses none can make this device hoard secrets.
   */
  async #forgetOld(): Promise<number> {
    const before = this.#device.environment.now() - 30 * DAY
    const all = await this.#device.store.range(KEY_PACKAGES, { prefix: [] })
    const newest = all.toSorted((a, b) => b.value.createdAt - a.value.createdAt)
    const expired = newest.filter(({ value }) => value.notAfter < before)
    const surplus = [
      ...newest.filter(({ value }) => !value.lastResort && value.admission === undefined).slice(MOST_KEPT),
      ...newest.filter(({ value }) => value.admission !== undefined).slice(MOST_ADMISSIONS),
      ...newest.filter(({ value }) => value.lastResort).slice(MOST_LAST_RESORTS),
    ]
    await this.#device.store.write([...expired, ...surplus].map(({ key }) => remove(KEY_PACKAGES, key)))
    return newest[0]?.value.createdAt ?? 0
  }
}
