import type { OpenIdReturn } from "@sotto/core"
import type { Entry } from "./entry.ts"
import type { MessageKey } from "./i18n/text.ts"
import type { Office, OpenInvitation, OpenSetUp, StaffSession } from "./office.ts"
import { hasCode } from "./parts/problemText.ts"

export type Stage =
  | { readonly kind: "opening" }
  | { readonly kind: "setUp"; readonly setUp: OpenSetUp }
  | { readonly kind: "invitation"; readonly invitation: OpenInvitation }
  | { readonly kind: "signIn"; readonly notice: MessageKey | undefined }
  | { readonly kind: "recovery" }
  | {
      readonly kind: "console"
      readonly session: StaffSession
      /** What a visit to the provider led to, when one has just ended. */
      readonly returned?: OpenIdReturn
    }
  | {
      readonly kind: "link"
      readonly title: MessageKey
      readonly lead: MessageKey
      readonly action: MessageKey
      /** What the button tries again; without it, the button leads to the console. */
      readonly retry: Entry | undefined
    }

/** Finds out where a visit starts. Never rejects: what fails is a stage too. */
export async function openStage(office: Office, entry: Entry, hash: string): Promise<Stage> {
  try {
    switch (entry.kind) {
      case "setUp":
        return { kind: "setUp", setUp: await office.openSetUp(entry.token) }
      case "invitation":
        return { kind: "invitation", invitation: await office.openInvitation(entry.token) }
      case "console":
        return await openConsole(office, hash)
      case "provider":
        return await comeBack(office, entry.returned)
    }
  } catch (error) {
    return failedStage(entry, error)
  }
}

async function openConsole(office: Office, hash: string): Promise<Stage> {
  const session = await office.session()
  if (session !== undefined) return { kind: "console", session }
  const reloaded = hash.startsWith("#/set-up")
  return { kind: "signIn", notice: reloaded ? "signIn.notice.setUpReloaded" : undefined }
}

async function comeBack(office: Office, returned: OpenIdReturn): Promise<Stage> {
  const session = await office.session()
  return session === undefined
    ? { kind: "signIn", notice: `openId.returned.${returned}` }
    : { kind: "console", session, returned }
}

function failedStage(entry: Entry, error: unknown): Stage {
  const ended = { kind: "link", action: "link.toConsole", retry: undefined } as const
  if (entry.kind === "setUp" && (hasCode(error, "setup_used") || hasCode(error, "unauthenticated")))
    return { ...ended, title: "link.setUp.title", lead: "link.setUp.lead" }
  if (entry.kind === "invitation" && (hasCode(error, "invitation_used") || hasCode(error, "unauthenticated")))
    return { ...ended, title: "link.invitation.title", lead: "link.invitation.lead" }
  return {
    kind: "link",
    title: "link.failed.title",
    lead: "link.failed.lead",
    action: "link.failed.retry",
    retry: entry,
  }
}
