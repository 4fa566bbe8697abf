// Reads a test report and prints lines for build/steps.sh: passed, failed, skipped, name.
// First one line per skipped test with its reason, then one with the counts (skipped already told).
import { readFileSync } from "node:fs"

const [file, name] = process.argv.slice(2)
const report = JSON.parse(readFileSync(file, "utf8"))

/** Tests of a report as { name, status, reason }; status is passed, failed or skipped. */
function tests() {
  if (Array.isArray(report.testResults)) return report.testResults.flatMap(vitestFile)
  const found = report.results.tests
  return found.map((test) => ({ name: test.name, status: statusOf(test.status), reason: test.message }))
}

/** A file that does not load has no tests and failed all the same. */
function vitestFile(file) {
  if (file.status === "failed" && file.assertionResults.length === 0) {
    return [{ name: file.name, status: "failed", reason: file.message }]
  }
  return file.assertionResults.map((test) => ({
    name: test.fullName,
    status: statusOf(test.status),
    reason: test.meta?.reason,
  }))
}

function statusOf(status) {
  if (status === "passed" || status === "failed") return status
  return ["skipped", "pending", "todo", "disabled"].includes(status) ? "skipped" : "failed"
}

const all = tests()
if (all.length === 0) throw new Error("the report names no test")
const count = (status) => all.filter((test) => test.status === status).length
const oneLine = (text) => String(text).replaceAll(/\s+/g, " ")
for (const test of all.filter((test) => test.status === "skipped")) {
  process.stdout.write(`0\t0\t1\t${oneLine(test.name)}: ${oneLine(test.reason ?? "no reason given")}\n`)
}
process.stdout.write(`${count("passed")}\t${count("failed")}\t0\t${name}\n`)
