import type { Lifetime as WireLifetime } from "ts-mls/lifetime.js"
import { MlsError } from "./mlsError.ts"

/** Unix milliseconds; the wire has seconds. */
export interface Lifetime {
  readonly notBefore: number
  readonly notAfter: number
}

/** Clocks of honest devices differ by at most this much. */
const SKEW_MS = 5 * 60_000

/** RFC 9420 7.2 wants a bound on the whole span, so that no leaf is good forever. */
const MAX_SPAN_SECONDS = BigInt(366 * 24 * 60 * 60)

export function toWire(lifetime: Lifetime): WireLifetime {
  const wire = { notBefore: seconds(lifetime.notBefore), notAfter: seconds(lifetime.notAfter) }
  checkSpan(wire)
  return wire
}

/** RFC 9420 7.3. Asked of key packages that are added, never of leaves in a tree: those may rightly be old. */
export function checkLifetime(lifetime: WireLifetime, now: number): void {
  checkSpan(lifetime)
  if (now + SKEW_MS < milliseconds(lifetime.notBefore)) throw new MlsError("lifetime", "not valid yet")
  if (now - SKEW_MS > milliseconds(lifetime.notAfter)) throw new MlsError("lifetime", "expired")
}

export function milliseconds(wireSeconds: bigint): number {
  return Number(wireSeconds) * 1000
}

function seconds(time: number): bigint {
  if (!Number.isFinite(time) || time < 0) throw new MlsError("lifetime", "not a point in time")
  return BigInt(Math.floor(time / 1000))
}

function checkSpan({ notBefore, notAfter }: WireLifetime): void {
  if (notAfter <= notBefore) throw new MlsError("lifetime", "ends before it begins")
  if (notAfter - notBefore > MAX_SPAN_SECONDS) throw new MlsError("lifetime", "longer than a year")
}
