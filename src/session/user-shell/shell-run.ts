// Types a line for the agent into the user's shell, and waits for its outcome.

import type { ShellOutcome, UserShellDoor } from '../../tools/shell/run-in-user-shell.ts'
import type { UserShell } from './user-shell.ts'

/** A command that runs longer is left alone with the user, who sees it. */
const WAIT_LIMIT_MS = 120_000
/** Takes back what was typed ahead of the prompt. */
const CTRL_U = '\x15'
const PASTE = ['\x1b[200~', '\x1b[201~'] as const
/** fish expands an abbreviation at the cursor at Enter, also one that ends a blank before it. */
const FISH_END = '  '

/** Lets the agent run lines in the session's shell. `find` gives that shell; undefined while the session has no shell. */
export function createShellDoor(find: () => UserShell | undefined): UserShellDoor {
  const hindrance = () => hindranceOf(find())
  return {
    shell: () => find()?.state.shell ?? null,
    hindrance,
    async run(line, signal) {
      const reason = hindrance()
      return reason === '' ? typeLine(find()!, line, signal) : { ok: false, reason }
    },
  }
}

function hindranceOf(shell: UserShell | undefined): string {
  if (shell === undefined || shell.state.phase === 'ended') return 'The user has no shell open in this session.'
  if (shell.state.phase !== 'prompt') return "The user's shell is busy: a program has it. Use Shell, or wait."
  if (shell.hasTyped) return 'The user has begun a line at the prompt of the shell. Ask them to send or clear it.'
  return ''
}

/**
 * The blank in front keeps the line out of the history of shells that are set so. As a paste the line is what the user has approved,
 * whatever the keys of the shell are bound to, and its words stand for.
 */
function typeLine(shell: UserShell, line: string, signal: AbortSignal): Promise<ShellOutcome> {
  const before = shell.state.lastId
  return new Promise((resolve) => {
    const settle = (outcome: ShellOutcome) => {
      clearTimeout(timer)
      unwatch()
      signal.removeEventListener('abort', abort)
      resolve(outcome)
    }
    const abort = () => settle({ ok: false, reason: 'Interrupted. The line goes on in the shell.' })
    const look = () => {
      const { phase, lastId } = shell.state
      if (phase === 'ended') return settle({ ok: false, reason: 'The shell has ended.' })
      if (phase !== 'prompt' || lastId === before) return
      const [command] = shell.commands(before, undefined)
      if (command) settle({ ok: true, ...command, cwd: command.cwdAfter })
    }
    const late = () =>
      settle({ ok: false, reason: `It still runs after ${WAIT_LIMIT_MS / 1000} s, where the user sees it.` })
    const timer = setTimeout(late, WAIT_LIMIT_MS)
    const unwatch = shell.stream.watch(look)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) return abort()
    const [begin, end] = shell.takesPastes ? PASTE : ['', '']
    const rest = shell.state.shell === 'fish' ? FISH_END : ''
    shell.write(Buffer.from(`${CTRL_U} ${begin}${line}${rest}${end}\r`))
  })
}
