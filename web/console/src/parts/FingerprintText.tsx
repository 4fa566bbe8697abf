import { formatFingerprint } from "@sotto/ui"
import type { JSX } from "preact"

/** Four groups of four, to be read aloud and compared. */
export function FingerprintText({
  value,
  large,
}: {
  readonly value: string
  readonly large?: boolean
}): JSX.Element {
  const groups = formatFingerprint(value).split(" ")
  return (
    <span class={large === true ? "fingerprint large" : "fingerprint"}>
      {groups.map((group, index) => (
        <span key={`${index} ${group}`}>{group} </span>
      ))}
    </span>
  )
}
