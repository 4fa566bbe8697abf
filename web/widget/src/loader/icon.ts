/** A speech bubble that becomes an arrow down while the chat is open (launcher.css shows one of the two). */
const paths = {
  bubble:
    "M4 11.5C4 7.4 7.6 4 12 4s8 3.4 8 7.5S16.4 19 12 19c-1 0-2-.2-2.9-.5L4.5 20l1.2-3.7A7.2 7.2 0 0 1 4 11.5Z",
  down: "M6 9.5l6 6 6-6",
} as const

export function drawIcon(): SVGElement {
  const svg = part("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" })
  for (const [name, d] of Object.entries(paths)) svg.append(part("path", { d, class: name }))
  return svg
}

function part(tag: "svg" | "path", attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}
