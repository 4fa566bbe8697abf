/** What was shown opens another vault, or none. */
export class NoWayIn extends Error {
  constructor() {
    super("This opens no vault of yours.")
    this.name = "NoWayIn"
  }
}
