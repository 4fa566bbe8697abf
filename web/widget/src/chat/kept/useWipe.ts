import { useEffect, useRef } from "preact/hooks"

/** Whatever way the dialog goes, the secrets go with it. */
export function useWipe(secrets: readonly { readonly secret: Uint8Array }[]): void {
  const last = useRef(secrets)
  last.current = secrets
  useEffect(
    () => () => {
      for (const { secret } of last.current) secret.fill(0)
    },
    [],
  )
}
