// Tells whether an edit of a package's description changes what package managers, builds and git hooks run.

import { isDeepStrictEqual } from 'node:util'

const JSON_DESCRIPTION = /(?:^|\/)(?:package|composer|deno|project|nx|turbo)\.jsonc?$/
const TOML_DESCRIPTION = /(?:^|\/)(?:pyproject|Cargo)\.toml$/
/** Fields that name commands, or programs that are put on a PATH. */
const JSON_FIELDS = [
  'scripts',
  'tasks',
  'targets',
  'bin',
  'husky',
  'lint-staged',
  'simple-git-hooks',
  'pre-commit',
  'gitHooks',
  'packageManager',
  'pnpm',
  'plugins',
  'targetDefaults',
  'generators',
]
/** The same for Python (a build backend, entry points, the tables of tools) and for Rust (the build script, the tables of cargo's plugins). */
const TOML_FIELDS = [
  'build-system',
  'project.scripts',
  'project.gui-scripts',
  'project.entry-points',
  'package.build',
  'package.metadata',
  'workspace.metadata',
  'tool',
]
/** Tools of Python whose table names no command, no plugin and no module: only how they look at code, or print it. */
const PLAIN_TOOLS = [
  'autopep8',
  'basedpyright',
  'black',
  'codespell',
  'docformatter',
  'isort',
  'pyright',
  'ruff',
  'yapf',
]

type Table = Record<string, unknown>

/** True when commands in the file at `path` change from `before` to `after`. A text that cannot be read counts as a change. */
export async function changesScripts(path: string, before: string, after: string): Promise<boolean> {
  const isToml = TOML_DESCRIPTION.test(path)
  if (!isToml && !JSON_DESCRIPTION.test(path)) return false
  const read = isToml ? (await import('smol-toml')).parse : (text: string) => JSON.parse(text) as unknown
  const [old, next] = [before, after].map((text) => readCommands(text, read, isToml ? TOML_FIELDS : JSON_FIELDS))
  return old === null || next === null || !isDeepStrictEqual(old, next)
}

/** The values of `fields` in a text; null when the text cannot be read. An empty text, for a file that does not exist yet, has no values. */
function readCommands(text: string, read: (text: string) => unknown, fields: readonly string[]): unknown[] | null {
  try {
    const table = text.trim() === '' ? {} : read(text)
    return isTable(table) ? fields.map((field) => readField(table, field)) : null
  } catch {
    return null
  }
}

function readField(table: Table, field: string): unknown {
  const value = field.split('.').reduce<unknown>((at, name) => (isTable(at) ? at[name] : undefined), table)
  if (field !== 'tool' || !isTable(value)) return value
  const kept = Object.entries(value).filter(([name]) => !PLAIN_TOOLS.includes(name))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null
}
