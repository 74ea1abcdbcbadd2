// Makes dist/ (the bundles, the launcher, the data files) and the completions. Client and daemon are bundled apart, so that
// the client loads almost nothing. `npm ci` and `npm test` run this file.

import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { builtinModules } from 'node:module'
import { build, type Plugin } from 'esbuild'
import { bakeKnowledge } from './bake-knowledge.ts'
import { ensurePty } from './ensure-pty.ts'
import { writeGenerated } from './generated.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DIST = join(ROOT, 'dist')
const MODULES = join(ROOT, 'node_modules')
const KNOWLEDGE = join(DIST, 'knowledge.bin')

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }

/**
 * An import of a Node module into an ES module evaluates every lazy property of it: `node:fs` alone loads readline and
 * workers. Node's modules as plain objects make a command 20 ms faster.
 */
const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  setup({ onResolve, onLoad }) {
    const names = builtinModules.flatMap((name) => [name, `node:${name}`]).concat('node:sqlite')
    const filter = new RegExp(`^(?:${names.join('|').replaceAll('/', '\\/')})$`)
    onResolve({ filter }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : { path, namespace: 'builtin' },
    )
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }))
  },
}

ensurePty(ROOT)
mkdirSync(DIST, { recursive: true })
const { metafile } = await build({
  metafile: true,
  entryPoints: {
    cli: join(ROOT, 'src/cli.ts'),
    daemon: join(ROOT, 'src/daemon/daemon-entry.ts'),
    'task-runner': join(ROOT, 'src/tasks/runner-entry.ts'),
  },
  outdir: DIST,
  // Flat: `import.meta.dirname` of every chunk is dist/, where the data files are.
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  legalComments: 'linked',
  define: { 'process.env.KIMI_BUILD_VERSION': JSON.stringify(version) },
  // Native code, present only where the system has it or could compile it.
  external: ['node-pty', '@napi-rs/keyring'],
  // CommonJS packages inside an ES module bundle call require.
  banner: { js: "const require = process.getBuiltinModule('module').createRequire(import.meta.url);" },
  plugins: [plainBuiltins],
  logLevel: 'warning',
})
// Old chunks go after the build, so that a failed build leaves the last good one complete.
const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)))
for (const name of readdirSync(DIST)) if (name.startsWith('chunk-') && !made.has(name)) rmSync(join(DIST, name))

copyFileSync(join(MODULES, 'tree-sitter-bash', 'tree-sitter-bash.wasm'), join(DIST, 'tree-sitter-bash.wasm'))
copyFileSync(join(MODULES, 'web-tree-sitter', 'web-tree-sitter.wasm'), join(DIST, 'web-tree-sitter.wasm'))
if (isStale(KNOWLEDGE, join(ROOT, 'src', 'build')) || process.argv.includes('--bake')) await bakeKnowledge(KNOWLEDGE)

cpSync(join(ROOT, 'src/session/persona/builtin-skills'), join(DIST, 'builtin-skills'), { recursive: true })

copyFileSync(join(import.meta.dirname, 'launcher.sh'), join(DIST, 'kimi'))
chmodSync(join(DIST, 'kimi'), 0o755)
// In the syntax of Node 0.12, so that an old Node can say that it is too old.
writeFileSync(
  join(DIST, 'start.cjs'),
  `var major = +process.versions.node.split('.')[0]
if (major < 24) {
  console.error('kimi: needs Node.js 24 or later, and this is ' + process.version + ' (' + process.execPath + ')')
  process.exitCode = 1
} else import('./cli.js')
`,
)
await writeGenerated(ROOT)

/** True when `file` is missing or older than the code that makes it. Baking takes seconds, so it is done only then. */
function isStale(file: string, makers: string): boolean {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return readdirSync(makers, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.startsWith('bake'))
    .some((name) => statSync(join(makers, name)).mtimeMs > made)
}
