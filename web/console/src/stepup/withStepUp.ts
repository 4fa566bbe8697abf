import { needsStepUp } from "@sotto/core"
import type { Office } from "../office.ts"

/** Carries out a command of the desk, which cannot ask itself: when it needs a fresh verification, asks and tries again. */
export async function withStepUp(office: Pick<Office, "stepUps">, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!needsStepUp(error)) throw error
    await office.stepUps.ask()
    await work()
  }
}
