import { expect, test } from "vitest"
import { dropDeleted } from "../src/desk/drafts.ts"

test("a draft goes with its conversation, and others stay", () => {
  const drafts = new Map([
    ["gone", "about to say"],
    ["open", "still to say"],
    ["older", "not loaded"],
  ])
  dropDeleted(drafts, [
    { id: "gone", status: "deleted" },
    { id: "open", status: "open" },
  ])
  expect([...drafts.keys()]).toEqual(["open", "older"])
})
