import { basename, dirname } from "node:path"
import { defineConfig, type Plugin } from "vite"
import { integrity } from "../ui/vite/sri.ts"

const base = "/chat-assets/"

/** Older browsers lack Ed25519 or what the styles need; they get the plain message that the chat cannot be used. */
const target = ["chrome137", "firefox130", "safari17.5"]

/**
 * Vite's own loader of chunks puts style sheets and preloads into the page. No chunk here has a style sheet of its own,
 * so `import()` alone does it; a chunk that brings one stops the build.
 */
const plainDynamicImport: Plugin = {
  name: "sotto-plain-dynamic-import",
  enforce: "pre",
  load: (id) =>
    id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load()" : undefined,
  generateBundle(_, bundle) {
    const styles = Object.keys(bundle).filter((name) => name.endsWith(".css"))
    if (styles.length > 1)
      this.error(`a chunk has a style sheet that nothing would load: ${styles.join(", ")}`)
  },
}

/** `chat-de-….js`, `emoji-de-….js`: a chunk is named by its module and the folder of it, so that sizes can be told apart. */
function chunkName({ facadeModuleId }: { readonly facadeModuleId: string | null }): string {
  const folder = facadeModuleId === null ? "shared" : basename(dirname(facadeModuleId))
  return `assets/${folder}-[name]-[hash].js`
}

/** The chat page: everything but index.html has its content's hash in its name. Nothing needs inline code or style. */
const chat = defineConfig({
  root: "src",
  base,
  publicDir: false,
  plugins: [plainDynamicImport, integrity(base)],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: false,
    target,
    assetsInlineLimit: 0,
    rolldownOptions: { input: "src/chat/index.html", output: { chunkFileNames: chunkName } },
  },
})

/** The loader: one classic script that companies' pages name, so its name has no hash. */
const loader = defineConfig({
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    sourcemap: false,
    lib: {
      entry: "src/loader/index.ts",
      formats: ["iife"],
      name: "sottoLoader",
      fileName: () => "loader.js",
    },
  },
})

export default defineConfig(({ mode }) => (mode === "loader" ? loader : chat))
