import { describe, expect, it } from "vitest"
import { deviceName } from "../src/device/deviceName.ts"

const name = (userAgent: string) => deviceName(userAgent, (browser, system) => `${browser} on ${system}`)

describe("the device's name", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"],
    [
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
      "Edge on Windows",
    ],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Mac"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
      "Safari on iPhone",
    ],
    ["something else", "Browser on computer"],
  ])("reads %j", (userAgent, expected) => {
    expect(name(userAgent)).toBe(expected)
  })
})
