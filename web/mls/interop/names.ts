import { type Context, MlsError, type NewKeyPackage, type SignatureKey } from "../src/index.ts"
import { generateMovableKey, loadSeat, saveSeat } from "./savedSeat.ts"
import type { Seat } from "./seat.ts"

/** A device under a name: one signature key, key packages that wait, at most one group. */
export class Device {
  readonly key: SignatureKey
  keyPackages: readonly NewKeyPackage[] = []
  /** The epoch of an own commit that the other side has not accepted yet. */
  pending: Seat | undefined
  #seat: Seat | undefined

  constructor(key: SignatureKey, seat?: Seat) {
    this.key = key
    this.#seat = seat
  }

  get seat(): Seat {
    if (this.#seat === undefined) throw new MlsError("usage", "this name is in no group")
    return this.#seat
  }

  /** Goes on from the next state; there is no way back to the one before. */
  follow(next: Seat): void {
    this.#seat = next
  }

  enterGroup(seat: Seat): void {
    if (this.#seat !== undefined) throw new MlsError("usage", "this name is in a group already")
    this.#seat = seat
  }

  save(): Promise<Uint8Array> {
    return saveSeat(this.seat, this.key)
  }
}

/** All devices of this process. Everyone's leaf is accepted: who may be a member is no question of the wire. */
export class Names {
  readonly #devices = new Map<string, Device>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  known(name: string): Device {
    const device = this.#devices.get(name)
    if (device === undefined) throw new MlsError("usage", `nobody is called ${name}`)
    return device
  }

  /** The device of that name, made with a fresh signature key when there is none. */
  async orNew(name: string): Promise<Device> {
    const known = this.#devices.get(name)
    if (known !== undefined) return known
    return this.#name(name, new Device(await generateMovableKey()))
  }

  async load(name: string, saved: Uint8Array): Promise<Device> {
    const { key, seat } = await loadSeat(saved, this.#surroundings())
    return this.#name(name, new Device(key, seat))
  }

  /** False when there was none. */
  drop(name: string): boolean {
    return this.#devices.delete(name)
  }

  context(device: Device): Context {
    return { key: device.key, ...this.#surroundings() }
  }

  #surroundings(): Omit<Context, "key"> {
    return { policy: async () => true, now: this.#now }
  }

  #name(name: string, device: Device): Device {
    if (this.#devices.has(name)) throw new MlsError("usage", `${name} is taken`)
    this.#devices.set(name, device)
    return device
  }
}
