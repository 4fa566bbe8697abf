import type { StaffDevice } from "./accounts/staffKeys.ts"
import { staffVault } from "./accounts/staffVault.ts"
import { DeskAdmissions } from "./admission/deskAdmissions.ts"
import { StaffApi } from "./api/staffApi.ts"
import { CertificateError, type TrustedRoot } from "./certificates/identity.ts"
import { ask } from "./confirming/asking.ts"
import { judgeWhenKeysCome } from "./confirming/judgeWaiting.ts"
import { MAX_TEXT } from "./content/content.ts"
import type { Device } from "./conversation/device.ts"
import { owesFreshPath } from "./conversation/freshness.ts"
import { CONVERSATIONS, type ConversationRecord } from "./conversation/tables.ts"
import { summariesOf } from "./conversation/view.ts"
import { isTransient } from "./customerContacting.ts"
import { type CertificateState, DeskCertificate } from "./deskCertificate.ts"
import { ClosedDesk, type DeskParts, emptyView, me } from "./deskClosed.ts"
import { DeskCompany } from "./deskCompany.ts"
import { join } from "./deskJoin.ts"
import { requireSendable } from "./deskSending.ts"
import { KeyPackageStock } from "./deskStock.ts"
import type { Environment } from "./environment.ts"
import { newId } from "./ids.ts"
import { fingerprint } from "./jose.ts"
import { LiveView } from "./observable.ts"
import { Problem } from "./problems.ts"
import { pinRoot, RootChanged } from "./store/settings.ts"
import { remove, type Store } from "./store/store.ts"
import { Backoff } from "./sync/backoff.ts"
import type { Connection } from "./sync/connection.ts"
import { Engine, type WelcomeFrame } from "./sync/engine.ts"
import type { Thread } from "./sync/thread.ts"
import { TokenTabs } from "./sync/tokenTabs.ts"
import { OwnVault } from "./vault/ownVault.ts"
import type { Alarm, ConversationView, Desk, DeskView, DevicePhase } from "./views.ts"

/** While a certificate is awaited, the server is asked this often. */
const ASK_INTERVAL = 5000
/** Stock, revocation lists, certificate and overdue fresh paths are looked after this often. */
const CARE_INTERVAL = 3_600_000

export class DeskClient implements Desk {
  readonly #parts: DeskParts
  readonly #environment: Environment
  readonly #store: Store
  readonly #self: StaffDevice
  readonly #root: TrustedRoot
  readonly #api: StaffApi
  readonly #engine: Engine
  readonly #stock: KeyPackageStock
  readonly #certificate: DeskCertificate
  readonly #company: DeskCompany
  readonly vault: OwnVault
  readonly #admissions: DeskAdmissions
  readonly #view: LiveView<DeskView>
  readonly #backoff: Backoff
  readonly #records = new Map<string, ConversationRecord>()
  readonly #alarms = new Map<string, Alarm>()
  #phase: DevicePhase = "starting"
  #reason: string | undefined
  #lapsed = false
  #signedOut = false
  #isRegistered = false
  #open: Thread | undefined
  #visible = false
  #isClosed = false
  #cancelCare: (() => void) | undefined

  private constructor(
    parts: DeskParts,
    environment: Environment,
    store: Store,
    self: StaffDevice,
    certificate: DeskCertificate,
  ) {
    const { organisation } = parts.session
    this.#parts = parts
    // Closing ends work that is under way in the middle of the store; that is no fault.
    const report = (error: unknown) => (this.#isClosed ? undefined : environment.report(error))
    this.#environment = { ...environment, report }
    this.#store = store
    this.#self = self
    this.#certificate = certificate
    this.#root = { organisation: organisation.id, publicKey: organisation.root }
    this.#company = new DeskCompany(this.#root, store, environment)
    const [{ now, fetch }, { origin }] = [environment, parts]
    const tabs = new TokenTabs(`${this.#scope} token ${self.id}`, environment)
    this.#api = new StaffApi({ origin, key: self.key, device: self.id, now, fetch, tabs })
    this.#backoff = new Backoff(environment.random)
    this.#view = new LiveView(emptyView(parts, "starting", undefined), () => this.#build(), report)
    this.#engine = new Engine({
      ...{ origin, key: self.key, api: this.#api, environment: this.#environment },
      device: (connection) => this.#device(connection),
      events: this.#engineEvents(),
    })
    this.#stock = new KeyPackageStock(this.#engine.device, this.#api)
    this.vault = new OwnVault({
      ...{ store, environment: this.#environment, scope: this.#scope },
      ...staffVault(parts.session.user.id, this.#api.vault),
      own: async () => [...this.#records.keys()],
      conversation: (id, inbox) => this.#engine.newThread(id, inbox).conversation,
      alarm: (conversation, rule) => this.#alarm(conversation, rule),
    })
    const waiting = { engine: this.#engine, api: this.#api, stock: this.#stock, records: this.#records }
    this.#admissions = DeskAdmissions.with(waiting, this.vault)
    judgeWhenKeysCome(this.#company, this.#engine, this.#records)
  }

  static async open(
    parts: DeskParts,
    environment: Environment,
    store: Store,
    self: StaffDevice,
  ): Promise<Desk> {
    const { organisation, inboxes } = parts.session
    const root = { organisation: organisation.id, publicKey: organisation.root }
    try {
      await pinRoot(store, root)
    } catch (error) {
      if (!(error instanceof RootChanged)) throw error
      store.close()
      return new ClosedDesk(emptyView(parts, "refused", error.message))
    }
    const own = { device: self.id, publicKey: self.key.publicKey, root, inboxes: inboxes.map(({ id }) => id) }
    const certificate = await DeskCertificate.load(own, store, environment)
    const desk = new DeskClient(parts, environment, store, self, certificate)
    await desk.#begin()
    return desk
  }

  get value(): DeskView {
    return this.#view.value
  }

  subscribe(listener: () => void): () => void {
    return this.#view.subscribe(listener)
  }

  async open(id: string | undefined): Promise<void> {
    this.#open?.conversation.lookAway()
    this.#open = id === undefined ? undefined : await this.#engine.thread(id)
    await this.#open?.conversation.look()
    if (this.#visible) await this.#open?.receipts.read()
    await this.#view.refresh()
  }

  async send(id: string, text: string): Promise<void> {
    if (text.trim() === "" || text.length > MAX_TEXT) throw new RangeError("text is empty or too long")
    const thread = await requireSendable(await this.#require(id))
    await thread.outbox.add({ kind: "text", row: newId("msg"), text })
    this.#background(thread.outbox.pump())
    await this.#view.refresh()
  }

  async askToConfirm(id: string): Promise<void> {
    const thread = await requireSendable(await this.#require(id))
    await ask(thread)
    this.#background(thread.outbox.pump())
  }

  async retry(id: string, rowId: string): Promise<void> {
    await (await this.#require(id)).outbox.retry(rowId)
  }

  typing(id: string): void {
    if (this.#open?.conversation.id === id) this.#background(this.#open.typing.send())
  }

  visible(isVisible: boolean): void {
    this.#visible = isVisible
    if (isVisible) this.#background(this.#open?.receipts.read())
  }

  async loadEarlier(): Promise<void> {
    await this.#open?.conversation.loadEarlier()
    await this.#view.refresh()
  }

  /** Resolves when the server has it; the row comes on the stream, in everyone's order. */
  async resolve(id: string): Promise<void> {
    await this.#api.setStatus(id, "resolved")
  }

  async reopen(id: string): Promise<void> {
    await this.#api.setStatus(id, "open")
  }

  async checkCertificate(): Promise<void> {
    try {
      if (!this.#isRegistered) await this.#register()
      await this.#certificate.fetchRevocations(this.#api)
      await this.#company.fetch(this.#api)
      if (this.vault.value.state !== "unknown") this.#background(this.vault.start())
      await this.#follow(await this.#certificate.fetch(this.#api))
      this.#backoff.succeeded()
    } catch (error) {
      await this.#failed(error)
    }
  }

  close(): void {
    this.#isClosed = true
    this.vault.close()
    this.#admissions.close()
    this.#cancelCare?.()
    this.#engine.close()
    this.#store.close()
    // What was read goes too: a locked console has closed its desk, and may still hold it.
    this.#open = undefined
    this.#records.clear()
    this.#alarms.clear()
    this.#background(this.#view.refresh())
  }

  async #begin(): Promise<void> {
    for (const [id, record] of await this.#engine.records()) {
      // A deletion that everybody knows of need not be shown again.
      if (record.status !== "deleted" || !record.wipeConfirmed) this.#records.set(id, record)
      else await this.#store.write([remove(CONVERSATIONS, [id])])
    }
    await this.#company.load()
    const known = await this.#certificate.stateToday(this.#api)
    // With a certificate from before, the desk opens also when the server cannot be asked.
    if (known.phase !== "waiting") await this.#follow(known)
    await this.checkCertificate()
    await this.#view.refresh()
  }

  async #register(): Promise<void> {
    if (this.#phase === "starting") this.#setPhase("registering")
    await this.#api.registerDevice(this.#self.id, this.#parts.deviceName, this.#self.key.publicKey)
    this.#isRegistered = true
  }

  async #follow(state: CertificateState): Promise<void> {
    const isUsable = state.phase === "ready" || (state.phase === "lapsed" && state.identity !== undefined)
    this.#lapsed = state.phase === "lapsed"
    this.#setPhase(state.phase)
    if (isUsable) {
      this.#engine.start()
      await this.#stock.refill()
      await this.#freshen()
    } else {
      this.#engine.device.connection.stop()
    }
    this.#careAgainIn(state.phase === "waiting" ? ASK_INTERVAL : CARE_INTERVAL)
  }

  async #failed(error: unknown): Promise<void> {
    if (error instanceof Problem && error.status === 401) {
      this.#end()
      return
    }
    if (error instanceof CertificateError) {
      // An older revocation list than the one seen: loud, but what is verified stays usable.
      this.#alarm(undefined, error.rule)
      await this.#follow(await this.#certificate.state())
      return
    }
    const isExpected = isTransient(error) || error instanceof Problem
    if (!isExpected) this.#environment.report(error)
    this.#careAgainIn(this.#backoff.next())
    await this.#view.refresh()
  }

  #end(): void {
    this.#signedOut = true
    this.#cancelCare?.()
    this.#engine.device.connection.stop()
    this.#background(this.#view.refresh())
  }

  #careAgainIn(milliseconds: number): void {
    this.#cancelCare?.()
    if (this.#isClosed || this.#signedOut) return
    this.#cancelCare = this.#environment.after(milliseconds, () => this.#background(this.checkCertificate()))
  }

  /** One conversation after the other, so that an absence of a month does not become a flood. */
  async #freshen(): Promise<void> {
    const now = this.#environment.now()
    for (const [id, record] of this.#records) {
      if (record.status !== "open" || record.stopped !== undefined || !owesFreshPath(record, now)) continue
      await (await this.#engine.thread(id))?.outbox.pump()
    }
  }

  #device(connection: Connection): Device {
    const { session } = this.#parts
    const { now } = this.#environment
    return {
      id: this.#self.id,
      me: me(this.#parts),
      ...{ organisation: session.organisation.id, key: this.#self.key, store: this.#store, api: this.#api },
      ...{ connection, environment: this.#environment, scope: this.#scope },
      isTrusted: () => !this.#signedOut && (this.#phase === "ready" || this.#phase === "lapsed"),
      // The server tells staff of every revocation, and `CARE_INTERVAL` does when it does not.
      beforeSending: async () => undefined,
      chatOrigin: this.#parts.origin,
      companyKeys: (key) => this.#company.keysWith(key, this.#api),
      credential: () => this.#certificate.credential,
      trust: (inbox, adding) => ({
        ...{ root: this.#root, inbox, revocations: this.#certificate.revocations, now: now(), adding },
      }),
    }
  }

  /** Of locks and channels, in tabs that share this person's store. */
  get #scope(): string {
    return `sotto-desk-${this.#parts.session.user.id}`
  }

  #engineEvents() {
    const redraw = () => this.#background(this.#view.refresh())
    return {
      stored: (id: string, record: ConversationRecord) => {
        this.#records.set(id, record)
        this.vault.changed()
        redraw()
      },
      ...{ typing: redraw, state: redraw, current: redraw },
      caughtUp: () => {
        this.#background(this.#stock.refill())
        this.#background(this.#freshen())
        // Last: what the server still has for this device comes from the server.
        this.#background(this.vault.start())
        redraw()
      },
      ended: () => this.#background(this.#ended()),
      directory: () => this.checkCertificate(),
      welcome: (frame: WelcomeFrame) => this.#welcome(frame),
      wiped: () => this.#end(),
      alarm: (conversation: string, rule: string) => this.#alarm(conversation, rule),
      isVisible: (id: string) => this.#visible && id === this.#open?.conversation.id,
    }
  }

  async #welcome(frame: WelcomeFrame): Promise<void> {
    const inboxes = this.#parts.session.inboxes.map(({ id }) => id)
    const thread = this.#engine.newThread(frame.conversation, frame.inbox)
    const rule = await join(frame, thread.conversation, this.#stock, inboxes)
    if (rule !== undefined) this.#alarm(frame.conversation, rule)
  }

  /** The server ended the stream. It comes back, unless the session or this device's right to be here has ended. */
  async #ended(): Promise<void> {
    try {
      await this.#api.session()
      await this.checkCertificate()
    } catch (error) {
      await this.#failed(error)
    }
  }

  #alarm(conversation: string | undefined, rule: string): void {
    const id = `${conversation ?? this.#self.id} ${rule}`
    if (!this.#alarms.has(id)) this.#alarms.set(id, { id, conversation, rule, at: this.#environment.now() })
    this.#background(this.#view.refresh())
  }

  #setPhase(phase: DevicePhase): void {
    this.#phase = phase
    this.#background(this.#view.refresh())
  }

  async #require(id: string): Promise<Thread> {
    const thread = await this.#engine.thread(id)
    if (thread === undefined) throw new Error("no such conversation")
    return thread
  }

  #background(work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => {
      if (isTransient(error)) return // taken up again when the connection is back
      this.#environment.report(error)
    })
  }

  async #build(): Promise<DeskView> {
    if (this.#isClosed) return emptyView(this.#parts, this.#phase, this.#reason)
    const progress = this.#engine.progress
    return {
      phase: this.#phase,
      reason: this.#reason,
      connection: this.#engine.device.connection.state,
      signedOut: this.#signedOut,
      me: { ...me(this.#parts), lapsed: this.#lapsed },
      device: this.#self.id,
      deviceName: this.#parts.deviceName,
      fingerprint: await fingerprint(this.#self.key.publicKey),
      conversations: summariesOf(this.#records, (id) => this.#engine.isTyping(id)),
      open: await this.#openView(),
      progress,
      alarms: [...this.#alarms.values()],
    }
  }

  async #openView(): Promise<ConversationView | undefined> {
    const thread = this.#open
    return thread && this.#company.vouched(await thread.view(), thread.conversation)
  }
}
