import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"

const { SOTTO_VECTORS } = process.env

/** Published vectors are not part of the repository; where they are absent their tests say so. */
export const FOLDER = SOTTO_VECTORS ?? join(import.meta.dirname, "../../../../shared/vectors")
export const absent = !existsSync(FOLDER)

export function loadVectors(name: string): unknown {
  const bytes = readFileSync(join(FOLDER, name))
  return JSON.parse((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString())
}
