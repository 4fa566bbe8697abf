import type { JSX } from "preact"
import { useId } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { InvitableRole } from "../roles.ts"

interface Props {
  readonly roles: readonly InvitableRole[]
  readonly value: InvitableRole
  readonly onValue: (role: InvitableRole) => void
}

/** Each with what it may do, because the names alone mean something else in every company. */
export function RoleChoice({ roles, value, onValue }: Props): JSX.Element {
  const { t } = useText()
  const id = useId()
  return (
    <fieldset class="choices">
      <legend>{t("invite.role")}</legend>
      {roles.map((role) => (
        <div key={role} class="s-switch">
          <input
            type="radio"
            id={`${id}-${role}`}
            name={id}
            checked={role === value}
            aria-describedby={`${id}-${role}-hint`}
            onChange={() => onValue(role)}
          />
          <label for={`${id}-${role}`}>{t(`role.${role}`)}</label>
          <p class="s-hint" id={`${id}-${role}-hint`}>
            {t(`role.${role}.hint`)}
          </p>
        </div>
      ))}
    </fieldset>
  )
}
