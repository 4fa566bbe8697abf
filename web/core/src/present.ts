/** The value. That it is missing would be a mistake of whoever asks. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("asked too early")
  return value
}
