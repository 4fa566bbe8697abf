import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Plugin } from "vite"

/**
 * Writes `integrity="sha384-…"` on every script and style sheet that a built page names, from the bytes on disk, so
 * that a changed file does not run. SHA-384 only: browsers load a file unchecked when they do not know the algorithm.
 */
export function integrity(base: string): Plugin {
  return {
    name: "sotto-integrity",
    writeBundle(options, bundle) {
      const folder = options.dir
      if (folder === undefined) throw new Error("a page is built into a folder")
      const pages = Object.keys(bundle).filter((name) => name.endsWith(".html"))
      for (const page of pages) seal(join(folder, page), folder, base)
    },
  }
}

function seal(page: string, folder: string, base: string): void {
  const tags = /<(?:script|link)\b[^>]*?(?:src|href)="([^"]+)"/g
  const sealed = readFileSync(page, "utf8").replaceAll(tags, (tag, address: string) =>
    address.startsWith(base) ? `${tag} integrity="${digest(join(folder, address.slice(base.length)))}"` : tag,
  )
  writeFileSync(page, sealed)
}

function digest(path: string): string {
  return `sha384-${createHash("sha384").update(readFileSync(path)).digest("base64")}`
}
