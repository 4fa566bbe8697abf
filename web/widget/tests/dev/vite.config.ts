import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"
import { integrity } from "../../../ui/vite/sri.ts"

const base = "/chat-assets/"

/** `npx vite build --config tests/dev/vite.config.ts`: the chat page on a fake chat, to be looked at. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base,
  plugins: [integrity(base)],
  resolve: {
    alias: { "@sotto/core": fileURLToPath(new URL("../../../core/src/markdown.ts", import.meta.url)) },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { outDir: "dist", emptyOutDir: true, modulePreload: false, assetsInlineLimit: 0 },
})
