import * as v from "valibot"
import { fromBase64Url } from "./base64.ts"
import { fromUtf8 } from "./bytes.ts"
import { type CustomerSelf, calledBy } from "./customerIdentity.ts"
import type { Environment } from "./environment.ts"
import { thumbprint } from "./jose.ts"
import { Offline } from "./problems.ts"
import type { Store } from "./store/store.ts"
import type { CustomerChatOptions } from "./views.ts"

const named = v.object({ sub: v.string() })

export interface Introduced {
  readonly self: CustomerSelf
  /** `""` for nobody; undefined when the company names another person than the one whose chat is kept here. */
  readonly token: string | undefined
}

export interface Asked {
  readonly organisation: string
  readonly identify: CustomerChatOptions["identify"]
  /** When the chat opens, and not while something is written: only then does nobody mean that the chat is closed. */
  readonly opening: boolean
  readonly environment: Pick<Environment, "locks" | "now">
}

/**
 * Asks the company who this is. Nothing of the answer is believed here, agents verify it; it only decides whether the
 * chat of an earlier person may be opened. Throws what `identify` throws, and Offline when the answer is no token: a
 * backend that fails is asked again.
 */
export async function introduced(
  { identify, opening, organisation, environment }: Asked,
  self: CustomerSelf,
  store: Store,
): Promise<Introduced> {
  if (identify === undefined) return { self, token: "" }
  const token = await identify(await thumbprint(self.key.publicKey), organisation)
  const sub = token && subjectOf(token)
  // Logged out while writing: what was written waits, and is wiped with the chat when it is opened again.
  if (!(sub || opening) && self.subject) throw new Offline(sub)
  const now = sub ? await calledBy(store, self, sub, environment) : self
  return { self: now, token: sub === (now.subject ?? sub) ? token : undefined }
}

function subjectOf(token: string): string {
  try {
    return v.parse(named, JSON.parse(fromUtf8(fromBase64Url(token.split(".")[1] ?? "")))).sub
  } catch (cause) {
    throw new Offline(cause)
  }
}
