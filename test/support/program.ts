// Programs and modules in TypeScript that tests run in processes of their own, as one file of JavaScript: starting Node with a
// TypeScript file takes three times the processor time, for what takes its types away is a large program itself.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildSync } from 'esbuild'

const ROOT = join(import.meta.dirname, '..', '..')
/** Below node_modules, so that the file still finds the native packages that it imports. */
const BUILT = join(ROOT, 'node_modules', '.cache', 'kimi-tests', 'programs')
/** Packages of CommonJS within a module look for these names. */
const BANNER = `import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);`

/**
 * The path of a `.mjs` file that holds a TypeScript file and all that it imports, with the same exports. It is made when a file that
 * went into it has changed since.
 * @param source the path of the TypeScript file
 */
export function programOf(source: string): string {
  const name = `${basename(source, '.ts')}-${createHash('sha256').update(source).digest('hex').slice(0, 8)}`
  const program = join(BUILT, `${name}.mjs`)
  const list = join(BUILT, `${name}.json`)
  if (isCurrent(list)) return program
  const built = buildSync({
    entryPoints: [source],
    outfile: program,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: BANNER },
    external: ['@napi-rs/keyring', 'node-pty'],
    metafile: true,
    write: false,
  })
  mkdirSync(BUILT, { recursive: true })
  const inputs = Object.keys(built.metafile.inputs).filter((path) => !path.startsWith('node_modules'))
  // Another run of the tests may make the same file, or run it.
  const put = (path: string, text: string) => {
    writeFileSync(`${path}.${process.pid}`, text)
    renameSync(`${path}.${process.pid}`, path)
  }
  put(program, built.outputFiles[0]!.text)
  put(list, JSON.stringify(Object.fromEntries(inputs.map((path) => [path, timeOf(path)]))))
  return program
}

const timeOf = (path: string) => statSync(join(ROOT, path)).mtimeMs

function isCurrent(list: string): boolean {
  try {
    const times = JSON.parse(readFileSync(list, 'utf8')) as Record<string, number>
    return Object.entries(times).every(([path, time]) => timeOf(path) === time)
  } catch {
    return false // it has not been made, or a source is gone
  }
}
