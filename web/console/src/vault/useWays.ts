import { type OwnPasskey, vaultWayId } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"

/** A way into the vault, as people tell it from the others. */
export interface Way {
  readonly id: string
  readonly name: string
}

/** Which of a person's passkeys a way is; whatever is none of them is a recovery code or a passkey that was removed. */
export function useWays(ids: readonly string[], passkeys: readonly OwnPasskey[] | undefined): readonly Way[] {
  const { t } = useText()
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  useEffect(() => {
    let isCurrent = true
    const named = (passkeys ?? []).map(async ({ id, name }) => [await vaultWayId(id), name] as const)
    void Promise.all(named).then((found) => isCurrent && setNames(new Map(found)))
    return () => {
      isCurrent = false
    }
  }, [passkeys])
  return ids.map((id) => {
    const name = names.get(id)
    if (name === undefined) return { id, name: t("vault.way.code") }
    return { id, name: t("vault.way.passkey", { name: name || t("passkeys.unnamed") }) }
  })
}
