// Groups the code in dist/ into few files. By itself esbuild makes a chunk for each set of entries: a command opened 36 files of a few
// hundred bytes, the daemon 64, and each file takes a quarter of a millisecond to find, read and compile.

import { isAbsolute, join, relative } from 'node:path'
import type { Plugin } from 'esbuild'

/** Parts that are loaded together: all that `roots` reach. Each entry whose path matches `entries` loads them. */
const GROUPS: { roots: string[]; entries: RegExp }[] = [
  {
    // The code of the commands that are called most. It is one chunk because every entry loads it, the daemon too.
    roots: [
      'cli/acp-start.ts',
      'cli/command-line.ts',
      'cli/suggest/suggest-command.ts',
      'cli/tasks/task-print.ts',
      'cli/turns/prompt-command.ts',
      'client/connect.ts',
      'protocol/account.ts',
      'protocol/attached-text.ts',
      'protocol/call-argument.ts',
      'protocol/mcp.ts',
      'protocol/message.ts',
      'protocol/methods.ts',
      'protocol/session-view.ts',
      'protocol/task.ts',
      'protocol/wire.ts',
      'safety/text/sanitiser.ts',
      'sys/duration-text.ts',
      'sys/json-reading.ts',
      'sys/listening.ts',
      'sys/share-owner.ts',
      'sys/words/nearest-name.ts',
      'view/cell-text.ts',
      'view/print-style.ts',
    ],
    entries: /./,
  },
  {
    roots: ['daemon/daemon-process.ts', 'daemon/daemon.ts'],
    entries: /^(daemon|session|models|safety)\//,
  },
]

/** Makes every entry, and what is imported while the program runs, import the groups too, most of which are loaded by then. */
export function groupChunks(source: string): Plugin {
  return {
    name: 'chunk-groups',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.ts$/ }, ({ path, kind, resolveDir }) =>
        !isAbsolute(path) && (kind === 'dynamic-import' || kind === 'entry-point')
          ? { path: join(resolveDir, path), namespace: 'entry' }
          : null,
      )
      onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => {
        const entry = relative(source, path)
        const roots = GROUPS.filter(({ entries }) => entries.test(entry)).flatMap(({ roots }) => roots)
        const imports = roots.map((root) => `import './${root}'\n`).join('')
        return { contents: `${imports}export * from './${entry}'`, resolveDir: source }
      })
    },
  }
}
