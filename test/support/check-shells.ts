// Lints the shell files: `shellcheck` for bash, `zsh -n` for zsh, `fish -n` and `fish_indent --check` for fish. Exits 1 when a
// file fails or a program is missing.

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from './ensure-shells.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Files of these folders with this ending, as paths from the root. */
const list = (ending: string, ...folders: string[]) =>
  folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name)),
  )

const BASH = list('.bash', 'shell', 'completions')
const ZSH = list('.zsh', 'shell')
const FISH = list('.fish', 'shell', 'completions')

/** Command lines to run at the root. `zsh -n` reads its first file only, so each file has a line of its own. */
const CHECKS: string[][] = [
  ['shellcheck', '-x', ...BASH, '.ci/run', 'src/build/launcher.sh'],
  ...[...ZSH, 'completions/_kimi'].map((file) => ['zsh', '-n', file]),
  ...FISH.map((file) => ['fish', '-n', file]),
  ['fish_indent', '--check', ...FISH],
]

const missing = [...new Set(CHECKS.map(([program]) => program!))].filter((program) => findProgram(program) === null)
if (missing.length > 0) {
  process.stderr.write(`check-shells: cannot check the shell files: ${missing.join(', ')} not found\n`)
  process.stderr.write('  node test/support/ensure-shells.ts\n')
  process.exitCode = 1
}

for (const [program = '', ...args] of CHECKS) {
  if (missing.includes(program)) continue
  if (spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' }).status === 0) continue
  process.stderr.write(`check-shells: ${program} ${args.join(' ')} failed\n`)
  process.exitCode = 1
}
