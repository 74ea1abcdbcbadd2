// The commands of the user's shell in words for the model: what was run since the last turn, and what `@shell` brings along.

import { attachText, typedWords } from '../../protocol/attached-text.ts'
import type { Content } from '../../protocol/message.ts'
import type { UserCommand } from '../../protocol/shell-view.ts'
import { tellPath } from '../../safety/sources/source-of-call.ts'
import type { UserShell } from './user-shell.ts'

const LINE_CHARS = 300
/** So many of the last commands are told by themselves; their output only when the user brings it along. */
const TOLD_COMMANDS = 15
/** `@shell` is the last command, `@shell:3` the last three. */
const MENTION = /(?<![\w@/.-])@shell(?::([1-9]\d?))?(?![\w/@-]|:\d|\.\w)/g
const MAX_OUTPUT_CHARS = 16_000

/** The returned function describes the commands that it has not described before, and where the shell is; '' without news. */
export function createShellNews(): (shell: UserShell, workDir: string) => string {
  const told = new WeakMap<UserShell, { id: number; cwd: string }>()
  return (shell, workDir) => {
    const { cwd, lastId } = shell.state
    const before = told.get(shell) ?? { id: 0, cwd: workDir }
    told.set(shell, { id: lastId, cwd })
    const lines = shell.commands(before.id, TOLD_COMMANDS).map(describeLine)
    if (lines.length === 0 && cwd === before.cwd) return ''
    const where =
      cwd === workDir ? '' : `\nThe shell is in ${tellPath(cwd)}; your working directory is still ${tellPath(workDir)}.`
    return `Meanwhile the user ran in the shell of this session:\n${lines.join('\n')}${where}`
  }
}

function describeLine({ line, status }: UserCommand): string {
  const shown = line === null ? '(a line kept out of the history)' : shorten(line, LINE_CHARS)
  return `$ ${shown}${status === 0 || status === null ? '' : `  (status ${status})`}`
}

/** The input with the commands behind it that the user's own words name with `@shell`. A slash command stays as it is. */
export function attachMentioned(input: Content, shell: UserShell | undefined): Content {
  const typed = typedWords(input)
  if (!typed.includes('@shell') || typed.trimStart().startsWith('/')) return input
  const counts = [...typed.matchAll(MENTION)].map(([, count]) => Number(count ?? 1))
  if (counts.length === 0) return input
  const commands = shell?.commands(0, Math.max(...counts)) ?? []
  const told = commands.length === 0 ? 'No command has been run in it.' : commands.map(describeWhole).join('\n')
  const attached = `\n\n${attachText({ kind: 'shell' }, told)}`
  return typeof input === 'string' ? input + attached : [...input, { type: 'text', text: attached }]
}

/** The command with its output, whose end tells more than its beginning. */
function describeWhole(command: UserCommand): string {
  const { cwdBefore, ms, output } = command
  const shown = output.length <= MAX_OUTPUT_CHARS ? output : `… ${output.slice(-MAX_OUTPUT_CHARS)}`
  return `${describeLine(command)}  [in ${tellPath(cwdBefore)}, ${(ms / 1000).toFixed(1)} s]\n${shown}`
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`
}
