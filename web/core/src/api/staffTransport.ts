import { Problem } from "../problems.ts"
import { type ApiOptions, type Call, Transport } from "./transport.ts"

/**
 * Asks the person to show again who they are. Resolves when they did; rejects when they would not, and the command
 * then stays refused.
 */
export type AskStepUp = () => Promise<void>

/** The transport of the console: a command that needs a fresh verification asks for it and is sent once more. */
export class StaffTransport extends Transport {
  readonly #askStepUp: AskStepUp | undefined

  constructor(options: ApiOptions, askStepUp: AskStepUp | undefined) {
    super(options)
    this.#askStepUp = askStepUp
  }

  override async send(call: Call): Promise<Response> {
    try {
      return await super.send(call)
    } catch (problem) {
      if (!needsStepUp(problem) || this.#askStepUp === undefined) throw problem
      await this.#askStepUp()
      // Refused before anything was done, so this is the first time that the command takes effect.
      return super.send(call)
    }
  }
}

export function needsStepUp(error: unknown): boolean {
  return error instanceof Problem && error.code === "step_up_required"
}
