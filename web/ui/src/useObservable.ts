import type { Observable } from "@sotto/core"
import { useLayoutEffect, useReducer } from "preact/hooks"

/** The observable's present value; draws again after every change, also one between drawing and subscribing. */
export function useObservable<T>(observable: Observable<T>): T {
  const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0)
  const drawn = observable.value
  useLayoutEffect(() => {
    const stop = observable.subscribe(() => redraw(undefined))
    if (observable.value !== drawn) redraw(undefined)
    return stop
  }, [observable])
  return drawn
}
