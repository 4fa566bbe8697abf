import type { Desk, DeskView } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { StaffSession } from "../office.ts"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { goTo } from "../routes.ts"
import { useShortcut } from "../shell/useShortcut.ts"
import { ConversationList } from "./ConversationList.tsx"
import { Details } from "./Details.tsx"
import type { Drafts } from "./drafts.ts"
import { NoConversations } from "./NoConversations.tsx"
import { NothingOpen } from "./NothingOpen.tsx"
import { Thread } from "./Thread.tsx"
import { useSeen } from "./useSeen.ts"

interface Props {
  readonly desk: Desk
  readonly view: DeskView
  readonly session: StaffSession
  readonly selected: string | undefined
  readonly drafts: Drafts
}

export function DeskScreen({ desk, view, session, selected, drafts }: Props): JSX.Element {
  const { t } = useText()
  const [details, setDetails] = useState(false)
  const problem = useSeen(desk, selected)
  const open = selected !== undefined && view.open?.id === selected ? view.open : undefined
  const shown = details && open !== undefined
  useShortcut("details", () => setDetails(!details))
  useShortcut("leave", () =>
    shown ? setDetails(false) : goTo({ screen: "conversations", conversation: undefined }),
  )
  useEffect(() => {
    if (selected === undefined) setDetails(false)
  }, [selected])

  return (
    <div class="desk" data-reading={selected !== undefined} data-details={shown}>
      <div class="s-hidden">
        <ScreenHeading>{t("nav.conversations")}</ScreenHeading>
      </div>
      <ConversationList view={view} selected={selected} />
      {selected === undefined ? (
        <Idle view={view} session={session} />
      ) : (
        <Thread
          key={selected}
          desk={desk}
          summary={view.conversations.find((one) => one.id === selected)}
          conversation={open}
          organisation={session.organisation.name}
          problem={problem}
          catchingUp={view.progress !== undefined}
          drafts={drafts}
          details={shown}
          onDetails={() => setDetails(!shown)}
        />
      )}
      {shown && (
        <Details
          conversation={open}
          organisation={session.organisation.name}
          inbox={session.inboxes.find((inbox) => inbox.id === open.inbox)?.name}
          alarms={view.alarms.filter((alarm) => alarm.conversation === open.id)}
          onClose={() => setDetails(false)}
        />
      )}
    </div>
  )
}

function Idle({ view, session }: Pick<Props, "view" | "session">): JSX.Element | null {
  if (view.conversations.length > 0) return <NothingOpen />
  // While the first ones are still arriving, "none yet" would be wrong a moment later.
  return view.progress === undefined ? <NoConversations session={session} /> : null
}
