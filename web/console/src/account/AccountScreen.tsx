import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { EventsPanel } from "./EventsPanel.tsx"
import { PasskeysPanel } from "./PasskeysPanel.tsx"
import { PasswordPanel } from "./PasswordPanel.tsx"
import { RecoveryCodes } from "./RecoveryCodes.tsx"
import { SessionsPanel } from "./SessionsPanel.tsx"
import { useReading } from "./useReading.ts"
import { hasOneWayIn } from "./waysIn.ts"

interface Props {
  readonly office: Office
  /** How this browser is called: what a new passkey is named after. */
  readonly deviceName: string
}

/** How one signs in, where one is signed in, and what happened to the account. */
export function AccountScreen({ office, deviceName }: Props): JSX.Element {
  const { t } = useText()
  const { account } = office
  const passkeys = useReading(() => account.passkeys())
  const password = useReading(() => account.password())
  const sessions = useReading(() => account.sessions())
  const events = useReading(() => account.securityEvents())
  const [said, setSaid] = useState<MessageKey>()
  const [codes, setCodes] = useState<readonly string[]>()
  const changed = async (sentence: MessageKey) => {
    setSaid(sentence)
    await Promise.all([passkeys, password, sessions, events].map((reading) => reading.refresh()))
  }
  const codesMade = async (made: readonly string[], sentence: MessageKey) => {
    setCodes(made)
    await changed(sentence)
  }
  const others = (sessions.value ?? []).filter(({ current }) => !current).length
  return (
    <div class="page">
      <div class="page-head">
        <ScreenHeading>{t("nav.account")}</ScreenHeading>
      </div>
      <div role="status" class="said">
        {said !== undefined && (
          <p class="notice good" key={said}>
            <Icon name="check" />
            <span>{t(said)}</span>
          </p>
        )}
      </div>
      {codes !== undefined && <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />}
      <PasskeysPanel
        account={account}
        reading={passkeys}
        onlyWay={hasOneWayIn(passkeys.value, password.value)}
        deviceName={deviceName}
        onChanged={changed}
      />
      <PasswordPanel account={account} reading={password} onChanged={changed} onCodes={codesMade} />
      <SessionsPanel account={account} reading={sessions} others={others} onChanged={changed} />
      <EventsPanel account={account} reading={events} others={others} onChanged={changed} />
    </div>
  )
}
