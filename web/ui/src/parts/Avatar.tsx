import type { JSX } from "preact"

/** Initials only: a picture would be one more thing to fetch and to fake. The name stands beside it in text. */
export function Avatar({ name }: { readonly name: string }): JSX.Element {
  return (
    <span class="s-avatar" aria-hidden="true">
      {initials(name)}
    </span>
  )
}

export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words
  return chosen.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("")
}
