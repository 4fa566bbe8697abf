// What the chat page is made of. Compression works across modules, so the bytes per package are shares of the whole.
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "vite"

const root = fileURLToPath(new URL("..", import.meta.url))

/** `valibot` for a library, `core` for one of our own folders, `bundler` for what the bundler adds. */
function packageOf(id) {
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1]
  return library ?? /\/web\/(\w+)\//.exec(id)?.[1] ?? "bundler"
}

/** Builds once more without writing, because the written files no longer know their modules. */
export async function printBreakdown() {
  process.chdir(root)
  const { output } = await build({ logLevel: "error", build: { write: false, emptyOutDir: false } })
  const entry = output.find((chunk) => chunk.type === "chunk" && chunk.isEntry)
  const size = gzipSync(entry.code, { level: 9 }).length
  const lengths = new Map()
  for (const [id, { renderedLength }] of Object.entries(entry.modules)) {
    const name = packageOf(id)
    lengths.set(name, (lengths.get(name) ?? 0) + renderedLength)
  }
  const whole = [...lengths.values()].reduce((total, length) => total + length, 0)
  process.stdout.write(`${entry.fileName}: ${size} bytes gzipped, of which about\n`)
  for (const [name, length] of [...lengths].sort(([, a], [, b]) => b - a))
    process.stdout.write(`  ${Math.round((size * length) / whole)} ${name}\n`)
}
