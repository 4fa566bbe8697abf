import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

/** `vite build mls/interop` in `web`: the peer as one file that node runs without any package beside it. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: "main.ts",
    target: "node20",
    outDir: fileURLToPath(new URL("../../../artifacts/interop", import.meta.url)),
    emptyOutDir: true,
    minify: false,
    rolldownOptions: { output: { entryFileNames: "peer.mjs", codeSplitting: false } },
  },
})
