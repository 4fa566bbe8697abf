import { Api } from "./api/api.ts"
import type { Device } from "./conversation/device.ts"
import { type ContactEvents, Contacting } from "./customerContacting.ts"
import { CurrentConversation } from "./customerCurrent.ts"
import { CustomerDeletion } from "./customerDeletion.ts"
import { type CustomerSelf, credentialBytes } from "./customerIdentity.ts"
import { CustomerKept } from "./customerKept.ts"
import type { CustomerTrust } from "./customerTrust.ts"
import type { Environment } from "./environment.ts"
import type { Store } from "./store/store.ts"
import type { Connection } from "./sync/connection.ts"
import { Engine, type EngineEvents } from "./sync/engine.ts"
import { TokenTabs } from "./sync/tokenTabs.ts"
import type { Person } from "./views.ts"

/** Everything that exists once a root is pinned and this device has an identity. */
export interface Running {
  readonly engine: Engine
  readonly current: CurrentConversation
  readonly contacting: Contacting
  readonly deletion: CustomerDeletion
  readonly kept: CustomerKept
}

export interface RunningParts {
  readonly origin: string
  readonly inbox: string
  readonly organisation: string
  readonly environment: Environment
  readonly store: Store
  readonly trust: CustomerTrust
  /** Asked each time: name and credential change. */
  readonly self: () => CustomerSelf
  readonly isTrusted: () => boolean
  readonly beforeSending: () => Promise<void>
  readonly engineEvents: EngineEvents
  readonly contactEvents: Pick<ContactEvents, "accepted" | "refused" | "renewed" | "token">
  readonly deletionChanged: () => void
  /** This device became one of another customer. */
  readonly returned: () => Promise<void>
}

export function assemble(parts: RunningParts): Running {
  const { origin, inbox, environment, store, trust } = parts
  const { key, device } = parts.self()
  const { now, fetch } = environment
  const tabs = new TokenTabs(`${scopeOf(inbox)} token ${device}`, environment)
  const api = new Api({ origin, key, device, now, fetch, tabs })
  const engine = new Engine({
    ...{ origin, key, api, environment },
    device: (connection) => deviceOf(parts, api, connection),
    events: watched(parts.engineEvents, () => kept),
  })
  const current = new CurrentConversation(store, environment, engine.device.scope)
  const contacting = new Contacting(engine, current, inbox, {
    ...parts.contactEvents,
    keyPackages: () => trust.keyPackages(api),
    self: parts.self,
  })
  const deletion = new CustomerDeletion(engine.device, parts.deletionChanged)
  const kept = new CustomerKept({ engine, current, ...parts })
  return { engine, current, contacting, deletion, kept }
}

/** The vault hears of the same as the chat does. */
function watched(events: EngineEvents, kept: () => CustomerKept): EngineEvents {
  return {
    ...events,
    stored: (id, record) => {
      kept().stored(id, record)
      events.stored(id, record)
    },
    caughtUp: () => {
      kept().caughtUp()
      events.caughtUp()
    },
  }
}

function deviceOf(parts: RunningParts, api: Api, connection: Connection): Device {
  const { organisation, environment, store, inbox, trust, self } = parts
  const { key, device } = self()
  return {
    id: device,
    get me(): Person {
      const { customer, name = "" } = self()
      return { id: customer, name, kind: "customer", lapsed: false }
    },
    ...{ organisation, key, store, api, connection, environment, scope: scopeOf(inbox) },
    chatOrigin: parts.origin,
    isTrusted: parts.isTrusted,
    beforeSending: parts.beforeSending,
    credential: (own) => credentialBytes(self(), own),
    trust: (asked, adding) => trust.trust(asked, adding),
  }
}

/** Of locks and channels, in tabs that share an inbox's store. */
function scopeOf(inbox: string): string {
  return `sotto-chat-${inbox}`
}
