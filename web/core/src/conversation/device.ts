import type { SignatureKey } from "@sotto/mls"
import type { Api } from "../api/api.ts"
import type { CompanyKeys } from "../certificates/companyKeys.ts"
import type { Trust } from "../certificates/verify.ts"
import type { Environment } from "../environment.ts"
import type { Store } from "../store/store.ts"
import type { Connection } from "../sync/connection.ts"
import type { Person } from "../views.ts"

/** One device of one person, with everything that its conversations share. */
export interface Device {
  /** dev_… */
  readonly id: string
  readonly me: Person
  readonly organisation: string
  readonly key: SignatureKey
  readonly store: Store
  readonly api: Api
  readonly connection: Connection
  readonly environment: Environment
  /** Locks and notes of tabs that share this device's store carry this name. */
  readonly scope: string
  /** The newest credential of this device. */
  credential(own?: Uint8Array): Uint8Array
  /** False while the server shows something that cannot be believed: then nothing is sent to it. */
  isTrusted(): boolean
  /** Makes sure that revocations of the last while are known. Resolves also when the server cannot be asked. */
  beforeSending(): Promise<void>
  /** Where the chat page lives, which passkeys sign with what they confirm. */
  readonly chatOrigin: string
  /** The company's keys, looked for anew when none of them is `key`. Agents alone have them. */
  companyKeys?(key: string): Promise<CompanyKeys | undefined>
  /** The pinned root and the newest revocation lists, for an inbox. */
  trust(inbox: string, adding: boolean): Trust
}
