// `kimi` without a subcommand: print mode, the wire, one prompt, or help.

import type { Command } from 'commander'
import { KimiError } from '../../protocol/errors.ts'
import type { PrintFlags } from '../turns/print-command.ts'
import type { OptionRow } from './command-table.ts'

export const ROOT_OPTIONS: readonly OptionRow[] = [
  ['-p, --prompt <text>', 'run one turn and print its text'],
  ['-c, --command [text]', 'the same as --prompt; without a text: --continue'],
  ['--print', 'for scripts: ask nothing, approve everything, print the result'],
  ['--wire', 'speak the wire protocol on stdin and stdout'],
  ['--quiet', 'the same as --print --final-message-only'],
  ['--input-format <format>', 'the format of stdin, with --print', { choices: ['text', 'stream-json'] }],
  ['--output-format <format>', 'the format of stdout, with --print', { choices: ['text', 'json', 'stream-json'] }],
  ['--final-message-only', 'print only the last message, with --print'],
  ['--deltas', 'with stream-json: print pieces of text as they come, too'],
  ['--result', 'with stream-json: end with a line of session, usage and status'],
]

interface RootOptions extends PrintFlags {
  command?: string | true
  resume?: string | true
  yes?: boolean
  autoApprove?: boolean
  print?: boolean
  wire?: boolean
  quiet?: boolean
}

export async function runRoot(program: Command, given: RootOptions, env: NodeJS.ProcessEnv): Promise<number> {
  const { command, resume, quiet } = given
  const flags: RootOptions = { ...given }
  if (typeof command === 'string') flags.prompt ??= command
  if (command === true) flags.continue = true
  if (resume !== undefined) flags.session ??= resume
  if (given.yes || given.autoApprove) flags.yolo = true
  const ways = (['print', 'wire'] as const).filter((name) => flags[name])
  if (ways.length > 1)
    throw new KimiError('usage.invalid', `Cannot combine ${ways.map((way) => `--${way}`).join(', ')}.`)
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
    return (await import('../turns/prompt-command.ts')).prompt(flags.prompt, flags, env)
  }
  // Flags that exclude each other are refused also where nothing is to be done.
  ;(await import('../turns/one-turn.ts')).readSessionFlags(flags, env)
  program.outputHelp()
  if (process.stdout.isTTY) await (await import('../accounts/first-offer.ts')).offerModel(env)
  return 0
}
