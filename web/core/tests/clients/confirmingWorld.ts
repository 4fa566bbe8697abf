import { vi } from "vitest"
import { storeName } from "../../src/customer.ts"
import { keepCustomerPasskey } from "../../src/customerPasskey.ts"
import { openRequest } from "../../src/openRequest.ts"
import { Store } from "../../src/store/store.ts"
import type { ConfirmationRow, ConversationView, CustomerChat, CustomerConfirming } from "../../src/views.ts"
import { SoftPasskey } from "../fixtures/softPasskey.ts"
import { ORIGIN, until, type World } from "./world.ts"

/** What the conversation shows of confirming, oldest first. */
export function outcomes(view: ConversationView | undefined): readonly string[] {
  return rowsOf(view).map(({ outcome, rule }) => (rule === undefined ? outcome : `${outcome}: ${rule}`))
}

export function rowsOf(view: ConversationView | undefined): readonly ConfirmationRow[] {
  return (view?.rows ?? []).filter((row) => row.kind === "confirmation")
}

/** A passkey that the visitor's browser made before. */
export async function madePasskey(world: World): Promise<SoftPasskey> {
  const passkey = await SoftPasskey.create()
  const store = await Store.inBrowser(storeName(world.inbox))
  const { credentialId, publicKey, algorithm } = passkey
  await keepCustomerPasskey(store, { credentialId, publicKey, algorithm, secret: undefined }, world.now())
  store.close()
  return passkey
}

export function plugIn(passkey: SoftPasskey, used: () => Promise<void> = async () => undefined): void {
  const authenticator = passkey.at(ORIGIN)
  const get: CredentialsContainer["get"] = async (options) => {
    await used()
    return authenticator.get(options)
  }
  vi.stubGlobal("navigator", { credentials: { ...authenticator, get } })
}

/** The customer's side of the request that waits. */
export async function asked(
  chat: CustomerChat,
  world: World,
): Promise<{ confirming: CustomerConfirming; request: string }> {
  const open = () => openRequest(chat.value.conversation?.rows ?? [], world.now())?.request
  await until(open, "asked")
  const confirming = await chat.confirming()
  const request = open()
  if (confirming === undefined || request === undefined) throw new Error("nothing is asked")
  return { confirming, request }
}
