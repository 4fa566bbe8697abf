import type { JSX } from "preact"
import { encode } from "uqr"

interface Props {
  readonly text: string
  readonly label: string
}

/** Black on white in every theme, with the quiet zone that cameras need. */
export function QrCode({ text, label }: Props): JSX.Element {
  const { data, size } = encode(text, { ecc: "M", border: 4 })
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} class="qr-ground" />
      <path class="qr-ink" d={pathOf(data)} />
    </svg>
  )
}

function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("")
}
