import type { ConversationSummary } from "@sotto/core"

export type StatusFilter = "open" | "resolved" | "all"
export const statusFilters: readonly StatusFilter[] = ["open", "resolved", "all"]

/** Letters as people compare them: "Zoë" is found by "zoe". */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase()
}

/** The conversations with the chosen status whose customer's name holds every word of the search; order is kept. */
export function filterConversations(
  conversations: readonly ConversationSummary[],
  status: StatusFilter,
  search: string,
  nameOf: (conversation: ConversationSummary) => string,
): readonly ConversationSummary[] {
  const words = folded(search)
    .split(/\s+/)
    .filter((word) => word !== "")
  return conversations.filter((conversation) => {
    if (status !== "all" && conversation.status !== status) return false
    const name = folded(nameOf(conversation))
    return words.every((word) => name.includes(word))
  })
}

/** How many conversations wait for an answer, and not how many messages: that is what an agent acts on. */
export function unreadConversations(conversations: readonly ConversationSummary[]): number {
  return conversations.filter((conversation) => conversation.unread > 0).length
}
