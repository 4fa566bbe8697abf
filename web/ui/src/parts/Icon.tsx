import type { JSX } from "preact"

/** Drawn on a 24 × 24 grid; colour and size come from the text around it. */
const paths = {
  alert: "M12 4 2.5 20h19L12 4Zm0 6v4.5m0 2.8v.2",
  back: "M15 5l-7 7 7 7",
  check: "M4.5 12.5l5 5 10-11",
  checks: "M1.5 12.5l5 5 9-11m-4 9.5l1.5 1.5 9.5-11",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2",
  close: "M6 6l12 12M18 6 6 18",
  computer: "M4 5h16v11H4V5Zm5 15h6m-3-4v4",
  down: "M6 9.5l6 6 6-6",
  lock: "M6 10.5h12v9.5H6v-9.5Zm2.5 0V8a3.5 3.5 0 0 1 7 0v2.5",
  menu: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  offline: "M3 3l18 18M8.5 16a5 5 0 0 1 5.5-1M5 12.5a10 10 0 0 1 4-2.4m4-.3a10 10 0 0 1 6 2.7M12 19.5v.01",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.4-3.6 3-5.5 6.5-5.5s6.1 1.9 6.5 5.5M16 4.8a3.5 3.5 0 0 1 0 6.4m2 3.8c2 .7 3.2 2.5 3.5 5",
  plus: "M12 5v14M5 12h14",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5 5 5",
  send: "M4 12 20.5 4.5 15 20l-3.5-6.5L4 12Zm7.5 1.5 4-4",
  shield: "M12 3.5l7.5 2.5v5.5c0 4.5-3 7.7-7.5 9-4.5-1.3-7.5-4.5-7.5-9V6L12 3.5Zm-3.5 8.3 2.5 2.5 4.5-5",
  smile: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM8.5 14.5c1.8 2.3 5.2 2.3 7 0M9 9.5v.01M15 9.5v.01",
  trash: "M4.5 7h15m-10 0V4.5h5V7m-8 0 1 13h9l1-13m-6 4v5.5m3-5.5v5.5",
} as const

export type IconName = keyof typeof paths

/** Decoration unless it gets a label, which then is its accessible name. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }): JSX.Element {
  const named = label === undefined ? { "aria-hidden": true } : { role: "img" as const, "aria-label": label }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden as decoration
    <svg class="s-icon" data-name={name} viewBox="0 0 24 24" focusable="false" {...named}>
      <path d={paths[name]} />
    </svg>
  )
}
