// `kimi init`: the line that loads the plugin, printed or kept in the rc file.

import { existsSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KimiError } from '../protocol/errors.ts'
import { readText, writeAtomic } from '../sys/files.ts'

const MARK = '# kimi: Ctrl-X proposes commands (kimi init --uninstall takes this out)'
const FILES = { zsh: 'kimi.zsh', bash: 'kimi.bash' } as const

export function init(shell: string, options: { install?: boolean; uninstall?: boolean }, env: NodeJS.ProcessEnv): void {
  if (shell !== 'zsh' && shell !== 'bash') {
    throw new KimiError('shell.unsupported', `no plugin for ${shell}: expected zsh or bash`)
  }
  const line = sourceLine(shell)
  if (!options.install && !options.uninstall) {
    process.stdout.write(line + '\n')
    return
  }
  const rc = rcFile(shell, env)
  const before = readText(rc) ?? ''
  const without = removeLine(before)
  const after = options.uninstall
    ? without
    : `${without}${without === '' || without.endsWith('\n') ? '' : '\n'}${MARK}\n${line}\n`
  if (after === before) {
    process.stdout.write(`${rc}: ${options.uninstall ? 'nothing to take out' : 'already there'}\n`)
    return
  }
  writeRc(rc, after)
  process.stdout.write(
    options.uninstall ? `${rc}: taken out\n` : `${rc}: added; open a new shell, or: source ${quote(rc)}\n`,
  )
}

/** Sourcing by path costs no process. A file that is gone (uninstalled, moved) must not break the shell's start. */
function sourceLine(shell: 'zsh' | 'bash'): string {
  const root = join(import.meta.dirname, '..')
  const file = quote(join(root, 'shell', FILES[shell]))
  const bin = quote(join(root, 'dist', 'kimi'))
  return `[ -r ${file} ] && KIMI_BIN=\${KIMI_BIN:-${bin}} && source ${file}`
}

function rcFile(shell: 'zsh' | 'bash', env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? ''
  const file = shell === 'zsh' ? join(env['ZDOTDIR'] || home, '.zshrc') : join(home, '.bashrc')
  return existsSync(file) ? realpathSync(file) : file // dotfile managers link them: the link stays
}

function removeLine(text: string): string {
  const lines = text.split('\n')
  const at = lines.indexOf(MARK)
  if (at >= 0) lines.splice(at, 2)
  return lines.join('\n')
}

function writeRc(path: string, text: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o644
  writeAtomic(path, text, mode & 0o777)
}

export function quote(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
