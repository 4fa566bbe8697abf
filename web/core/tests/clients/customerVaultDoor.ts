import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { sha256 } from "../../src/bytes.ts"
import type { DeliveryServer } from "./deliveryServer.ts"
import { json, problem } from "./serverReplies.ts"
import { type VaultBody, VaultDoor } from "./vaultDoor.ts"

interface Returning {
  readonly way: string
  readonly access: string
  readonly device: string
}

interface Changing extends VaultBody {
  readonly known?: { readonly way: string; readonly access: string }
}

/** Customers' vaults, and which customer a device is one of, as the server keeps them. */
export class CustomerVaultDoor {
  readonly vaults: VaultDoor
  /** Of devices. */
  readonly customers = new Map<string, string>()
  readonly #server: DeliveryServer

  constructor(server: DeliveryServer, deleted: () => readonly string[]) {
    this.#server = server
    this.vaults = new VaultDoor(deleted)
  }

  /** Whether a device of this customer is known. */
  has(customer: string): boolean {
    return [...this.customers.values()].includes(customer)
  }

  /** As when a further device made room for another, or was away for long. */
  evict(device: string): void {
    this.customers.delete(device)
    this.#server.devices.delete(device)
  }

  async answer(method: string, path: readonly string[], body: Changing, device: string): Promise<Response> {
    const customer = this.customers.get(device)
    if (customer === undefined) return problem(401, "unauthenticated")
    const changesWays = method === "POST" && path[1] !== undefined
    if (changesWays && !(await this.#isShown(customer, body.known))) return problem(404, "not_found")
    return this.vaults.answer(method, path, body, customer)
  }

  async #isShown(customer: string, known: Changing["known"]): Promise<boolean> {
    if (known === undefined) return false
    const hash = toBase64Url(await sha256(fromBase64Url(known.access)))
    const ways = this.vaults.held.get(customer)?.ways ?? []
    return ways.some(({ id, accessHash }) => id === known.way && accessHash === hash)
  }

  async returning({ way, access, device }: Returning, proof: string): Promise<Response> {
    const hash = toBase64Url(await sha256(fromBase64Url(access)))
    for (const [customer, vault] of this.vaults.held) {
      if (!vault.ways.some(({ id, accessHash }) => id === way && accessHash === hash)) continue
      const header = JSON.parse(new TextDecoder().decode(fromBase64Url(proof.split(".")[0] ?? "")))
      const entry = {
        id: device,
        user: undefined,
        x: header.jwk.x,
        name: "",
        certificate: null,
        issuer: null,
      }
      this.#server.devices.set(device, { ...entry, stock: [], lastResort: undefined })
      this.customers.set(device, customer)
      const look = await this.vaults.answer("GET", ["customer-vault"], {}, customer).json()
      return json(200, { customer, vault: look })
    }
    return problem(404, "not_found")
  }
}
