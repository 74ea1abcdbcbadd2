// Groups the code in dist/ into few files. By itself esbuild makes a chunk for each set of entries: a command opened 36 files of a few
// hundred bytes, the daemon 64, and each file takes most of a millisecond to find, read and link.

import { join, relative } from 'node:path'
import type { Plugin } from 'esbuild'

/** Parts that are loaded together: all that `roots` reach. Each entry whose path matches `entries` loads them. */
const GROUPS: { name: string; roots: string[]; entries: RegExp }[] = [
  {
    name: 'client',
    roots: [
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
      'sys/words/nearest-name.ts',
      'sys/share-owner.ts',
    ],
    entries: /./,
  },
  {
    name: 'command',
    roots: [
      'client/client-env.ts',
      'cli/daemon-client.ts',
      'cli/share-check.ts',
      'cli/turns/one-turn.ts',
      'cli/turns/turn-notes.ts',
      'view/cell-text.ts',
      'view/print-style.ts',
    ],
    // An editor waits for the answer of acp-start, which needs none of it.
    entries: /^cli\/(?!acp-start)/,
  },
  {
    name: 'daemon',
    roots: ['daemon/daemon-process.ts', 'daemon/daemon.ts'],
    entries: /^(daemon|session|models|safety)\//,
  },
]

/** Makes what is imported while the program runs import the groups too, most of which are loaded by then. The program's own entries stay small. */
export function groupChunks(source: string): Plugin {
  return {
    name: 'chunk-groups',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.ts$/ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return null
        return { path: join(resolveDir, path), namespace: 'entry' }
      })
      onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => {
        const entry = relative(source, path)
        const roots = GROUPS.filter(({ entries }) => entries.test(entry)).flatMap(({ roots }) => roots)
        const imports = roots.map((root) => `import './${root}'\n`).join('')
        return { contents: `${imports}export * from './${entry}'`, resolveDir: source }
      })
    },
  }
}
