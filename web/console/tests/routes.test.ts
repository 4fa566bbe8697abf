import { describe, expect, it } from "vitest"
import { hrefOf, parseRoute } from "../src/routes.ts"

describe("routes", () => {
  it.each([
    { screen: "conversations", conversation: undefined },
    { screen: "conversations", conversation: "cnv_abc" },
    { screen: "team" },
    { screen: "inboxes" },
    { screen: "device" },
    { screen: "account" },
  ] as const)("reads back the address of %j", (route) => {
    expect(parseRoute(hrefOf(route))).toEqual(route)
  })

  it.each(["", "#", "#/", "#/nonsense", "#/constructor", "#/set-up/done"])(
    "leads %j to the conversations",
    (hash) => {
      expect(parseRoute(hash)).toMatchObject({ screen: "conversations" })
    },
  )
})
