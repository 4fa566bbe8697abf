import type { Running } from "./customerRunning.ts"
import type { Store } from "./store/store.ts"
import type { Thread } from "./sync/thread.ts"

/** Everything that was kept, in memory; what was on disk is wiped and closed. */
export async function movedToMemory(
  onDisk: Store,
  running: Running | undefined,
  thread: Thread | undefined,
): Promise<Store> {
  const move = () => onDisk.moveToMemory()
  // Under the locks: a group that moved between copy and wipe would use the same message key twice.
  const moveThread = () => (thread === undefined ? move() : thread.conversation.hold(move))
  const inMemory = await (running === undefined ? move() : running.current.hold(moveThread))
  onDisk.close()
  return inMemory
}
