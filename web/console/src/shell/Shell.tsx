import type { ComponentChildren, JSX } from "preact"
import { useRef, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { StaffSession } from "../office.ts"
import { Avatar } from "../parts/Avatar.tsx"
import { Icon, type IconName, Mark } from "../parts/Icon.tsx"
import { hrefOf, type Route } from "../routes.ts"
import { HelpDialog } from "./HelpDialog.tsx"
import { useShortcut } from "./useShortcut.ts"

interface Props {
  readonly route: Route
  readonly managesTeam: boolean
  readonly session: StaffSession
  readonly unread: number
  readonly waiting: number
  readonly alarms: number
  readonly onLock: () => void
  readonly banners: ComponentChildren
  readonly children: ComponentChildren
}

/** Navigation on one side, the screen on the other; on a phone the navigation lies below. */
export function Shell(props: Props): JSX.Element {
  const { t } = useText()
  const main = useRef<HTMLElement>(null)
  const [help, setHelp] = useState(false)
  useShortcut("help", () => setHelp(true))
  useShortcut("lock", props.onLock)
  const reading = props.route.screen === "conversations" && props.route.conversation !== undefined
  return (
    <div class={reading ? "shell reading" : "shell"}>
      <button type="button" class="skip s-button" onClick={() => main.current?.focus()}>
        {t("nav.skip")}
      </button>
      <header class="rail">
        <span class="rail-mark">
          <Mark />
        </span>
        <nav aria-label={t("nav.label")}>
          <ul>
            <Item
              {...props}
              screen="conversations"
              icon="conversations"
              count={props.unread}
              said="nav.unread"
            />
            {props.managesTeam && (
              <>
                <Item {...props} screen="team" icon="people" count={props.waiting} said="nav.waiting" />
                <Item {...props} screen="inboxes" icon="inboxes" count={0} said="nav.unread" />
              </>
            )}
            <Item {...props} screen="device" icon="computer" count={props.alarms} said="nav.alarms" />
            <Item {...props} screen="account" icon="account" count={0} said="nav.unread" />
          </ul>
        </nav>
        <div class="rail-end">
          <button type="button" class="s-icon-button" aria-label={t("lock.now")} onClick={props.onLock}>
            <Icon name="lock" />
          </button>
          <button
            type="button"
            class="s-icon-button"
            aria-label={t("help.open")}
            onClick={() => setHelp(true)}
          >
            <Icon name="help" />
          </button>
          <Avatar id={props.session.user.id} name={props.session.user.name} />
          <span class="s-hidden">{t("nav.signedInAs", { name: props.session.user.name })}</span>
        </div>
      </header>
      <div class="stage">
        <div>{props.banners}</div>
        <main tabIndex={-1} ref={main}>
          {props.children}
        </main>
      </div>
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </div>
  )
}

interface ItemProps {
  readonly route: Route
  readonly screen: Route["screen"]
  readonly icon: IconName
  readonly count: number
  readonly said: "nav.unread" | "nav.waiting" | "nav.alarms"
}

function Item({ route, screen, icon, count, said }: ItemProps): JSX.Element {
  const { t } = useText()
  const href = screen === "conversations" ? "#/conversations" : hrefOf({ screen })
  return (
    <li>
      <a class="rail-item" href={href} aria-current={route.screen === screen ? "page" : undefined}>
        <Icon name={icon} />
        <span class="rail-name">{t(`nav.${screen}`)}</span>
        {count > 0 && (
          <>
            <span class="badge" aria-hidden="true">
              {count > 99 ? "99+" : count}
            </span>
            <span class="s-hidden">{t(said, { count })}</span>
          </>
        )}
      </a>
    </li>
  )
}
