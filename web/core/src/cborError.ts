/** A value that has no place in our formats, or bytes that are not its one encoding. The message names the rule. */
export class CborError extends Error {
  constructor(rule: string, cause?: unknown) {
    super(rule, { cause })
    this.name = "CborError"
  }
}
