import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './support/longest-first.ts'

/**
 * Tests that press keys within windows of milliseconds: too many neighbours on the machine would decide them. They run alone, and
 * leave the machine idle for most of their time: what can be awaited belongs among the others.
 */
const TIMED = ['test/shell/bash-chords.test.ts', 'test/shell/zsh-chords.test.ts']

/**
 * Unit tests that take seconds of processor time each: they start programs, servers, sandboxes or many processes, or bake the index.
 * `npm run test:quick` (KIMI_TEST_QUICK=1) leaves them out, and runs one story for each shell of all that needs a terminal.
 */
const DEAR = [
  'accounts/login-source',
  'corpus/tool-evasions',
  'daemon/model-pool',
  'knowledge/index/index-file',
  'knowledge/words/questions',
  'mcp/conformance',
  'mcp/marketplace/market-list',
  'mcp/oauth/server-logins',
  'mcp/server-connection',
  'mcp/server-pool',
  'notices/notice-delivery',
  'plugins/plugin-fetch',
  'plugins/zip-archive',
  'safety/certain/certain-run',
  'safety/lines/long-lines',
  'safety/sandbox/evasions',
  'safety/sandbox/repositories',
  'safety/sandbox/sandbox',
  'safety/sandbox/workshop',
  'safety/text/buffer-insertion',
  'safety/trust/folder-trust',
  'session/hooks/hooks',
  'session/opening/open-session',
  'session/plugins/plugin-calls',
  'session/prompt-cache',
  'session/rewind/command-changes',
  'session/rewind/rewind',
  'session/store/context-file',
  'session/store/conversation-repair',
  'suggest/look',
  'tasks/runner/task-trigger',
  'tasks/runner/watch-files',
  'tasks/session-tasks',
  'tasks/task-removal',
  'tasks/task-start',
  'tools/files/edit-queue',
  'tools/files/file-formats',
  'tools/search/search-tools',
  'tools/shell/shell',
].map((name) => `test/unit/${name}.test.ts`)
const QUICK = process.env['KIMI_TEST_QUICK'] === '1'

// Real shells and real daemons, and generous limits. A failure fails, but in .ci/run a test is run a second time, then its file alone:
// on a crowded machine a key now and then comes a moment too early, and a file system for once fails. The report names it ("retry x1"), and it is a fault
// to mend. Workers are kept for the next file: starting one takes a third of a second of processor time. Groups run one after another.
const RETRIES = process.env['KIMI_TEST_RETRIES'] === '1' ? 1 : 0

/**
 * Two cores are busy for nine tenths of the time with five workers, and for three quarters with the unit tests in a group of their own. Projects
 * of one group share the workers, and must ask for the same number.
 */
const WORKERS = 5

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } }, // as long as a terminal's `until` waits
    pool: 'forks',
    isolate: false,
    retry: RETRIES,
    sequence: { sequencer: LongestFirst },
    // Node itself reads the files, as it does everywhere else here: with Vite's own loader a run of the units takes a fifth more of processor time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--import', join(import.meta.dirname, 'support/compiled-tests.ts')],
    projects: [
      {
        extends: true,
        test: {
          // Tests that mostly wait for a shell, a daemon or a model.
          name: 'waiting',
          include: QUICK ? ['test/shell/story.test.ts'] : ['test/{shell,daemon,e2e}/**/*.test.ts'],
          exclude: TIMED,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: QUICK ? [] : TIMED,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/*.test.ts'],
          exclude: QUICK ? DEAR : [],
          maxWorkers: WORKERS,
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
})
