import type { TrustedRoot } from "../certificates/identity.ts"
import { deskStoreName } from "../desk.ts"
import { pinRoot } from "../store/settings.ts"
import { Store } from "../store/store.ts"
import { type Office, rootOf } from "./office.ts"

/**
 * Lends the store of the person's desk, and the root that is pinned there: desk and office hold the server to the same
 * things. Throws RootChanged when the server shows another root.
 */
export async function withDeskStore<T>(
  office: Office,
  use: (store: Store, root: TrustedRoot) => Promise<T>,
): Promise<T> {
  const store = await Store.inBrowser(deskStoreName(office.session.user.id))
  try {
    return await use(store, await pinRoot(store, rootOf(office.session)))
  } finally {
    store.close()
  }
}
