import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { sha256 } from "../../src/bytes.ts"
import type { DeliveryServer } from "./deliveryServer.ts"
import { json, problem } from "./serverReplies.ts"
import { VaultDoor } from "./vaultDoor.ts"

interface Returning {
  readonly way: string
  readonly access: string
  readonly device: string
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

  answer(method: string, path: readonly string[], body: object, device: string): Response {
    const customer = this.customers.get(device)
    return customer === undefined
      ? problem(401, "unauthenticated")
      : this.vaults.answer(method, path, body, customer)
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
