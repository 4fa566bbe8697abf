import type { MessageRow, Row } from "@sotto/core"

/**
 * Messages of others that came after the row last seen at the end. None when that row is unknown, so that opening
 * a conversation or loading older rows never reads history aloud.
 */
export function arrivals(lastSeen: string | undefined, rows: readonly Row[]): readonly MessageRow[] {
  if (lastSeen === undefined) return []
  const index = rows.findLastIndex((row) => row.id === lastSeen)
  if (index < 0) return []
  return rows.slice(index + 1).filter((row): row is MessageRow => row.kind === "message" && !row.mine)
}
