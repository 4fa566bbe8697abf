import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Avatar } from "../parts/Avatar.tsx"
import { FingerprintText } from "../parts/FingerprintText.tsx"
import type { WaitingDevice } from "./useTeam.ts"

interface Props {
  readonly waiting: readonly WaitingDevice[]
  readonly canCertify: boolean
  readonly onCertify: (waiting: WaitingDevice) => void
}

/** At the top of the page, because somebody sits in front of that browser and waits. */
export function WaitingDevices({ waiting, canCertify, onCertify }: Props): JSX.Element | null {
  const { t, formatDate } = useText()
  if (waiting.length === 0) return null
  return (
    <section class="panel attention" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t("waiting.title", { count: waiting.length })}</h2>
      <ul class="devices">
        {waiting.map(({ member, device }) => (
          <li key={device.id}>
            <Avatar id={member.id} name={member.name} />
            <div class="device-what">
              <strong dir="auto">{member.name}</strong>
              <span class="s-hint">
                {device.name} · {t("device.since", { date: formatDate(device.createdAt) })}
              </span>
              <FingerprintText value={device.fingerprint} />
            </div>
            <div class="device-do">
              <button
                type="button"
                class="s-button"
                disabled={!canCertify}
                onClick={() => onCertify({ member, device })}
              >
                {t("waiting.certify")}
                <span class="s-hidden"> {t("device.of", { device: device.name, name: member.name })}</span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
