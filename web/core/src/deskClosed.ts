import type { Session } from "./api/replies.ts"
import type { Desk, DeskView, DevicePhase, Person } from "./views.ts"

export interface DeskParts {
  readonly origin: string
  readonly session: Session
  readonly deviceName: string
}

/** A desk that never opened; its view says why. */
export class ClosedDesk implements Desk {
  readonly value: DeskView
  readonly vault = undefined

  constructor(value: DeskView) {
    this.value = value
  }

  subscribe(): () => void {
    return () => undefined
  }

  async open(): Promise<void> {
    this.#refuse()
  }

  async send(): Promise<void> {
    this.#refuse()
  }

  async retry(): Promise<void> {
    this.#refuse()
  }

  typing(): void {}

  visible(): void {}

  async loadEarlier(): Promise<void> {}

  async resolve(): Promise<void> {
    this.#refuse()
  }

  async reopen(): Promise<void> {
    this.#refuse()
  }

  async askToConfirm(): Promise<void> {
    this.#refuse()
  }

  async checkCertificate(): Promise<void> {}

  close(): void {}

  #refuse(): never {
    throw new Error(`the desk is ${this.value.phase}`)
  }
}

export function me({ session }: DeskParts): Person {
  return { id: session.user.id, name: session.user.name, kind: "agent", lapsed: false }
}

export function emptyView(parts: DeskParts, phase: DevicePhase, reason: string | undefined): DeskView {
  return {
    ...{ phase, reason, connection: "offline", signedOut: false, me: me(parts), device: "" },
    ...{ deviceName: parts.deviceName, fingerprint: "", conversations: [], open: undefined },
    ...{ progress: undefined, alarms: [] },
  }
}
