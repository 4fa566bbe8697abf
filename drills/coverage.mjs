// Prints the table of ./drill coverage from the one Cobertura file in a folder.
// Usage: node coverage.mjs REPORTS LINES[/BRANCHES] [FOLDER...]
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"

const [reports, least, ...wanted] = process.argv.slice(2)
const [leastLines, leastBranches = 0] = least.split("/").map(Number)
const mls = resolve(import.meta.dirname, "../src/Mls")
const report = readdirSync(reports).find((name) => name.endsWith(".xml"))
if (report === undefined) throw new Error(`No report in ${reports}`)

const text = readFileSync(join(reports, report), "utf8")
const source = /<source>(.*?)<\/source>/.exec(text)?.[1] ?? mls

// A line stands in a class and in its methods, and a lambda's in another class: the best of all counts.
const lines = new Map()
let folder
for (const tag of text.matchAll(/<(class|line) ([^>]*)>/g)) {
  const attributes = Object.fromEntries([...tag[2].matchAll(/([\w-]+)="([^"]*)"/g)].map((found) => found.slice(1)))
  if (tag[1] === "class") {
    const file = relative(mls, resolve(source, attributes.filename))
    folder = /^(\.\.|obj)\//.test(file) ? undefined : { name: dirname(file), file }
  } else if (folder !== undefined) {
    const key = `${folder.file}:${attributes.number}`
    const line = lines.get(key) ?? { folder: folder.name, isHit: false, taken: 0, branches: 0 }
    const branches = /\((\d+)\/(\d+)\)/.exec(attributes["condition-coverage"] ?? "")
    lines.set(key, {
      folder: folder.name,
      isHit: line.isHit || attributes.hits !== "0",
      taken: Math.max(line.taken, Number(branches?.[1] ?? 0)),
      branches: Math.max(line.branches, Number(branches?.[2] ?? 0)),
    })
  }
}

const rows = new Map()
for (const line of lines.values()) rows.set(line.folder, [...(rows.get(line.folder) ?? []), line])
const percent = (part, whole) => (whole === 0 ? 100 : (100 * part) / whole)
let failed = 0
const total = { hit: 0, lines: 0, taken: 0, branches: 0 }
console.log(`${"Folder".padEnd(24)} ${"lines".padStart(8)} ${"branches".padStart(10)}`)
for (const [name, found] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (wanted.length > 0 && !wanted.some((one) => `${name}/`.startsWith(`${one}/`))) continue
  const row = {
    hit: found.filter((line) => line.isHit).length,
    lines: found.length,
    taken: found.reduce((sum, line) => sum + line.taken, 0),
    branches: found.reduce((sum, line) => sum + line.branches, 0),
  }
  for (const key of Object.keys(total)) total[key] += row[key]
  failed += print(name, row)
}
print("all", total)
if (failed > 0) {
  console.error(`${failed} folders have less than ${leastLines} % of lines or ${leastBranches} % of branches.`)
  process.exit(1)
}

function print(name, row) {
  const covered = percent(row.hit, row.lines)
  const taken = percent(row.taken, row.branches)
  const isLess = covered < leastLines || taken < leastBranches
  const numbers = `${`${covered.toFixed(1)} %`.padStart(8)} ${`${taken.toFixed(1)} %`.padStart(10)}`
  console.log(`${name.padEnd(24)} ${numbers}${isLess ? "  TOO LOW" : ""}`)
  return isLess ? 1 : 0
}
