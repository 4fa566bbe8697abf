import { Api } from "./api/api.ts"
import { MAX_TEXT } from "./content/content.ts"
import { nameOf } from "./content/name.ts"
import type { ConversationRecord } from "./conversation/tables.ts"
import { introduced } from "./customerCompany.ts"
import { confirmingIn, tellPasskey } from "./customerConfirm.ts"
import { isTransient } from "./customerContacting.ts"
import { DirectoryRefused } from "./customerDirectory.ts"
import { type CustomerSelf, customerSelf, renamed } from "./customerIdentity.ts"
import type { CustomerKept } from "./customerKept.ts"
import { movedToMemory } from "./customerMoving.ts"
import { assemble, type Running } from "./customerRunning.ts"
import { addText, sendWaiting } from "./customerSending.ts"
import { CustomerTrust, nobody } from "./customerTrust.ts"
import { type CustomerStart, customerView, LOADING } from "./customerView.ts"
import type { Environment } from "./environment.ts"
import { LiveView } from "./observable.ts"
import { present } from "./present.ts"
import { Problem } from "./problems.ts"
import type { Store } from "./store/store.ts"
import { alone } from "./sync/alone.ts"
import { Backoff } from "./sync/backoff.ts"
import type { Thread } from "./sync/thread.ts"
import type { CustomerChat, CustomerConfirming, CustomerPhase, CustomerView } from "./views.ts"

export class CustomerClient implements CustomerChat {
  readonly #options: CustomerStart
  readonly #view: LiveView<CustomerView>
  readonly #backoff: Backoff
  #environment: Environment
  #store: Store
  #keep: boolean
  #trust: CustomerTrust
  #running: Running | undefined
  #self: CustomerSelf | undefined
  #thread: Thread | undefined
  #phase: CustomerPhase = "loading"
  #reason: string | undefined
  #visible = false
  #isClosed = false
  #moving: Promise<void> | undefined
  #cancelRetry: (() => void) | undefined
  #renewing: Promise<void> | undefined

  constructor(options: CustomerStart, environment: Environment, store: Store) {
    this.#options = options
    // Closing ends work that is under way in the middle of the store; that is no fault.
    const report = (error: unknown) => (this.#isClosed ? undefined : environment.report(error))
    this.#environment = { ...(options.keep ? environment : alone(environment)), report }
    this.#store = store
    this.#keep = options.keep
    this.#trust = this.#newTrust()
    this.#backoff = new Backoff(environment.random)
    this.#view = new LiveView(LOADING, () => this.#build(), report)
  }

  get value(): CustomerView {
    return this.#view.value
  }

  subscribe(listener: () => void): () => void {
    return this.#view.subscribe(listener)
  }

  /** Loads what an earlier visit left and asks the server who listens. */
  async begin(missing: string | undefined): Promise<void> {
    if (missing !== undefined) {
      this.#setPhase("unsupported", missing)
    } else {
      try {
        await this.#trust.load()
        if (this.#trust.root !== undefined) await this.#run()
        await this.#checkDirectory()
      } catch (error) {
        this.#fail(error)
      }
    }
    await this.#view.refresh()
  }

  get kept(): CustomerKept | undefined {
    return this.#running?.kept
  }

  async send(text: string): Promise<void> {
    if (text.trim() === "" || text.length > MAX_TEXT) throw new RangeError("text is empty or too long")
    await this.#moving // what is written while the chat moves to memory is sent from there
    const running = this.#require()
    const id = await addText(text, this.#options.inbox, running, (thread) => this.#enter(thread))
    running.engine.tabs.post({ kind: "current" })
    this.#keepGoing(id)
    await this.#view.refresh()
  }

  async retry(rowId: string): Promise<void> {
    const thread = this.#thread
    if (this.#phase === "refused") await this.#checkDirectory()
    await thread?.outbox.retry(rowId)
    if (thread !== undefined) this.#keepGoing(thread.conversation.id)
  }

  typing(): void {
    this.#background(this.#thread?.typing.send())
  }

  visible(isVisible: boolean): void {
    this.#visible = isVisible
    if (!isVisible) return
    this.#background(this.#thread?.receipts.read())
    this.#running?.kept.caughtUp()
  }

  async loadEarlier(): Promise<void> {
    await this.#thread?.conversation.loadEarlier()
    await this.#view.refresh()
  }

  async setName(name: string): Promise<void> {
    const { engine } = this.#require()
    this.#self = await renamed(this.#store, present(this.#self), nameOf(name), this.#environment)
    engine.tabs.post({ kind: "current" })
    await this.#view.refresh()
  }

  async forget(): Promise<void> {
    if (!this.#keep) return
    this.#moving ??= this.#moveToMemory()
    await this.#moving
    this.#moving = undefined
    await this.#view.refresh()
  }

  async #moveToMemory(): Promise<void> {
    this.#running?.engine.tabs.post({ kind: "wiped" })
    this.#stop()
    await this.#running?.engine.idle()
    this.#store = await movedToMemory(this.#store, this.#running, this.#thread)
    this.#keep = false // and not earlier: until the disk is wiped, it keeps
    this.#environment = alone(this.#environment)
    this.#running = undefined
    this.#phase = "loading"
    this.#trust = this.#newTrust()
    await this.begin(undefined)
  }

  async startNew(): Promise<void> {
    const { current, engine, deletion } = this.#require()
    await current.leave()
    await deletion.forget()
    this.#leave()
    engine.tabs.post({ kind: "current" })
    await this.#view.refresh()
  }

  async confirming(): Promise<CustomerConfirming | undefined> {
    return this.#thread && confirmingIn(this.#thread, this.#options.identify && (() => this.#token(false)))
  }

  async deleteConversation(): Promise<void> {
    const { deletion, engine } = this.#require()
    const conversation = this.#thread?.conversation
    if (conversation === undefined) return
    await deletion.end(conversation)
    engine.tabs.post({ kind: "changed", conversation: conversation.id })
    await this.#view.refresh()
  }

  async reset(): Promise<void> {
    this.#running?.engine.tabs.post({ kind: "wiped" })
    this.#isClosed = true
    this.#stop()
    await this.#store.wipe()
    this.#store.close()
    this.#thread = undefined
    this.#running = undefined
    await this.#view.refresh()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stop()
    this.#store.close()
  }

  #newTrust(): CustomerTrust {
    return new CustomerTrust(this.#options, this.#environment, this.#store)
  }

  /** Who listens; sets the phase by what the server shows. */
  async #checkDirectory(): Promise<void> {
    try {
      await this.#trust.fetch(new Api({ ...this.#environment, origin: this.#options.origin }))
      if (this.#running === undefined) await this.#run()
      this.#backoff.succeeded()
      // Whoever is in a conversation has verified its members; an empty list must not take their answers away.
      if (this.#trust.agents.length === 0 && this.#thread === undefined) throw nobody()
      this.#setPhase("ready")
    } catch (error) {
      this.#fail(error)
    }
  }

  async #run(): Promise<void> {
    const { organisation } = present(this.#trust.root)
    this.#self = await customerSelf(this.#store, organisation, this.#environment)
    const token = await this.#token(true)
    const running = assemble({
      ...{ origin: this.#options.origin, inbox: this.#options.inbox, organisation },
      ...{ environment: this.#environment, store: this.#store, trust: this.#trust },
      self: () => present(this.#self),
      isTrusted: () => this.#phase === "ready",
      beforeSending: () => this.#renewDirectory(),
      engineEvents: this.#engineEvents(),
      contactEvents: {
        accepted: () => this.#accepted(),
        token: () => this.#token(false),
        refused: (error) => this.#fail(error),
        renewed: () => this.#background(this.#follow()),
      },
      deletionChanged: () => this.#background(this.#view.refresh()),
      returned: () => this.#changedElsewhere().then(() => this.#resume()),
    })
    this.#running = running
    if (token === undefined) return // another person's chat stays closed
    await running.kept.begin(await running.engine.records())
    await running.deletion.load()
    await this.#follow()
  }

  async #token(opening: boolean): Promise<string | undefined> {
    const { organisation } = present(this.#trust.root)
    const { identify } = this.#options
    const asked = { identify, opening, organisation, environment: this.#environment }
    const { self, token } = await introduced(asked, present(this.#self), this.#store)
    this.#self = self
    if (token === undefined) this.#setPhase("someoneElse")
    return token
  }

  #engineEvents() {
    const redraw = () => this.#background(this.#view.refresh())
    return {
      stored: (id: string, { created }: ConversationRecord) => {
        // Another tab's first contact was accepted: this one has to hear the answers too.
        if (created && id === this.#thread?.conversation.id && this.#phase === "ready")
          this.#running?.engine.start()
        redraw()
      },
      typing: redraw,
      state: redraw,
      caughtUp: () => this.#caughtUp(),
      ended: redraw,
      directory: () => this.#checkDirectory(),
      // Customers are never invited: their conversations are the ones that they began.
      welcome: async () => redraw(),
      wiped: () => this.#background(this.#wipedElsewhere()),
      current: () => this.#background(this.#changedElsewhere()),
      alarm: redraw,
      isVisible: (id: string) => this.#visible && id === this.#thread?.conversation.id,
    }
  }

  /** Another tab began or left a conversation, or gave the customer another name. */
  async #changedElsewhere(): Promise<void> {
    const { organisation } = present(this.#trust.root)
    this.#self = await customerSelf(this.#store, organisation, this.#environment)
    await this.#follow()
  }

  /** Draws and connects whatever conversation is the current one now. */
  async #follow(): Promise<void> {
    const id = await this.#running?.current.id()
    if (id === undefined) this.#leave()
    else if (id !== this.#thread?.conversation.id) await this.#enter(await this.#running?.engine.thread(id))
    await this.#view.refresh()
  }

  async #enter(thread: Thread | undefined): Promise<void> {
    if (thread === undefined || thread === this.#thread) return
    this.#leave()
    this.#thread = thread
    await thread.conversation.look()
    if (this.#visible) await thread.receipts.read()
  }

  #leave(): void {
    this.#thread?.conversation.lookAway()
    this.#thread = undefined
  }

  #keepGoing(id: string): void {
    if (this.#running !== undefined) this.#background(sendWaiting(this.#running, id))
  }

  /** Takes up what an earlier visit, or a pause, left. */
  async #resume(): Promise<void> {
    const id = await this.#running?.current.id()
    if (id !== undefined) this.#keepGoing(id)
  }

  #accepted(): void {
    this.#setPhase("ready")
    this.#running?.engine.start()
    this.#background(tellPasskey(this.#thread))
    if (this.#keep) this.#background(this.#environment.persist())
  }

  #caughtUp(): void {
    this.#background(this.#running?.deletion.check())
    this.#background(this.#thread?.outbox.pump())
    this.#background(tellPasskey(this.#thread))
    this.#background(this.#renewDirectory())
    this.#background(this.#view.refresh())
  }

  /** Who was revoked while this page stayed open must be known before the next word is said. */
  #renewDirectory(): Promise<void> {
    if (this.#trust.isDue) {
      this.#renewing ??= this.#checkDirectory().finally(() => {
        this.#renewing = undefined
      })
    }
    return this.#renewing ?? Promise.resolve()
  }

  async #wipedElsewhere(): Promise<void> {
    this.#stop()
    this.#running = undefined
    this.#store.close()
    this.#isClosed = true
    this.#setPhase("unavailable", "This chat was reset in another tab.")
    await this.#view.refresh()
  }

  #stop(): void {
    this.#cancelRetry?.()
    this.#running?.contacting.stop()
    this.#running?.deletion.stop()
    this.#running?.kept.close()
    this.#running?.engine.close()
    this.#leave()
  }

  #fail(error: unknown): void {
    if (error instanceof DirectoryRefused) this.#setPhase("refused", error.message)
    else if (error instanceof Problem && error.code === "not_found") this.#setPhase("unknownInbox")
    else if (isTransient(error)) this.#comeBack()
    else {
      this.#environment.report(error)
      this.#setPhase("refused", "The chat's protection could not be established.")
    }
  }

  #comeBack(): void {
    // Whoever was here before keeps reading and writing; it is sent when the server is back.
    const wasRefused = this.#phase === "refused"
    if (!wasRefused) this.#setPhase(this.#running === undefined ? "unavailable" : "ready")
    this.#cancelRetry?.()
    this.#cancelRetry = this.#environment.after(this.#backoff.next(), () =>
      this.#background(this.#checkDirectory()),
    )
  }

  #setPhase(phase: CustomerPhase, reason?: string): void {
    const before = this.#phase
    if (before === "someoneElse") return
    this.#phase = phase
    this.#reason = reason
    if (phase === "ready" && before !== "ready") this.#background(this.#resume())
    // Nothing is sent to a server that shows something that cannot be believed.
    if (phase === "refused" || phase === "unknownInbox") this.#running?.engine.device.connection.stop()
    this.#background(this.#view.refresh())
  }

  #require(): Running {
    if (this.#running === undefined || this.#phase !== "ready") throw new Error(`the chat is ${this.#phase}`)
    return this.#running
  }

  #background(work: Promise<unknown> | undefined): void {
    work?.catch(this.#environment.report)
  }

  #build(): Promise<CustomerView> {
    const standing = {
      // Moving shows no other screen: one that went away for the moment would take a half-written message with it.
      phase: this.#moving === undefined ? this.#phase : "ready",
      reason: this.#reason,
      keep: this.#keep,
      keepingDenied: this.#options.keepingDenied,
    }
    return customerView(standing, this.#trust, this.#running, this.#thread)
  }
}
