// `kimi` without a subcommand: print mode, the wire, one prompt, or a conversation.

import { KimiError } from '../../protocol/errors.ts'
import { prompt } from '../turns/prompt-command.ts'
import type { PrintFlags } from '../turns/print-command.ts'
import type { CommandLeaf, OptionRow } from './command-table.ts'
import { SESSION_OPTIONS, TERMINAL_OPTIONS } from './session-options.ts'

/** The options of a line that names no command. */
export const ROOT_OPTIONS: readonly OptionRow[] = [
  ...SESSION_OPTIONS,
  ['-p, --prompt <text>', 'run one turn and print its text'],
  ['-c, --command [text]', 'the same as --prompt; without a text: --continue'],
  ['--print', 'for scripts: ask nothing, approve everything (or what --mode lets pass), print the result'],
  ['--wire', 'speak the wire protocol on stdin and stdout'],
  ['--acp', 'the same as kimi acp', { isHidden: true }],
  ['--quiet', 'the same as --print --final-message-only'],
  ['--input-format <format>', 'the format of stdin, with --print', { choices: ['text', 'stream-json'] }],
  ['--output-format <format>', 'the format of stdout, with --print', { choices: ['text', 'json', 'stream-json'] }],
  ['--final-message-only', 'print only the last message, with --print'],
  ['--deltas', 'with stream-json: print pieces of text as they come, too'],
  ...TERMINAL_OPTIONS,
  ['--result', 'with stream-json: end with a line of session, usage and status'],
]

export interface RootOptions extends PrintFlags {
  command?: string | true
  resume?: string | true
  yes?: boolean
  autoApprove?: boolean
  print?: boolean
  wire?: boolean
  acp?: boolean
  quiet?: boolean
  shellMode?: boolean
}

/** `kimi term`, Kimi CLI's word for its terminal: the same as `kimi` alone, and never anything else. */
export const TERM_COMMAND: CommandLeaf = {
  usage: 'term [words...]',
  about: 'the same as kimi alone: a conversation in the terminal',
  isHidden: true,
  options: [...SESSION_OPTIONS, ...TERMINAL_OPTIONS],
  run(words, flags: RootOptions, { env }) {
    if (!process.stdin.isTTY || !process.stdout.isTTY)
      throw new KimiError('usage.invalid', 'there is no terminal for a conversation', { hint: 'kimi ask "…"' })
    return runRoot(words.join(' '), flags, env)
  },
}

function checkShellMode({ shellMode, acp, wire, print, quiet, prompt }: RootOptions): void {
  if (!shellMode) return // looking at a stdin that is a file loads Node's streams of files: more than a millisecond
  const isConversation = process.stdin.isTTY && process.stdout.isTTY && prompt === undefined
  if (!isConversation || acp || wire || print || quiet)
    throw new KimiError('usage.invalid', '--shell-mode needs a terminal, and no prompt')
}

/** `words`: a prompt that stands in place of a command, or ''. Throws `usage.invalid` where a conversation has no terminal. */
export async function runRoot(words: string, given: RootOptions, env: NodeJS.ProcessEnv): Promise<number> {
  const { command, resume, quiet } = given
  const flags: RootOptions = { ...given }
  if (typeof command === 'string') flags.prompt ??= command
  if (command === true) flags.continue = true
  if (resume !== undefined) flags.session ??= resume
  if (given.yes || given.autoApprove) flags.yolo = true
  const ways = (['print', 'acp', 'wire'] as const).filter((name) => flags[name])
  if (ways.length > 1)
    throw new KimiError('usage.invalid', `Cannot combine ${ways.map((way) => `--${way}`).join(', ')}.`)
  checkShellMode(flags)
  if (flags.acp) return (await import('../acp-command.ts')).runAcp(flags, env)
  if (flags.wire) return (await import('../turns/wire-command.ts')).serveWire(flags, env)
  if (flags.print || quiet) {
    const only = quiet ? { finalMessageOnly: true } : {}
    return (await import('../turns/print-command.ts')).print({ ...flags, ...only }, env)
  }
  for (const name of ['inputFormat', 'outputFormat', 'finalMessageOnly'] as const) {
    if (flags[name] === undefined) continue
    const spelled = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    throw new KimiError('usage.invalid', `--${spelled} needs --print`)
  }
  if (flags.prompt !== undefined) {
    if (flags.prompt.trim() === '') throw new KimiError('usage.invalid', '--prompt is empty')
    return prompt(flags.prompt, flags, env)
  }
  if (process.stdin.isTTY && process.stdout.isTTY) {
    return (await import('../turns/terminal-command.ts')).openTerminalUi(words, flags, env)
  }
  // Flags that exclude each other are refused also where nothing can be done.
  ;(await import('../turns/one-turn.ts')).readSessionFlags(flags, env)
  throw new KimiError('usage.invalid', 'there is no terminal for a conversation', {
    hint: words === '' ? 'kimi ask "…", or kimi help' : 'kimi ask "…"',
  })
}
