import type { Group, LeafPolicy, Member } from "@sotto/mls"
import { toBase64Url } from "../base64.ts"
import { CertificateError, type Identity, sameSubject } from "../certificates/identity.ts"
import { isAgentCredential, type Trust, verifyIdentity } from "../certificates/verify.ts"
import type { Person } from "../views.ts"
import type { Device } from "./device.ts"

const VERIFIED_FOR = 60_000
const MAX_VERIFIED = 64

/** How a leaf may come into this client's view of a group. */
export type Entrance =
  /** We make the group: agents are added, the only customer is ourselves. */
  | "creating"
  /** A Welcome shows us everyone at once; nobody is being added by us. */
  | "joining"
  /** We are in: new leaves are agents only, and a changed leaf stays the same person's same device. */
  | "member"

/** Somebody in the group cannot be believed. `rule` is for support, never content. */
export class MembershipError extends Error {
  readonly rule: string

  constructor(rule: string, cause?: unknown) {
    super(rule, { cause })
    this.name = "MembershipError"
    this.rule = rule
  }
}

/** Decides who may be in the conversations of one inbox, against the pinned root and the newest revocations. */
export class Members {
  readonly #device: Device
  readonly #inbox: string
  #refusal: string | undefined
  /** A minute's memory: every message asks for its sender, and a chain takes three signatures. */
  readonly #verified = new Map<string, { readonly identity: Identity; readonly trust: Trust }>()

  constructor(device: Device, inbox: string) {
    this.#device = device
    this.#inbox = inbox
  }

  /** Why the policy last said no; MLS itself knows only that it did. */
  get refusal(): string | undefined {
    return this.#refusal
  }

  policy(entrance: Entrance): LeafPolicy {
    return async (candidate, previous) => {
      this.#refusal = undefined
      try {
        await this.#admit(candidate, previous, entrance)
        return true
      } catch (error) {
        if (!(error instanceof CertificateError || error instanceof MembershipError)) throw error
        this.#refusal = error.rule
        return false
      }
    }
  }

  /** Throws a CertificateError when the member's credential no longer holds. */
  async identify(member: Member, adding = false): Promise<Identity> {
    const trust = this.#device.trust(this.#inbox, adding)
    const key = `${toBase64Url(member.signatureKey)} ${toBase64Url(member.identity)}`
    const known = this.#verified.get(key)
    const isCurrent =
      known?.trust.revocations === trust.revocations && trust.now - known.trust.now < VERIFIED_FOR
    if (!adding && known !== undefined && isCurrent) return known.identity
    const identity = await verifyIdentity(member.identity, member.signatureKey, trust)
    if (this.#verified.size >= MAX_VERIFIED) this.#verified.clear()
    this.#verified.set(key, { identity, trust })
    return identity
  }

  /**
   * Whose leaf it is, or was until its certificate ended: what was done before, and is heard of late, stays done. Such
   * a leaf is lost, and goes before anything is sent. Throws a CertificateError when it never held.
   */
  once(member: Member): Promise<Identity> {
    return this.identify(member).catch(async (error: unknown) => {
      const { onceGood } = await import("../admission/admission.ts")
      return onceGood(member, error, this.#device.trust(this.#inbox, false))
    })
  }

  /**
   * Everyone in the group, verified: exactly one customer, and ourselves at the place that MLS says is ours.
   * Throws a CertificateError or MembershipError.
   */
  async verifyAll(group: Group): Promise<void> {
    for (const member of group.members) await this.identify(member)
    await this.verifyShape(group)
  }

  /** Who may be there together. Members whose certificate ended since they came are left to `lost`. */
  async verifyShape(group: Group): Promise<void> {
    const identities = await this.people(group)
    if (identities.filter((identity) => identity.kind === "customer").length !== 1) {
      throw new MembershipError("exactly_one_customer")
    }
    const own = group.members.find((member) => member.leaf === group.ownLeaf)
    if (own === undefined || (await this.identify(own)).device !== this.#device.id) {
      throw new MembershipError("own_leaf_missing")
    }
    const devices = new Set(identities.map((identity) => identity.device))
    if (devices.size !== identities.length) throw new MembershipError("one_leaf_for_each_device")
  }

  /** For showing only: undefined when the credential no longer holds. */
  async describe(member: Member): Promise<Identity | undefined> {
    try {
      return await this.identify(member)
    } catch (error) {
      if (error instanceof CertificateError) return undefined
      throw error
    }
  }

  /** Everyone who can be named, in the order of leaves. */
  async people(group: Group): Promise<readonly Identity[]> {
    const described = await Promise.all(group.members.map((member) => this.describe(member)))
    return described.filter((identity) => identity !== undefined)
  }

  async personAt(group: Group, device: string): Promise<Person | undefined> {
    const identity = (await this.people(group)).find((candidate) => candidate.device === device)
    return identity === undefined ? undefined : personOf(identity)
  }

  /** Agents whose certificate was revoked or is past its grace: to be removed before anything else is sent. */
  async lostAgents(group: Group): Promise<readonly number[]> {
    const lost: number[] = []
    for (const member of group.members) {
      const isOther = member.leaf !== group.ownLeaf && isAgentCredential(member.identity)
      if (isOther && (await this.describe(member)) === undefined) lost.push(member.leaf)
    }
    return lost
  }

  async #admit(candidate: Member, previous: Member | undefined, entrance: Entrance): Promise<void> {
    // Only whoever adds judges by today: others may hear of it when the certificate has ended.
    const whose = (leaf: Member) => (entrance === "creating" ? this.identify(leaf, true) : this.once(leaf))
    const identity = await whose(candidate)
    if (previous !== undefined) {
      if (!sameSubject(identity, await whose(previous))) throw new MembershipError("subject_changed")
      return
    }
    if (identity.kind === "agent" || entrance === "joining") return
    const isOwnNewGroup = entrance === "creating" && identity.device === this.#device.id
    if (!isOwnNewGroup) throw new MembershipError("customers_are_never_added")
  }
}

/** Customers have no name of their own here: what they call themselves is in the conversation's record. */
export function personOf(identity: Identity): Person {
  if (identity.kind === "agent") {
    return { id: identity.user, name: identity.name, kind: "agent", lapsed: identity.lapsed }
  }
  return { id: identity.customer, name: "", kind: "customer", lapsed: false }
}
