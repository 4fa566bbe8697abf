import type { OpenIdReturn, Vault } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { ScreenLock } from "../lock/ScreenLock.ts"
import type { Office, StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { VaultPanel } from "../vault/VaultPanel.tsx"
import { ApiTokensPanel } from "./ApiTokensPanel.tsx"
import { EventsPanel } from "./EventsPanel.tsx"
import { OpenIdPanel } from "./OpenIdPanel.tsx"
import { PasskeysPanel } from "./PasskeysPanel.tsx"
import { PasswordPanel } from "./PasswordPanel.tsx"
import { RecoveryCodes } from "./RecoveryCodes.tsx"
import { SessionsPanel } from "./SessionsPanel.tsx"
import { useReading } from "./useReading.ts"
import { WorkplacePanel } from "./WorkplacePanel.tsx"
import { hasOneWayIn } from "./waysIn.ts"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly vault: Vault | undefined
  readonly lock: ScreenLock
  /** How this browser is called: what a new passkey is named after. */
  readonly deviceName: string
  /** What a visit to the company's provider has just led to. */
  readonly returned: OpenIdReturn | undefined
}

interface Said {
  readonly part: "passkeys" | "password" | "openId" | "sessions" | "apiTokens" | "events"
  readonly sentence: MessageKey
}

/** How one signs in, where one is signed in, and what happened to the account. */
export function AccountScreen(props: Props): JSX.Element {
  const { office, session, vault, lock, deviceName, returned } = props
  const { t } = useText()
  const { account } = office
  const passkeys = useReading(() => account.passkeys())
  const password = useReading(() => account.password())
  const openId = useReading(() => account.openId())
  const sessions = useReading(() => account.sessions())
  const apiTokens = useReading(() => account.apiTokens())
  const events = useReading(() => account.securityEvents())
  const [said, setSaid] = useState<Said>()
  const [codes, setCodes] = useState<readonly string[]>()
  /** One change shows in several parts: a passkey that was added is an event too. */
  const part = (name: Said["part"]) => ({
    account,
    said: said?.part === name ? said.sentence : undefined,
    onChanged: async (sentence: MessageKey) => {
      setSaid({ part: name, sentence })
      const readings = [passkeys, password, openId, sessions, apiTokens, events]
      await Promise.all(readings.map((reading) => reading.refresh()))
    },
  })
  const kept = () => {
    setCodes(undefined)
    document.querySelector<HTMLElement>("#password-title")?.focus()
  }
  const others = (sessions.value ?? []).filter(({ current }) => !current).length
  return (
    <div class="page">
      <div class="page-head">
        <ScreenHeading>{t("nav.account")}</ScreenHeading>
      </div>
      {returned !== undefined && <Returned returned={returned} />}
      {codes !== undefined && <RecoveryCodes codes={codes} session={session} onKept={kept} />}
      <PasskeysPanel
        {...part("passkeys")}
        reading={passkeys}
        onlyWay={hasOneWayIn(passkeys.value, password.value)}
        deviceName={deviceName}
      />
      <PasswordPanel {...part("password")} reading={password} onCodes={setCodes} />
      <OpenIdPanel {...part("openId")} reading={openId} />
      <VaultPanel
        office={office}
        vault={vault}
        passkeys={passkeys.value}
        isOwner={session.user.role === "owner"}
      />
      <WorkplacePanel lock={lock} />
      <SessionsPanel {...part("sessions")} reading={sessions} others={others} />
      <ApiTokensPanel {...part("apiTokens")} reading={apiTokens} />
      <EventsPanel {...part("events")} reading={events} others={others} />
    </div>
  )
}

function Returned({ returned }: { readonly returned: OpenIdReturn }): JSX.Element {
  const { t } = useText()
  const worked = returned === "linked"
  return (
    <p class={worked ? "notice good" : "notice danger"} role={worked ? "status" : "alert"}>
      <Icon name={worked ? "check" : "alert"} />
      <span>{t(`openId.returned.${returned}`)}</span>
    </p>
  )
}
