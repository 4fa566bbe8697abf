import type { Environment, Locks } from "../environment.ts"

/**
 * The environment of a page that keeps nothing: no other tab shares anything with it or hears from it. Browsers that
 * deny storage to a frame deny it Web Locks and channels too; with everything in this page's memory a queue does as well.
 */
export function alone(environment: Environment): Environment {
  return {
    ...environment,
    locks: queues(),
    openChannel: () => ({ post: () => undefined, close: () => undefined }),
    persist: async () => undefined,
  }
}

/** One piece of work at a time for each name, in the order asked for. */
function queues(): Locks {
  const last = new Map<string, Promise<void>>()
  return {
    request: async (name, work) => {
      const before = last.get(name) ?? Promise.resolve()
      const turn = before.then(work)
      const settled = turn.then(
        () => undefined,
        () => undefined, // the next in line does not inherit a failure; `turn` carries it to whoever asked
      )
      last.set(name, settled)
      await turn.finally(() => {
        if (last.get(name) === settled) last.delete(name)
      })
    },
  }
}
