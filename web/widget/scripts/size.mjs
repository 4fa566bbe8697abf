// Fails the build when the loader or the chat page grows beyond its budget, in gzipped bytes. `--why` names the
// packages that the chat page is made of.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { printBreakdown } from "./breakdown.mjs"

const dist = fileURLToPath(new URL("../dist", import.meta.url))
const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length
const sum = (parts) => parts.reduce((total, { size }) => total + size, 0)
const print = (line) => process.stdout.write(`${line}\n`)

function gate(name, size, limit) {
  print(`${name}: ${size} of ${limit} bytes gzipped${size > limit ? ", too large" : ""}`)
  if (size > limit) process.exitCode = 1
}

const files = readdirSync(join(dist, "assets"))
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => ({ name, size: gzipped(join(dist, "assets", name)) }))
if (files.length === 0) throw new Error("there is no built chat page to measure")

/** What a visitor does not need for a conversation in one language; every other file counts, also one not foreseen. */
const languageOf = ({ name }) => /^(?:chat|translate)-([a-z]{2,3})-/.exec(name)?.[1]
const isOnDemand = ({ name }) =>
  /^(?:emoji|dialogs|kept|confirm|confirming|admission|src-customerVault)-/.test(name) ||
  (name.startsWith("shared-") && !loadedAtOnce.has(name))

/** The files that the page's script imports before it runs. What pieces on demand share among themselves is not there. */
const loadedAtOnce = closure(files.map(({ name }) => name).filter((name) => /^index-.*\.js$/.test(name)))

function closure(entries) {
  const found = new Set(entries)
  for (const name of found) {
    const code = readFileSync(join(dist, "assets", name), "utf8")
    for (const [, imported] of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
      found.add(imported)
  }
  return found
}

const always = files.filter((file) => languageOf(file) === undefined && !isOnDemand(file))
const languages = [...new Set(files.map(languageOf))]
  .filter((language) => language !== undefined)
  .map((language) => ({ language, size: sum(files.filter((file) => languageOf(file) === language)) }))
const largest = Math.max(0, ...languages.map(({ size }) => size))

gate("loader", gzipped(join(dist, "loader.js")), 4 * 1024)
gate("chat page with its largest language", sum(always) + largest, 90 * 1024)
for (const { name, size } of always) print(`  always: ${name} ${size}`)
for (const { language, size } of languages) print(`  one of the languages: ${language} ${size}`)
for (const { name, size } of files.filter(isOnDemand)) print(`  on demand, not counted: ${name} ${size}`)

if (process.argv.includes("--why")) await printBreakdown()
