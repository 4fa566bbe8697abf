import type { ClientState } from "ts-mls/clientState.js"
import {
  type Context,
  type Group,
  loadGroup,
  type Member,
  MlsError,
  type PendingCommit,
} from "../src/index.ts"
import { decodeState, encodeState } from "../src/savedState.ts"
import { LibrarySeat } from "./librarySeat.ts"
import type { Changes, Framing, Received, Seat, Sent, Staged } from "./seat.ts"

/** A seat as the product has it. What its interface does not offer is refused as `not-offered`. */
export class ProductSeat implements Seat {
  readonly engine = "product"
  readonly #group: Group
  readonly #context: Context

  constructor(group: Group, context: Context) {
    this.#group = group
    this.#context = context
  }

  static async load(saved: Uint8Array, context: Context): Promise<ProductSeat> {
    return new ProductSeat(await loadGroup(saved, context), context)
  }

  get state(): ClientState {
    return decodeState(this.#group.save(), this.#context.key.publicKey)
  }

  get members(): readonly Member[] {
    return this.#group.members
  }

  groupInfo(): Promise<Uint8Array> {
    return this.#group.groupInfo()
  }

  async commit(changes: Changes, framing: Framing): Promise<Staged> {
    if (framing.privateMessage || !framing.treeInWelcome || framing.authenticatedData.length > 0)
      throw notOffered("its commits are public, without authenticated data, and welcome with the tree")
    const { next, ...staged } = await this.#stage(changes)
    return { ...staged, next: this.#follow(next) }
  }

  async propose(): Promise<Sent> {
    throw notOffered("its proposals travel inside commits")
  }

  enter(next: Seat): Seat {
    if (!(next instanceof ProductSeat)) throw new MlsError("usage", "not a seat of the product's")
    return this.#follow(this.#group.enter(next.#group))
  }

  /** Authenticated data is nothing the product sends, so such a message is made by the library and goes through its state. */
  async protect(content: Uint8Array, authenticatedData: Uint8Array): Promise<Sent> {
    if (authenticatedData.length === 0) {
      const { message, next } = await this.#group.protect(content)
      return { message, next: this.#follow(next) }
    }
    const { message, next } = await new LibrarySeat(this.state, this.#context).protect(
      content,
      authenticatedData,
    )
    return { message, next: await ProductSeat.load(encodeState(next.state), this.#context) }
  }

  async receive(message: Uint8Array): Promise<Received> {
    const received = await this.#group.receive(message)
    return { ...received, next: this.#follow(received.next) }
  }

  exporter(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    return this.#group.export(label, context, length)
  }

  save(): Uint8Array {
    return this.#group.save()
  }

  #stage({ keyPackages, leaves }: Changes): Promise<PendingCommit> {
    if (keyPackages.length > 0 && leaves.length > 0)
      throw notOffered("one commit adds or removes, never both")
    if (keyPackages.length > 0) return this.#group.add(keyPackages)
    return leaves.length > 0 ? this.#group.remove(leaves) : this.#group.update()
  }

  #follow(group: Group): ProductSeat {
    return new ProductSeat(group, this.#context)
  }
}

export function notOffered(reason: string): MlsError {
  return new MlsError("not-offered", `the product does not do this: ${reason}`)
}
