// Fails the build when the loader or the chat page grows beyond its budget, in gzipped bytes.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const dist = fileURLToPath(new URL("../dist", import.meta.url))
const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length
const assets = readdirSync(join(dist, "assets")).filter((name) => /\.(js|css)$/.test(name))
if (assets.length === 0) throw new Error("there is no built chat page to measure")

const parts = [
  { name: "loader", limit: 4 * 1024, files: [join(dist, "loader.js")] },
  { name: "chat page", limit: 90 * 1024, files: assets.map((name) => join(dist, "assets", name)) },
]

for (const { name, limit, files } of parts) {
  const size = files.reduce((sum, path) => sum + gzipped(path), 0)
  const isOver = size > limit
  process.stdout.write(`${name}: ${size} of ${limit} bytes gzipped${isOver ? ", too large" : ""}\n`)
  if (isOver) process.exitCode = 1
}
