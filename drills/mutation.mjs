// Prints the score of ./drill mutation from the reports of single files, without the survivors that are argued away.
// Usage: node mutation.mjs FILE=REPORT...
import { readFileSync } from "node:fs"
import { join } from "node:path"

const LEAST = 85
const root = join(import.meta.dirname, "..")
const argued = readArgued(readFileSync(join(root, "docs/mutation-survivors.md"), "utf8"))
const survivors = []
const timeouts = []
const total = { killed: 0, survived: 0, timeout: 0, argued: 0, seconds: 0 }

console.log(row("File", "killed", "timeout", "survived", "argued", "score", "s", "s each"))
for (const [file, path] of process.argv.slice(2).map((argument) => argument.split("="))) {
  const report = JSON.parse(readFileSync(path, "utf8"))
  const found = Object.entries(report.files).find(([name]) => name.endsWith(file))?.[1]
  if (found === undefined) throw new Error(`${path} says nothing of ${file}`)
  const counts = { killed: 0, survived: 0, timeout: 0, argued: 0, seconds: Number(readFileSync(`${path}.seconds`, "utf8")) }
  for (const mutant of found.mutants) judge(file, found.source, mutant, counts)
  for (const key of Object.keys(total)) total[key] += counts[key]
  print(file, counts)
}
const score = print("all", total)

list("Noticed only because a test took too long; look whether the code can really not end:", timeouts)
list("Noticed by no test:", survivors)
for (const entry of argued.filter((one) => one.isOfRun && !one.isUsed)) {
  console.log(`docs/mutation-survivors.md argues a change of ${entry.file} that does not survive: ${entry.snippet}`)
}
if (score < LEAST) {
  console.error(`${score.toFixed(1)} % is below ${LEAST} %.`)
  process.exit(1)
}

function judge(file, source, mutant, counts) {
  const line = source.split("\n")[mutant.location.start.line - 1].trim()
  const change = `${original(source, mutant.location)} -> ${mutant.replacement}`.replace(/\s+/g, " ")
  const place = `src/Mls/${file}(${mutant.location.start.line}): ${mutant.mutatorName}: ${change}`
  if (mutant.status === "Killed") counts.killed += 1
  if (mutant.status === "Timeout" || mutant.status === "Survived" || mutant.status === "NoCoverage") {
    const excuse = argued.find((one) => one.file === file && line.includes(one.snippet) && sameChange(one.change, mutant, change))
    if (excuse !== undefined) {
      excuse.isUsed = true
      counts.argued += 1
    } else if (mutant.status === "Timeout") {
      counts.timeout += 1
      timeouts.push(place)
    } else {
      counts.survived += 1
      survivors.push(mutant.status === "NoCoverage" ? `${place} (no test runs it)` : place)
    }
  }
  for (const one of argued) if (one.file === file) one.isOfRun = true
}

// The mutation column holds the replacement, or the whole change with its arrow.
function sameChange(written, mutant, change) {
  return written === mutant.replacement.replace(/\s+/g, " ") || written === change
}

function original(source, { start, end }) {
  const lines = source.split("\n").slice(start.line - 1, end.line)
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1)
  lines[0] = lines[0].slice(start.column - 1)
  const text = lines.join(" ").replace(/\s+/g, " ")
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

// | `file` | `part of the line` | `replacement` | why no test could notice |
function readArgued(page) {
  return [...page.matchAll(/^\| `([^`]+)` \| `(.+?)` \| `(.+?)` \| (.+) \|$/gm)].map((found) => ({
    file: found[1],
    snippet: found[2].replaceAll("\\|", "|"),
    change: found[3].replaceAll("\\|", "|"),
    isUsed: false,
    isOfRun: false,
  }))
}

function print(name, counts) {
  const noticed = counts.killed + counts.timeout
  const valid = noticed + counts.survived
  const tried = valid + counts.argued
  const percent = valid === 0 ? 100 : (100 * noticed) / valid
  const each = tried === 0 ? "" : (counts.seconds / tried).toFixed(1)
  const cells = [counts.killed, counts.timeout, counts.survived, counts.argued, `${percent.toFixed(1)} %`]
  console.log(row(name, ...cells, counts.seconds, each))
  return percent
}

function row(name, ...cells) {
  return name.padEnd(44) + cells.map((cell) => String(cell).padStart(9)).join("")
}

function list(title, lines) {
  if (lines.length > 0) console.log(`\n${title}\n${lines.map((line) => `  ${line}`).join("\n")}`)
}
