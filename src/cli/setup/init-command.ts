// `kimi init`: prints the line that loads the plugin, or keeps it in the shell's start-up file.

import { existsSync, realpathSync, rmdirSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import { makeDirectory, readText, writeAtomic } from '../../sys/files.ts'
import { findPaths, type Paths } from '../../sys/paths.ts'
import { makeWordcode } from './zsh-wordcode.ts'
import { say } from '../standard-streams.ts'

const MARK = '# kimi: Ctrl-X proposes commands (kimi init --uninstall takes this out)'
/** The mark in a file that --install has made. */
const MARK_OF_OWN_FILE =
  '# kimi: Ctrl-X proposes commands (kimi init --uninstall takes this file out when nothing else is in it)'
/** Said of a line that is not the one that --install writes. */
const LEFT_ALONE = 'loads it and was written by hand: take it out yourself'
const FILES = { zsh: 'kimi.zsh', bash: 'kimi.bash', fish: 'kimi.fish' } as const
type Plugged = keyof typeof FILES

interface InitOptions {
  install?: boolean
  uninstall?: boolean
}

/** `shell` is '' for `--uninstall` from all shells. Throws `shell.unsupported`. */
export async function runInit(shell: string, options: InitOptions, env: NodeJS.ProcessEnv): Promise<void> {
  for (const each of shell === '' && options.uninstall ? Object.keys(FILES) : [shell]) init(each, options, env)
  if (!options.uninstall) return
  if (!isPluggedAnywhere(env)) removeSandboxCache(findPaths(env))
  const { findTasksLeft, sayTasksLeft } = await import('../tasks/tasks-left.ts')
  sayTasksLeft(await findTasksLeft(findPaths(env)))
}

function init(shell: string, options: InitOptions, env: NodeJS.ProcessEnv): void {
  if (shell === '') throw new KimiError('shell.unsupported', 'init needs a shell')
  if (!isPlugged(shell)) {
    throw new KimiError('shell.unsupported', `no plugin for ${shell}: expected zsh, bash or fish`)
  }
  const line = sourceLine(shell)
  if (!options.install && !options.uninstall) {
    say(line + '\n')
    return
  }
  if (shell === 'zsh' && options.install) makeWordcode(join(import.meta.dirname, '..', 'shell'))
  const rc = rcFile(shell, env)
  const found = readText(rc)
  const before = found ?? ''
  const { without, isOwnFile } = removeLine(before)
  const byHand = findLoadingLine(without)
  if (byHand !== null && without === before) {
    const said = options.uninstall ? LEFT_ALONE : 'loads it already'
    say(`${rc}: line ${byHand} ${said}\n`)
    return
  }
  const mark = found === null || isOwnFile ? MARK_OF_OWN_FILE : MARK
  const after = options.uninstall
    ? without
    : `${without}${without === '' || without.endsWith('\n') ? '' : '\n'}${mark}\n${line}\n`
  if (after === before) {
    say(`${rc}: ${options.uninstall ? 'nothing to take out' : 'already there'}\n`)
    return
  }
  if (options.uninstall && isOwnFile && without.trim() === '') {
    unlinkSync(rc) // the error of rmSync has no code, and so no words for its reason
    say(`${rc}: taken out, and the file with it\n`)
    return
  }
  writeRc(rc, after)
  say(options.uninstall ? `${rc}: taken out\n` : `${rc}: added; open a new shell, or: source ${quote(rc)}\n`)
  if (options.uninstall && byHand !== null) say(`${rc}: line ${byHand} ${LEFT_ALONE}\n`)
}

/** The number, from 1, of the first line of a start-up file that loads the plugin; null for none. Comments are passed over. */
export function findLoadingLine(text: string): number | null {
  const loading = /^(?!\s*#).*(shell\/kimi\.(zsh|bash|fish)\b|kimi\.plugin\.zsh\b|kimi["']? init (zsh|bash|fish)\b)/
  const at = text.split('\n').findIndex((line) => loading.test(line))
  return at < 0 ? null : at + 1
}

function isPluggedAnywhere(env: NodeJS.ProcessEnv): boolean {
  return Object.keys(FILES).some((shell) => {
    return findLoadingLine(readText(rcFile(shell as Plugged, env)) ?? '') !== null
  })
}

/** Removes the caches that commands in the sandbox have filled, and the folder around them when nothing else is in it. */
function removeSandboxCache({ sandboxCache }: Paths): void {
  if (!existsSync(sandboxCache)) return
  try {
    rmSync(sandboxCache, { recursive: true, force: true })
    rmdirSync(dirname(sandboxCache))
  } catch {
    // The caches stay when they cannot be removed, and the folder stays when it holds something else.
  }
  if (!existsSync(sandboxCache)) say(`${sandboxCache}: removed\n`)
}

function isPlugged(shell: string): shell is Plugged {
  return Object.hasOwn(FILES, shell)
}

/** The line sources the plugin by its path, which starts no process. A missing plugin must not break the shell's start. */
function sourceLine(shell: Plugged): string {
  const root = join(import.meta.dirname, '..')
  const [path, program] = [join(root, 'shell', FILES[shell]), join(root, 'dist', 'kimi')]
  if (shell === 'fish') {
    const own = quoteForFish(path)
    return `if test -r ${own}; set -q KIMI_BIN; or set -g KIMI_BIN ${quoteForFish(program)}; source ${own}; end`
  }
  const file = quote(path)
  const bin = quote(program)
  return `[ -r ${file} ] && KIMI_BIN=\${KIMI_BIN:-${bin}} && source ${file}`
}

/** The path of the file that a shell reads at every start. */
export function startFile(shell: Plugged, env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? ''
  if (shell === 'fish') return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'fish', 'config.fish')
  return shell === 'zsh' ? join(env['ZDOTDIR'] || home, '.zshrc') : join(home, '.bashrc')
}

function rcFile(shell: Plugged, env: NodeJS.ProcessEnv): string {
  const file = startFile(shell, env)
  return existsSync(file) ? realpathSync(file) : file // dotfile managers link the file: the link stays
}

/** `isOwnFile`: the mark says that --install has made the file. */
function removeLine(text: string): { without: string; isOwnFile: boolean } {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line === MARK || line === MARK_OF_OWN_FILE)
  const isOwnFile = lines[at] === MARK_OF_OWN_FILE
  if (at >= 0) lines.splice(at, 2)
  return { without: lines.join('\n'), isOwnFile }
}

function writeRc(path: string, text: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o644
  makeDirectory(dirname(path), 0o777)
  writeAtomic(path, text, mode & 0o777)
}

export function quote(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function quoteForFish(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}
