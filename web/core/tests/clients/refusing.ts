import { expect } from "vitest"
import type { CustomerChat } from "../../src/views.ts"
import type { World } from "./world.ts"

/** Nothing but nonces may have left: no key package was asked for, no conversation was begun. */
export function expectNothingSent(world: World): void {
  const paths = world.server.posted.map(({ path }) => path)
  expect(paths.filter((path) => path.endsWith("/conversations"))).toEqual([])
  expect(world.server.conversations.size).toBe(0)
}

export async function sendRefused(chat: CustomerChat): Promise<void> {
  await expect(chat.send("secret")).rejects.toThrow("refused")
}
