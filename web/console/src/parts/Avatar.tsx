import type { JSX } from "preact"

const tints = 6

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? "")][0] ?? "",
  )
  return letters.join("").toLocaleUpperCase()
}

/** A colour that stays with the person, from the id and not the name, which a customer may change. */
function tint(id: string): number {
  let sum = 0
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9973
  return sum % tints
}

/** Always beside the written name, so it is hidden from screen readers. */
export function Avatar({ id, name }: { readonly id: string; readonly name: string }): JSX.Element {
  return (
    <span class={`avatar tint-${tint(id)}`} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
