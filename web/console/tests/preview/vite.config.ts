import { defineConfig } from "vite"

/** Builds the console over made-up data, to look at: `npx vite build console/tests/preview --outDir <somewhere>`. */
export default defineConfig({
  base: "/console/",
  build: { target: "es2023", modulePreload: { polyfill: false } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
})
