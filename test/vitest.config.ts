import { defineConfig } from 'vitest/config'
import { LongestFirst } from './support/longest-first.ts'

/**
 * Tests that press keys within windows of milliseconds: too many neighbours on the machine would decide them. They run alone, and
 * leave the machine idle for most of their time: what can be awaited belongs among the others.
 */
const TIMED = [
  'test/shell/bash-chords.test.ts',
  'test/shell/zsh-chords.test.ts',
  'test/shell/bash-wake.test.ts',
  'test/shell/fish-wake.test.ts',
]

// Real shells and real daemons, and generous limits. A failure fails, but in .ci/run a test of the first two groups is run a
// second time: on a crowded machine a key now and then comes a moment too early. The report names it ("retry x1"), and it is a fault
// to mend. Workers are kept for the next file: starting one takes a third of a second of processor time. Groups run one after another.
const RETRIES = process.env['KIMI_TEST_RETRIES'] === '1' ? 1 : 0

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } }, // as long as a terminal's `until` waits
    pool: 'forks',
    isolate: false,
    retry: 0,
    sequence: { sequencer: LongestFirst },
    fsModuleCache: true, // a file that has not changed is not transformed again
    projects: [
      {
        extends: true,
        test: {
          // Tests that mostly wait for a shell, a daemon or a model: with two workers two cores are idle for most of the time.
          name: 'waiting',
          retry: RETRIES,
          include: ['test/{shell,daemon,e2e}/**/*.test.ts'],
          exclude: TIMED,
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', retry: RETRIES, include: TIMED, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/*.test.ts'],
          maxWorkers: 3, // some wait for files, timers and processes
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
