import type { AccountRole } from "@sotto/core"

/** Who invites, certifies and revokes. The server decides; this keeps buttons away that it would refuse. */
export function managesTeam(role: AccountRole): boolean {
  return role === "owner" || role === "administrator"
}

/** An auditor reads logs and reviews: no inbox, no certificate, no conversation. */
export function converses(role: string): boolean {
  return role !== "auditor"
}

/** Whom one may invite, the most usual first. Who is an administrator is the owner's decision. */
export function invitable(by: AccountRole): readonly InvitableRole[] {
  return by === "owner"
    ? ["agent", "supervisor", "administrator", "auditor"]
    : ["agent", "supervisor", "auditor"]
}

/** Whether `by` may change somebody else's account: only of those whose role they could give, so never of an owner. */
export function mayChange(by: AccountRole, role: string): boolean {
  return managesTeam(by) && invitable(by).some((each) => each === role)
}

export type InvitableRole = Exclude<AccountRole, "owner">

const roles: readonly string[] = ["owner", "administrator", "supervisor", "agent", "auditor"]

/** Undefined for one that only a newer server knows. */
export function knownRole(role: string): AccountRole | undefined {
  return isKnown(role) ? role : undefined
}

function isKnown(role: string): role is AccountRole {
  return roles.includes(role)
}
