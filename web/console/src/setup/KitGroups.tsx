import type { JSX } from "preact"

/** The kit as numbered groups, in reading order; one selection copies it with spaces between. */
export function KitGroups({
  kit,
  label,
}: {
  readonly kit: readonly string[]
  readonly label: string
}): JSX.Element {
  return (
    <ol class="kit" aria-label={label}>
      {kit.map((group, index) => (
        <li key={`${index} ${group}`} class="kit-group">
          <span class="kit-number" aria-hidden="true">
            {index + 1}
          </span>
          <span class="kit-letters">{group}</span>
        </li>
      ))}
    </ol>
  )
}
