import {
  type Office as Accounts,
  type AskStepUp,
  acceptInvitation,
  certify,
  companyKeysOf,
  currentSession,
  type Desk,
  type Device,
  enterByVault,
  enterKit,
  fingerprint,
  invite,
  issuerOf,
  keepDrafts,
  keepInVault,
  NotAnIssuer,
  needsStepUp,
  newId,
  openDesk,
  type PasswordSignIn,
  renewDue,
  republishWhenDue,
  revokeDevice,
  type Session,
  type SignedCompanyKeys,
  StaffApi,
  type StaffDevice,
  StaffKeys,
  signCompanyKeys,
  signIn,
  signInBySuggestion,
  stepUp,
  takeDrafts,
  team,
  testKit,
  thumbprint,
  vaultWayByPasskey,
  type WayIn,
} from "@sotto/core"
import type {
  CertifyingInVault,
  HeldKit,
  KitTests,
  Office,
  OpenInvitation,
  OpenSetUp,
  SignInPolicies,
  StaffSession,
  Team,
  TeamDevice,
} from "../office.ts"
import type { InvitableRole } from "../roles.ts"
import { StepUps } from "../stepup/StepUps.ts"
import { liveAccount } from "./liveAccount.ts"
import { liveColleagues } from "./liveColleagues.ts"
import { liveKit, liveRecoveries } from "./liveRecoveries.ts"
import { liveSetUp } from "./liveSetUp.ts"
import { type Shown, shownDevice, shownTeam } from "./shownTeam.ts"

/** Renewals and the revocation list are due in weeks; looking every quarter of an hour is plenty. */
const dueEvery = 15 * 60_000

interface SignedIn {
  readonly accounts: Accounts
  /** The same without questions to the person: for what is done by itself. */
  readonly unattended: Accounts
  readonly device: { readonly id: string; readonly publicKey: Uint8Array }
  dueAt: number
}

/** The office of a real server. Nobody is signed in until a method says so by returning a session. */
export class LiveOffice implements Office {
  readonly stepUps = new StepUps()
  readonly account = liveAccount(
    () => this.#here.accounts.api,
    () => ({ user: this.#here.accounts.session.user.id, device: this.#here.device.id }),
  )
  readonly colleagues = liveColleagues(() => this.#here.accounts.api)
  readonly signInPolicy: SignInPolicies = {
    get: () => this.#here.accounts.api.policy.get(),
    set: (policy) => this.#here.accounts.api.policy.set(policy),
  }
  readonly recoveries = liveRecoveries(() => this.#here.accounts.api)
  readonly kitTests: KitTests = {
    state: () => this.#here.accounts.api.kit.state(),
    test: (typed) => testKit(this.#here.accounts, typed),
  }
  readonly certifyingInVault: CertifyingInVault = {
    isKept: () => this.#here.accounts.api.vault.isRootKept(),
    keep: async (vault, what, kit, way) => {
      await keepInVault(this.#here.accounts, vault, what, kit, way)
      await this.#becameIssuer()
    },
    use: async (way) => {
      await enterByVault(this.#here.accounts, way)
      await this.#becameIssuer()
    },
  }
  readonly #origin: string
  readonly #keys: StaffKeys
  readonly #now: () => number
  readonly #shown: Shown = new WeakMap<TeamDevice, Device>()
  #signedIn: SignedIn | undefined

  private constructor(origin: string, keys: StaffKeys, now: () => number) {
    this.#origin = origin
    this.#keys = keys
    this.#now = now
  }

  static async open(origin: string, now: () => number): Promise<LiveOffice> {
    return new LiveOffice(origin, await StaffKeys.open(), now)
  }

  async session(): Promise<StaffSession | undefined> {
    const session = await currentSession(this.#anonymous())
    return session === undefined ? undefined : this.#adopt(session)
  }

  async signIn(): Promise<StaffSession> {
    return this.#adopt(await signIn(this.#anonymous()))
  }

  provider(): Promise<string | undefined> {
    return this.#anonymous().provider()
  }

  async signInBySuggestion(signal: AbortSignal): Promise<StaffSession | undefined> {
    const session = await signInBySuggestion(this.#anonymous(), signal)
    return session === undefined ? undefined : this.#adopt(session)
  }

  async signInByPassword(answer: PasswordSignIn): Promise<StaffSession> {
    const known = await this.#keys.onlyDevice()
    const api = known === undefined ? this.#anonymous() : this.#api(known)
    return this.#adopt(await api.account.signInByPassword(answer))
  }

  async stepUp(): Promise<void> {
    await stepUp(this.#here.accounts.api)
  }

  async stepUpByPassword(password: string, code: string): Promise<void> {
    await this.#here.accounts.api.account.stepUpByPassword(password, code)
  }

  vaultWay(): Promise<WayIn> {
    return vaultWayByPasskey(this.#here.accounts.api)
  }

  active(): Promise<number> {
    return this.#here.accounts.api.account.active()
  }

  async idleUntil(): Promise<number | undefined> {
    return (await currentSession(this.#here.accounts.api))?.idleUntil
  }

  async signOut(): Promise<void> {
    await this.#here.accounts.api.signOut()
    this.#signedIn = undefined
  }

  openSetUp(token: string): Promise<OpenSetUp> {
    const adopt = (session: Session) => this.#adopt(session)
    return liveSetUp({ origin: this.#origin, token, now: this.#now, adopt })
  }

  openKit(typed: string): Promise<HeldKit> {
    return liveKit({ origin: this.#origin, now: this.#now }, typed, (session) => this.#adopt(session))
  }

  async openInvitation(token: string): Promise<OpenInvitation> {
    const { organisation, name } = await this.#anonymous().invitation(token)
    const accept = async () => this.#adopt(await acceptInvitation(this.#anonymous(), token))
    return { organisation: organisation.name, name, accept }
  }

  openDesk(deviceName: string): Promise<Desk> {
    return openDesk({ origin: this.#origin, session: this.#here.accounts.session, deviceName })
  }

  keepDrafts(user: string, drafts: ReadonlyMap<string, string>): Promise<void> {
    return keepDrafts(user, drafts)
  }

  takeDrafts(user: string): Promise<ReadonlyMap<string, string>> {
    return takeDrafts(user)
  }

  async device(id: string): Promise<TeamDevice | undefined> {
    const device = (await this.#here.accounts.api.devices()).find((each) => each.device === id)
    if (device === undefined) return undefined
    const waiting = device.certificate === null || (device.certificateExpiresAt ?? 0) <= this.#now()
    const each = { device, fingerprint: await fingerprint(device.publicKey), waiting }
    return shownDevice(each, this.#here.device.id, this.#shown)
  }

  async team(): Promise<Team> {
    const { accounts, device } = this.#here
    const before = await team(accounts)
    const renewed = before.issuerUntil === undefined ? 0 : await this.#doWhatIsDue(before.devices)
    return shownTeam(renewed === 0 ? before : await team(accounts), device.id, this.#shown, renewed)
  }

  invite(
    name: string,
    role: InvitableRole,
    inboxes: readonly string[],
  ): Promise<{ readonly link: string; readonly expiresAt: number }> {
    return invite(this.#here.accounts, name, role, inboxes)
  }

  certify(device: TeamDevice): Promise<void> {
    return device.own ? this.#certifyOwnDevice() : certify(this.#here.accounts, this.#deviceOf(device))
  }

  revoke(device: TeamDevice): Promise<void> {
    return revokeDevice(this.#here.accounts, this.#deviceOf(device))
  }

  async enterKit(typed: string): Promise<void> {
    await enterKit(this.#here.accounts, typed)
    await this.#becameIssuer()
  }

  companyKeys(): Promise<SignedCompanyKeys> {
    return companyKeysOf(this.#here.accounts)
  }

  signCompanyKeys(kit: string, previous: SignedCompanyKeys, keys: SignedCompanyKeys["keys"]): Promise<void> {
    return signCompanyKeys(this.#here.accounts, kit, previous, keys)
  }

  async createInbox(inbox: { name: string; greeting: string; site: string }): Promise<StaffSession> {
    const { accounts } = this.#here
    // First, because an inbox for which nobody is certified would refuse every visitor.
    if ((await issuerOf(accounts)) === undefined) throw new NotAnIssuer()
    await accounts.api.createInbox({ id: newId("inb"), ...inbox })
    const session = await this.#adopt(await accounts.api.session())
    await this.#certifyOwnDevice()
    return session
  }

  get #here(): SignedIn {
    if (this.#signedIn === undefined) throw new Error("nobody is signed in")
    return this.#signedIn
  }

  #anonymous(): StaffApi {
    return new StaffApi({ origin: this.#origin, now: this.#now })
  }

  #api(device: StaffDevice, askStepUp?: AskStepUp): StaffApi {
    const { id, key } = device
    return new StaffApi({ origin: this.#origin, now: this.#now, key, device: id }, askStepUp)
  }

  async #adopt(session: Session): Promise<StaffSession> {
    const device = await this.#keys.device(session.user.id)
    const api = this.#api(device, () => this.stepUps.ask())
    const accounts = { api, session, keys: this.#keys, now: this.#now, locks: navigator.locks }
    const unattended = { ...accounts, api: this.#api(device) }
    const { id, key } = device
    this.#signedIn = { accounts, unattended, device: { id, publicKey: key.publicKey }, dueAt: 0 }
    const { root, ...organisation } = session.organisation
    const [long, short] = await Promise.all([thumbprint(root), fingerprint(root)])
    return { ...session, organisation: { ...organisation, thumbprint: long, fingerprint: short } }
  }

  async #doWhatIsDue(devices: readonly { readonly device: Device }[]): Promise<number> {
    const here = this.#here
    if (this.#now() < here.dueAt) return 0
    try {
      const renewed = await renewDue(
        here.unattended,
        devices.map(({ device }) => device),
      )
      await republishWhenDue(here.unattended)
      here.dueAt = this.#now() + dueEvery
      return renewed.length
    } catch (error) {
      if (!needsStepUp(error)) throw error
      // Shown as run out, and certified by hand: a question that nobody's press caused would only be waved through.
      here.dueAt = this.#now() + dueEvery
      return 0
    }
  }

  async #becameIssuer(): Promise<void> {
    this.#here.dueAt = 0
    const own = await this.device(this.#here.device.id)
    if (own?.state === "waiting" || own?.state === "lapsed") await this.#certifyOwnDevice()
  }

  /** Whatever key the server names for this browser, the one that is really here is signed; nobody has to compare. */
  async #certifyOwnDevice(): Promise<void> {
    const { accounts, device } = this.#here
    const known = (await accounts.api.devices()).find((each) => each.device === device.id)
    if (known !== undefined)
      await certify(accounts, { ...known, publicKey: new Uint8Array(device.publicKey) })
  }

  #deviceOf(shown: TeamDevice): Device {
    const device = this.#shown.get(shown)
    if (device === undefined) throw new TypeError("this device was never shown")
    return device
  }
}
