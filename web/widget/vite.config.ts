import { defineConfig } from "vite"
import { integrity } from "./integrity.ts"

const base = "/chat-assets/"

/** Older browsers lack Ed25519 or what the styles need; they get the plain message that the chat cannot be used. */
const target = ["chrome137", "firefox130", "safari17.5"]

/** The chat page: everything but index.html has its content's hash in its name. Nothing needs inline code or style. */
const chat = defineConfig({
  root: "src",
  base,
  publicDir: false,
  plugins: [integrity(base)],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: false,
    target,
    assetsInlineLimit: 0,
    rolldownOptions: { input: "src/chat/index.html" },
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
