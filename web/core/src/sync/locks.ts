import type { Environment } from "../environment.ts"

/**
 * Runs `work` alone among all tabs of this origin that ask for the same name. Not reentrant: `work` must not
 * ask for the same name again.
 */
export async function exclusively<T>(
  environment: Pick<Environment, "locks">,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  if (environment.locks === undefined) throw new Error("Web Locks are missing; two tabs would fork a ratchet")
  let result: { readonly value: T } | undefined
  await environment.locks.request(name, async () => {
    result = { value: await work() }
  })
  if (result === undefined) throw new Error(`the lock ${name} was never granted`)
  return result.value
}
