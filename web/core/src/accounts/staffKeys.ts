import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import { type DBSchema, type IDBPDatabase, openDB } from "idb"
import * as v from "valibot"
import { newId } from "../ids.ts"

/** This browser as one staff device: its key signs in MLS and proves itself to the server. */
export interface StaffDevice {
  readonly id: string
  readonly key: SignatureKey
}

/** This browser as an issuer: what lets it certify devices. */
export interface Issuer {
  readonly key: SignatureKey
  /** Signed by the organisation's root. */
  readonly certificate: string
  /** The newest revocation list that this browser signed or saw, in the form of RevocationLists.save. */
  readonly revocations: unknown
}

/** A vault that this browser has opened: its key as a handle that scripts can use and none can read. */
export interface HeldVault {
  readonly id: string
  readonly key: CryptoKey
  /** What the vault vouches with for devices of its person, a handle as well. Undefined until the vault has one. */
  readonly identity?: SignatureKey | undefined
}

interface Schema extends DBSchema {
  devices: { key: string; value: unknown }
  issuers: { key: string; value: unknown }
  vaults: { key: string; value: unknown }
}

const signatureKey = v.object({ publicKey: v.instance(Uint8Array), privateKey: v.instance(CryptoKey) })
const deviceSchema = v.object({ id: v.string(), key: signatureKey })
const issuerSchema = v.object({ key: signatureKey, certificate: v.string(), revocations: v.unknown() })
const vaultSchema = v.object({
  id: v.string(),
  key: v.instance(CryptoKey),
  identity: v.optional(signatureKey),
})

/**
 * Keys of the console, as non-extractable handles in IndexedDB: scripts of this origin can use them and none can
 * copy them. They lie apart from the desk's store, because set-up makes them before a desk exists.
 */
export class StaffKeys {
  readonly #database: IDBPDatabase<Schema>

  private constructor(database: IDBPDatabase<Schema>) {
    this.#database = database
  }

  static async open(name = "sotto-staff"): Promise<StaffKeys> {
    return new StaffKeys(
      await openDB<Schema>(name, 2, {
        upgrade(database, before) {
          if (before < 1) {
            database.createObjectStore("devices")
            database.createObjectStore("issuers")
          }
          database.createObjectStore("vaults")
        },
        blocking(_current, _blocked, event) {
          // A later version of this page wants to upgrade; it must not wait for an old tab.
          if (event.target instanceof IDBDatabase) event.target.close()
        },
      }),
    )
  }

  /** The device of this user (`usr_…`) in this browser, made on first use. Tabs that race get the same one. */
  async device(user: string): Promise<StaffDevice> {
    const found: unknown = await this.#database.get("devices", user)
    if (found !== undefined) return v.parse(deviceSchema, found)
    const fresh: StaffDevice = { id: newId("dev"), key: await generateSignatureKey() }
    const transaction = this.#database.transaction("devices", "readwrite")
    const winner: unknown = (await transaction.store.get(user)) ?? fresh
    await transaction.store.put(winner, user)
    await transaction.done
    return v.parse(deviceSchema, winner)
  }

  /**
   * The only device in this browser. Undefined when there is none, and when there are several: before sign-in nobody
   * knows whose turn it is.
   */
  async onlyDevice(): Promise<StaffDevice | undefined> {
    const [found, another] = await this.#database.getAll("devices", undefined, 2)
    return found === undefined || another !== undefined ? undefined : v.parse(deviceSchema, found)
  }

  /** Undefined when this browser cannot issue for the organisation. */
  async issuer(organisation: string): Promise<Issuer | undefined> {
    const found: unknown = await this.#database.get("issuers", organisation)
    return found === undefined ? undefined : v.parse(issuerSchema, found)
  }

  async keepIssuer(organisation: string, issuer: Issuer): Promise<void> {
    await this.#database.put("issuers", issuer, organisation)
  }

  /** Undefined when this user's vault was not opened in this browser. */
  async vault(user: string): Promise<HeldVault | undefined> {
    const found: unknown = await this.#database.get("vaults", user)
    return found === undefined ? undefined : v.parse(vaultSchema, found)
  }

  async keepVault(user: string, vault: HeldVault): Promise<void> {
    await this.#database.put("vaults", vault, user)
  }

  async forgetVault(user: string): Promise<void> {
    await this.#database.delete("vaults", user)
  }

  async forgetDevice(user: string): Promise<void> {
    await this.#database.delete("devices", user)
  }

  close(): void {
    this.#database.close()
  }
}
