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
import { basename, join, relative } from 'node:path'
import { builtinModules } from 'node:module'
import { promisify } from 'node:util'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { makeWordcode } from '../cli/setup/zsh-wordcode.ts'
import { bakeKnowledge } from './bake-knowledge.ts'
import { groupChunks } from './chunk-groups.ts'
import { makeCommonJs } from './common-js.ts'
import { writeGenerated } from './generated.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DIST = join(ROOT, 'dist')
const MODULES = join(ROOT, 'node_modules')
const SOURCE = join(ROOT, 'src')
const KNOWLEDGE = join(DIST, 'knowledge.bin')
const INTENTS = join(DIST, 'intents.bin')

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }

/**
 * An import of a Node module into an ES module evaluates every lazy property of it: `node:fs` alone loads readline and
 * workers. Node's modules as plain objects make a command 20 ms faster. Of their properties only those are read that are imported:
 * copying all of them for each of our files took 15 ms of the daemon's start.
 */
const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  setup({ onResolve, onLoad }) {
    const names = builtinModules.flatMap((name) => [name, `node:${name}`]).concat('node:sqlite')
    const filter = new RegExp(`^(?:${names.join('|').replaceAll('/', '\\/')})$`)
    onResolve({ filter }, ({ path, kind, importer }) => {
      if (kind === 'dynamic-import') return { path, external: true }
      // A copy for each importer: a shared one would be a chunk, a file to open, of its own.
      return kind === 'require-call'
        ? { path, namespace: 'required' }
        : { path, suffix: `?${relative(SOURCE, importer)}`, namespace: 'imported' }
    })
    const plain = (path: string) => `process.getBuiltinModule(${JSON.stringify(path)})`
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({ contents: `module.exports = ${plain(path)}` }))
    // Nothing of these is called while the program starts, and loading one takes a millisecond or two.
    onLoad({ filter: /:(?:child_process|dns\/promises|os|tty)$/, namespace: 'imported' }, async ({ path }) => {
      const exports = (await import(path)) as Record<string, unknown>
      const isLate = (name: string) => typeof exports[name] === 'function' && /^[a-z]/.test(name)
      const lines = Object.keys(exports)
        .filter((name) => /^\w+$/.test(name) && name !== 'default')
        .map((name) =>
          isLate(name)
            ? `export const ${name} = $late(${JSON.stringify(name)}, ${promisify.custom in (exports[name] as object)})`
            : `export const ${name} = /* @__PURE__ */ $now(${JSON.stringify(name)})`,
        )
      return {
        contents: [
          // promisify asks the functions exec and execFile for a form of their own.
          `const $form = Symbol.for('nodejs.util.promisify.custom')`,
          `const $late = (name, hasForm) => Object.assign((...given) => ${plain(path)}[name](...given), hasForm && { [$form]: (...given) => ${plain(path)}[name][$form](...given) })`,
          `const $now = (name) => ${plain(path)}[name]`,
          `export default new Proxy({}, { get: (_, name) => ${plain(path)}[name] })`,
          ...lines,
        ].join('\n'),
      }
    })
    onLoad({ filter: /.*/, namespace: 'imported' }, async ({ path }) => {
      const { default: _, ...exports } = (await import(path)) as Record<string, unknown>
      const lines = Object.keys(exports)
        .filter((name) => /^\w+$/.test(name))
        .map((name) => `export const ${name} = /* @__PURE__ */ $get(${JSON.stringify(name)})`)
      return {
        contents: [
          `const $all = ${plain(path)}`,
          'const $get = (name) => $all[name]',
          'export default $all',
          ...lines,
        ].join('\n'),
      }
    })
  },
}

/**
 * pi-tui does not say that its modules only define things: without that, the terminal's chunk would hold its Markdown and LaTeX readers,
 * its editor and its renderers, none of which is used.
 */
const shakeTerminal: Plugin = {
  name: 'shake-terminal',
  setup({ onResolve, resolve }) {
    const isInside = (path: string) => path.includes(join('@earendil-works', 'pi-tui'))
    onResolve(
      { filter: /^(?:@earendil-works\/pi-tui|\.|marked|get-east)/ },
      async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === 'inner' || !(isInside(path) || isInside(importer))) return null
        const found = await resolve(path, { importer, kind, resolveDir, pluginData: 'inner' })
        return { ...found, sideEffects: false }
      },
    )
  },
}

/**
 * Classes that stand in for those of Node in files of `openai`. Node's load undici, which takes 25 ms, though our own HTTP sends the request:
 * the headers never leave the client, and no body is a form.
 */
const OWN_CLASSES: Record<string, string> = {
  'internal/headers.mjs': `class Headers extends Map {
  append(name, value) {
    this.set(name, this.has(name) ? this.get(name) + ', ' + value : String(value))
  }
}`,
  'internal/utils/log.mjs': 'const Headers = Map',
  'client.mjs': 'class FormData {}',
}

/**
 * The client of `openai` makes an object for each of its 25 services, and readers of streams of several kinds. Of all these kimi uses
 * `chat.completions.create` and `responses.create` with `stream`: the others become empty classes, for their code takes as long to load as all of ours.
 */
const leanClient: Plugin = {
  name: 'lean-client',
  setup({ onLoad }) {
    const unused =
      /openai\/(?:resources\/(?!chat|responses|shared|index)[^]*|lib\/(?:\w*ChatCompletion\w*|EventStream|Assistant\w*|responses\/[^]*)|auth\/workload-identity-auth)\.mjs$/
    onLoad({ filter: /openai\/(?:(?:resources|lib|auth|internal)\/.*|client)\.mjs$/ }, ({ path }) => {
      const own = OWN_CLASSES[relative(join(MODULES, 'openai'), path)]
      if (own !== undefined) return { contents: `${own}\n${readFileSync(path, 'utf8')}` }
      if (!unused.test(path)) return null
      const names = [
        ...readFileSync(path, 'utf8').matchAll(
          /^export (?:async )?(?:class|function|const|let|var) (\w+)|^export \{([^}]*)\}/gm,
        ),
      ]
        .flatMap(([, name, list = '']) =>
          name === undefined ? list.split(',').map((item) => item.trim().split(' as ').at(-1)!) : [name],
        )
        .filter((name) => name !== '')
      return { contents: names.map((name) => `export class ${name} {}\n`).join('') }
    })
  },
}

/** The MCP library writes warnings with words of servers to the console: in a process of the user's that is the terminal. */
const quietLibraries: Plugin = {
  name: 'quiet-libraries',
  setup({ onLoad }) {
    onLoad({ filter: /@modelcontextprotocol\/client\/dist\/.*\.mjs$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/\bconsole\.(?:debug|log|warn|error)\(/g, 'void ('),
    }))
  },
}

/** web-tree-sitter has a variable of its own named `require`, which would hide the function of that name that CommonJS needs. */
const renameRequire: Plugin = {
  name: 'rename-require',
  setup({ onLoad }) {
    onLoad({ filter: /web-tree-sitter\/.*\.m?js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/\brequire\b/g, 'nodeRequire'),
    }))
  },
}

/** The code that an entry imports while it runs is a file of its own. */
const loadLater: Plugin = {
  name: 'load-later',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.js`, external: true } : null,
    )
  },
}

mkdirSync(DIST, { recursive: true })
const COMMON: BuildOptions = {
  absWorkingDir: SOURCE,
  write: false,
  outdir: DIST,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  define: { 'process.env.KIMI_BUILD_VERSION': JSON.stringify(version), 'performance.now': 'millisecondsUp' },
  inject: [join(import.meta.dirname, 'milliseconds-up.ts')],
  logLevel: 'warning',
}
const [{ outputFiles }, first] = await Promise.all([
  build({
    ...COMMON,
    entryPoints: {
      'run-command': 'cli/run-command.ts',
      'daemon-process': 'daemon/daemon-process.ts',
      'task-process': 'tasks/runner/task-process.ts',
    },
    // Flat: `import.meta.dirname` of every chunk is dist/, where the data files are.
    chunkNames: 'chunk-[hash]',
    splitting: true,
    legalComments: 'linked',
    // Native code in packages of its own, one for each system.
    external: ['node-pty', '@napi-rs/keyring'],
    plugins: [shakeTerminal, plainBuiltins, quietLibraries, renameRequire, leanClient, groupChunks(SOURCE)],
  }),
  // The beginnings of our processes, each one file: Node reads them before it uses compiled code.
  build({
    ...COMMON,
    entryPoints: { cli: 'cli.ts', daemon: 'daemon/daemon-entry.ts', 'task-runner': 'tasks/runner-entry.ts' },
    plugins: [plainBuiltins, loadLater],
  }),
])
const written = [...outputFiles!, ...first.outputFiles!]
for (const { path, text } of written) writeFileSync(path, path.endsWith('.js') ? makeCommonJs(text) : text)
// Node would take dist/*.js for ES modules: so says the package.json of the package.
writeFileSync(join(DIST, 'package.json'), '{"type":"commonjs"}\n')
// Old chunks go after the build, so that a failed build leaves the last good one complete.
const made = new Set(written.map(({ path }) => basename(path)))
for (const name of readdirSync(DIST)) if (name.startsWith('chunk-') && !made.has(name)) rmSync(join(DIST, name))

copyFileSync(join(MODULES, 'tree-sitter-bash', 'tree-sitter-bash.wasm'), join(DIST, 'tree-sitter-bash.wasm'))
copyFileSync(join(MODULES, 'web-tree-sitter', 'web-tree-sitter.wasm'), join(DIST, 'web-tree-sitter.wasm'))
if (isStale(KNOWLEDGE, join(ROOT, 'src', 'build')) || process.argv.includes('--bake')) await bakeKnowledge(KNOWLEDGE)
if (isStale(INTENTS, join(ROOT, 'src', 'build'), join(ROOT, 'src', 'knowledge', 'words')))
  (await import('./bake/write-intents.ts')).writeIntents(INTENTS)

// node-pty's code for musl, which its own package does not have (src/sys/pty.ts). It speaks N-API, so that one build serves every Node.
for (const arch of ['x64', 'arm64']) {
  const builds = join(MODULES, '@homebridge/node-pty-prebuilt-multiarch/prebuilds', `linux-${arch}`)
  copyFileSync(join(builds, 'node.abi137.musl.node'), join(DIST, `pty-linux-${arch}-musl.node`))
}

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
} else require('./cli.js')
`,
)
await writeGenerated(ROOT)
makeWordcode(join(ROOT, 'shell'))

/** True when `file` is missing or older than the code that makes it. Baking takes time, so it is done only then. */
function isStale(file: string, ...makers: string[]): boolean {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return makers
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter(
      (path) => path.startsWith(join(ROOT, 'src', 'build', 'bake')) || path.startsWith(join(ROOT, 'src', 'knowledge')),
    )
    .some((path) => statSync(path).mtimeMs > made)
}
