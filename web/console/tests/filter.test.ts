import type { ConversationSummary } from "@sotto/core"
import { describe, expect, it } from "vitest"
import { filterConversations, unreadConversations } from "../src/desk/filter.ts"

function conversation(name: string, status: ConversationSummary["status"], unread = 0): ConversationSummary {
  const customer = { id: `cus_${name}`, name, kind: "customer", lapsed: false } as const
  const rest = { inbox: "inb_a", preview: "", lastActivityAt: 0, typing: false, stopped: false }
  return { id: `cnv_${name}`, customer, status, unread, ...rest }
}

const all = [
  conversation("Zoë Laurent", "open", 3),
  conversation("Lars Zoega", "resolved"),
  conversation("Ben", "deleted", 1),
]
const names = (found: readonly ConversationSummary[]) => found.map((one) => one.customer.name)
const find = (status: "open" | "resolved" | "all", search: string) =>
  names(filterConversations(all, status, search, (one) => one.customer.name))

describe("the list's filters", () => {
  it("shows one status, or all, in the order given", () => {
    expect(find("open", "")).toEqual(["Zoë Laurent"])
    expect(find("resolved", "")).toEqual(["Lars Zoega"])
    expect(find("all", "  ")).toEqual(["Zoë Laurent", "Lars Zoega", "Ben"])
  })

  it("finds names without regard to accents, case and order of words", () => {
    expect(find("all", "zoe")).toEqual(["Zoë Laurent", "Lars Zoega"])
    expect(find("all", "LAUR zoë")).toEqual(["Zoë Laurent"])
    expect(find("all", "zoe ben")).toEqual([])
  })

  it("counts conversations and not messages as unread", () => {
    expect(unreadConversations(all)).toBe(2)
  })
})
