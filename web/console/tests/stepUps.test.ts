import { describe, expect, it } from "vitest"
import { StepUpDeclined, StepUps } from "../src/stepup/StepUps.ts"

describe("the question whether it is still the same person", () => {
  it("is asked once for all commands that wait for it", async () => {
    const stepUps = new StepUps()
    const seen: boolean[] = []
    stepUps.subscribe(() => seen.push(stepUps.value))
    const both = Promise.all([stepUps.ask(), stepUps.ask()])
    stepUps.confirm()
    await both
    expect(seen).toEqual([true, false])
  })

  it("refuses the command when the person says no, and is asked anew by the next", async () => {
    const stepUps = new StepUps()
    stepUps.subscribe(() => undefined)
    const first = stepUps.ask()
    stepUps.decline()
    await expect(first).rejects.toBeInstanceOf(StepUpDeclined)
    const second = stepUps.ask()
    expect(stepUps.value).toBe(true)
    stepUps.confirm()
    await second
  })

  it("lets no command wait for ever: not before anybody shows it, nor after they left", async () => {
    const stepUps = new StepUps()
    await expect(stepUps.ask()).rejects.toBeInstanceOf(StepUpDeclined)
    const leave = stepUps.subscribe(() => undefined)
    const asked = stepUps.ask()
    leave()
    await expect(asked).rejects.toBeInstanceOf(StepUpDeclined)
  })
})
