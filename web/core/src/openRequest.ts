import type { ConfirmationRow, Row } from "./views.ts"

/** How long a request can be answered by the server's times, and how far clocks may be apart. */
const OPEN_FOR = 600_000 + 300_000

/** The newest request to confirm that still waits for its answer. */
export function openRequest(rows: readonly Row[], now: number): ConfirmationRow | undefined {
  const confirmations = rows.filter((row) => row.kind === "confirmation")
  const asked = confirmations.findLast(({ outcome }) => outcome === "asked")
  if (asked === undefined || now - asked.at > OPEN_FOR) return undefined
  const isAnswered = confirmations.some((row) => row !== asked && row.request === asked.request)
  return isAnswered ? undefined : asked
}

/** The newest answer that confirmed the customer. */
export function lastConfirmed(rows: readonly Row[]): ConfirmationRow | undefined {
  const confirmations = rows.filter((row) => row.kind === "confirmation")
  return confirmations.findLast(({ outcome }) => outcome === "passkey" || outcome === "company")
}
