// RunInUserShell: types a line into the user's own shell, after the user has seen it and said yes to exactly this line.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import type { ShellName } from '../../protocol/proposals.ts'
import { neutraliseHistory } from '../../safety/text/history-expansion.ts'
import { isWholeCommand } from '../../shell-syntax/whole-command.ts'
import { defineTool, refused, type Tool } from '../tool.ts'

/** The user's shell in the session. */
export interface UserShellDoor {
  /** The user's shell; null while the user has opened none here. */
  shell(): ShellName | null
  /** The reason why no line can be typed now, or ''. */
  hindrance(): string
  /** Types the line and waits for its end; `reason` says why there is no outcome. */
  run(line: string, signal: AbortSignal): Promise<ShellOutcome>
}

export type ShellOutcome =
  | { ok: true; line: string | null; status: number | null; cwd: string; output: string }
  | { ok: false; reason: string }

const PARAMETERS = z.object({
  command: z.string().min(1).max(4096).describe('one whole line, as it would be typed'),
})

/** The action of the question, which no approval for a session covers. */
const ACTION = 'run in your shell'

export function createRunInUserShell(door: UserShellDoor): Tool {
  return defineTool({
    name: 'RunInUserShell',
    description:
      "Types one line into the user's own interactive shell, whose directory, variables and functions persist and which the user watches. Only for what must happen there (cd, export, activate, an interactive program); the user is asked each time. Everything else: Shell.",
    parameters: PARAMETERS,
    isReadOnly: false,
    async run({ command: line }, { permit, signal }) {
      const hindrance = door.hindrance()
      if (hindrance !== '') return failed(hindrance, 'Not now')
      const fault = faultOf(line, door.shell() ?? 'bash')
      if (fault !== '') return failed(fault, 'No line')
      const verdict = await permit({
        action: ACTION,
        description: `Run in your shell: \`${line}\``,
        display: [{ type: 'shell', command: line, language: 'bash' }],
        subject: { kind: 'command', value: line },
        isAlwaysAsked: true,
        notes: ['It is typed into your own shell, outside any sandbox, and what it changes there stays.'],
      })
      if (!verdict.ok) return refused(verdict)
      const outcome = await door.run(line, signal)
      if (!outcome.ok) return failed(outcome.reason, 'No outcome')
      return describe(line, outcome)
    },
  })
}

/** A line with a key of the terminal in it, or one that the shell would wait to see continued, is not the command that was shown. */
function faultOf(line: string, shell: ShellName): string {
  if (/[\u0000-\u001f\u007f-\u009f]/.test(line)) return 'The line must be one line without control characters.'
  if (line.trim() === '') return 'The line is empty.'
  const kept = neutraliseHistory(line, shell)
  if (!('command' in kept) || kept.command !== line) return 'The shell would rewrite the line: quote its `!`.'
  return isWholeCommand(line, shell) ? '' : 'The line is not whole: a quote, a bracket or a here-document is open.'
}

function describe(line: string, { line: ran, status, cwd, output }: ShellOutcome & { ok: true }) {
  const other = ran !== null && ran.trim() !== line.trim() ? `The shell made of it: ${ran}\n` : ''
  const end = status === null ? 'ended' : `ended with status ${status}`
  const message = `${other}The line ${end}; the shell is in ${cwd}.`
  return status === null || status === 0 ? done(output, message) : failed(message, `status ${status}`, output)
}
