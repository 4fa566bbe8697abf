const forAttribute: Readonly<Record<string, string>> = {
  "&": "&amp;",
  '"': "&quot;",
  "<": "&lt;",
  ">": "&gt;",
}

function attribute(value: string): string {
  return value.replace(/[&"<>]/g, (character) => forAttribute[character] ?? character)
}

/** The line a company pastes into its pages. It pins the organisation's root key. */
export function snippetText(publicOrigin: string, inbox: string, root: string): string {
  const src = attribute(`${publicOrigin}/loader.js`)
  return `<script async src="${src}" data-inbox="${attribute(inbox)}" data-root="${attribute(root)}"></script>`
}
