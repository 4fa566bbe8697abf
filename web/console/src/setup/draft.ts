export interface SetUpDraft {
  readonly organisation: string
  readonly owner: string
  readonly inbox: string
  readonly greeting: string
  readonly site: string
}

export type DraftField = keyof SetUpDraft
export type DraftProblem = "needed" | "tooLong" | "site"

const longest: Readonly<Record<DraftField, number>> = {
  organisation: 80,
  owner: 80,
  inbox: 80,
  greeting: 500,
  site: 250,
}
const fields: readonly DraftField[] = ["organisation", "owner", "inbox", "greeting", "site"]

/** What a form's first screen offers; on the developer's own machine the demo site is the likely website. */
export function firstDraft(host: string, greeting: string, inbox: string): SetUpDraft {
  const local = host === "localhost" || host === "127.0.0.1"
  return { organisation: "", owner: "", inbox, greeting, site: local ? "http://127.0.0.1:5081" : "" }
}

/** The origin of a website as people type it, or undefined. Plain http only on the developer's own machine. */
export function siteOrigin(typed: string): string | undefined {
  const text = typed.trim()
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  const local = url.hostname === "localhost" || url.hostname === "127.0.0.1"
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local)) return undefined
  if (url.username !== "" || url.password !== "" || (!local && !url.hostname.includes("."))) return undefined
  return url.origin
}

export function draftProblems(draft: SetUpDraft): ReadonlyMap<DraftField, DraftProblem> {
  const problems = new Map<DraftField, DraftProblem>()
  for (const field of fields) {
    const text = draft[field].trim()
    if (text === "") problems.set(field, "needed")
    else if ([...text].length > longest[field]) problems.set(field, "tooLong")
  }
  if (!problems.has("site") && siteOrigin(draft.site) === undefined) problems.set("site", "site")
  return problems
}

/** The draft as it is sent: trimmed, the website as an origin. Call it only on a draft without problems. */
export function finishedDraft(draft: SetUpDraft): SetUpDraft {
  return {
    organisation: draft.organisation.trim(),
    owner: draft.owner.trim(),
    inbox: draft.inbox.trim(),
    greeting: draft.greeting.trim(),
    site: siteOrigin(draft.site) ?? "",
  }
}
