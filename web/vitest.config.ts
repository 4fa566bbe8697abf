import { defineConfig } from "vitest/config"

// These ends are there for a test that hangs. None measures speed: a busy machine takes ten times as long.
export default defineConfig({
  // Left alone, Vitest keeps one core for a watching editor.
  test: {
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 3 } },
  },
})
