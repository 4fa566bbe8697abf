import { CustomerClient } from "./customerClient.ts"
import { browserEnvironment, type Environment, missingFeature } from "./environment.ts"
import { Store } from "./store/store.ts"
import type { CustomerChat, CustomerChatOptions } from "./views.ts"

/**
 * Opens the chat of an inbox. Always resolves; what is wrong is in the view's phase. Nothing is sent before the
 * first `send`, and nothing is ever sent to anybody who is not certified by the pinned organisation root.
 */
export async function openCustomerChat(
  options: CustomerChatOptions,
  environment: Environment = browserEnvironment(),
): Promise<CustomerChat> {
  const missing = await missingFeature(environment)
  const store =
    options.keep && missing === undefined ? await openStore(options.inbox, environment) : undefined
  const keepingDenied = options.keep && missing === undefined && store === undefined
  const chosen = { ...options, keep: options.keep && !keepingDenied, keepingDenied }
  const client = new CustomerClient(chosen, environment, store ?? (await Store.inMemory()))
  await client.begin(missing)
  return client
}

/** Each inbox has a store of its own: organisations on one server must not meet on a visitor's device. */
async function openStore(inbox: string, environment: Environment): Promise<Store | undefined> {
  try {
    return await Store.inBrowser(storeName(inbox))
  } catch (error) {
    // A browser that denies storage to frames of other sites says so by one of these; that is no fault of ours.
    if (!(error instanceof DOMException)) environment.report(error)
    return undefined
  }
}

export function storeName(inbox: string): string {
  return `sotto-chat-${inbox}`
}
