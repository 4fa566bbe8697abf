import { createInterface } from "node:readline"
import { Peer } from "./peer.ts"

/** One request a line, one after the other; `exit` or the end of the input ends the process. */
const peer = new Peer()
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  process.stdout.write(`${await peer.answer(line)}\n`)
  if (peer.finished) break
}
process.stdin.destroy()
