import type { JSX } from "preact"
import type { MessageKey } from "../i18n/text.ts"
import type { Invitation, Office, StaffSession, TeamDevice, TeamMember } from "../office.ts"
import { CertifyDialog } from "./CertifyDialog.tsx"
import { ColleagueDialog } from "./ColleagueDialog.tsx"
import type { ColleagueAction } from "./colleagueAction.ts"
import { InviteDialog } from "./InviteDialog.tsx"
import { KitDialog } from "./KitDialog.tsx"
import { RevokeDialog } from "./RevokeDialog.tsx"
import { RoleDialog } from "./RoleDialog.tsx"
import { TokensDialog } from "./TokensDialog.tsx"
import { WithdrawDialog } from "./WithdrawDialog.tsx"

/** A device and whose it is. */
export interface Chosen {
  readonly member: TeamMember
  readonly device: TeamDevice
}

/** The question that the team's page has open. */
export type Asking =
  | { readonly kind: "invite" }
  | { readonly kind: "kit" }
  | ({ readonly kind: "certify" } & Chosen)
  | ({ readonly kind: "revoke" } & Chosen)
  | { readonly kind: "withdraw"; readonly invitation: Invitation }
  | { readonly kind: "role"; readonly member: TeamMember }
  | { readonly kind: "tokens"; readonly member: TeamMember }
  | { readonly kind: "colleague"; readonly member: TeamMember; readonly action: ColleagueAction }

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly asking: Asking
  readonly onInvited: () => Promise<void>
  readonly onDevices: () => Promise<void>
  readonly onColleague: (whose: { readonly name: string }, said: MessageKey) => Promise<void>
  readonly onClose: () => void
}

export function TeamDialogs(props: Props): JSX.Element {
  const { office, session, asking, onInvited, onDevices, onColleague, onClose } = props
  switch (asking.kind) {
    case "invite":
      return <InviteDialog office={office} session={session} onCreated={onInvited} onClose={onClose} />
    case "kit":
      return (
        <KitDialog
          office={office}
          isOwner={session.user.role === "owner"}
          onEntered={onDevices}
          onClose={onClose}
        />
      )
    case "certify":
      return <CertifyDialog {...asking} office={office} onDone={onDevices} onClose={onClose} />
    case "revoke":
      return <RevokeDialog {...asking} office={office} onDone={onDevices} onClose={onClose} />
    case "withdraw": {
      const { invitation } = asking
      const onDone = (said: MessageKey) => onColleague(invitation, said)
      return <WithdrawDialog {...{ office, invitation, onDone, onClose }} />
    }
    case "role":
    case "tokens":
    case "colleague": {
      const onDone = (said: MessageKey) => onColleague(asking.member, said)
      const shared = { office, member: asking.member, onDone, onClose }
      if (asking.kind === "tokens") return <TokensDialog {...shared} />
      return asking.kind === "role" ? (
        <RoleDialog {...shared} session={session} />
      ) : (
        <ColleagueDialog {...shared} action={asking.action} />
      )
    }
  }
}
