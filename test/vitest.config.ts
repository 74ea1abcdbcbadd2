import { defineConfig } from 'vitest/config'

// Real shells and real daemons on two cores: few workers, generous limits, and never a retry.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    pool: 'forks',
    retry: 0,
  },
})
