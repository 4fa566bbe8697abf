import { type ClientState, createGroup as libraryCreate } from "ts-mls/clientState.js"
import { CLIENT_CONFIG, type Session } from "./context.ts"
import { generateKeyPackage } from "./keyPackage.ts"
import type { Lifetime } from "./lifetime.ts"
import { refusing } from "./mlsError.ts"

export interface CreateOptions {
  readonly groupId: string
  readonly identity: Uint8Array
  readonly lifetime: Lifetime
}

/** A group of one, epoch 0 (RFC 9420 11). */
export async function create(options: CreateOptions, session: Session): Promise<ClientState> {
  const { identity, lifetime, groupId } = options
  return refusing(async () => {
    const made = await generateKeyPackage({ identity, lifetime, key: session.key, lastResort: false })
    const id = new TextEncoder().encode(groupId)
    return libraryCreate(id, made.publicPackage, made.privatePackage, [], session.suite, CLIENT_CONFIG)
  })
}
