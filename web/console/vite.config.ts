import { defineConfig } from "vite"
import { integrity } from "../ui/vite/sri.ts"

const base = "/console/"

export default defineConfig({
  base,
  plugins: [integrity(base)],
  build: {
    // Older browsers lack Ed25519 or what the styles need.
    target: ["chrome137", "firefox130", "safari17.5"],
    modulePreload: false,
    sourcemap: false,
    // A small file inlined as data: would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
})
