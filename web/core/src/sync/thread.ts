import { Conversation, type ConversationListener } from "../conversation/conversation.ts"
import type { Device } from "../conversation/device.ts"
import { type ApplyEvents, Outbox } from "../conversation/outbox.ts"
import { Receipts } from "../conversation/receipts.ts"
import { TypingSignals } from "../conversation/typingSignals.ts"
import { viewOf } from "../conversation/view.ts"
import type { ConversationView } from "../views.ts"

export interface ThreadEvents {
  readonly stored: ConversationListener
  readonly typing: (thread: Thread) => void
  readonly applyEvents: ApplyEvents
}

/** A conversation with everything that works on it in this tab. */
export class Thread {
  readonly conversation: Conversation
  readonly outbox: Outbox
  readonly receipts: Receipts
  readonly typing: TypingSignals

  constructor(id: string, inbox: string, device: Device, events: ThreadEvents) {
    this.conversation = new Conversation(id, inbox, device, events.stored)
    this.outbox = new Outbox(this.conversation, events.applyEvents)
    this.receipts = new Receipts(this.conversation, this.outbox)
    this.typing = new TypingSignals(this.conversation, () => events.typing(this))
  }

  view(): Promise<ConversationView | undefined> {
    return viewOf(this.conversation, this.typing.people)
  }

  close(): void {
    this.outbox.stop()
    this.receipts.stop()
    this.typing.close()
  }
}
