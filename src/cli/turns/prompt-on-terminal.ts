// A turn of `kimi ask` and of the shells' agent mode on a terminal: the tools' work is shown, and the user is asked with single keys.

import { openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { KimiError, toKimiError } from '../../protocol/errors.ts'
import type { Mode } from '../../protocol/wire.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { openSession, readSessionFlags, runTurn, type SessionFlags, type SessionListener } from './one-turn.ts'
import { createTurnTerminal } from './turn-terminal.ts'
import { sayAside } from '../standard-streams.ts'

/** The shell whose agent mode has started the turn. */
export interface AgentShell {
  shellPid: number
  /** Open for writing: the shell reads from it what its next prompt needs. */
  stateFd?: number
}

/** Returns the exit status. `shell`: the shell whose agent mode has started the turn. */
export async function promptOnTerminal(
  text: string,
  flags: SessionFlags,
  env: NodeJS.ProcessEnv,
  shell?: AgentShell,
): Promise<number> {
  const open = { ...readSessionFlags(flags, env), ...(shell ? { shellPid: shell.shellPid } : {}) }
  const keys = openKeyboard()
  let mode: Mode | null = null
  let isTaken = false
  // Also when a signal ends the process: a terminal must not stay in raw mode.
  const leave = () => {
    process.off('exit', leave)
    terminal.close()
    // Words that no turn has taken, as when the daemon cannot start, are not lost.
    const own = shell && !isTaken ? [text.trimEnd()] : []
    giveBack([...own, terminal.unsent()].filter(Boolean).join('\n'), mode, shell)
  }
  const terminal = createTurnTerminal({
    out: process.stdout,
    keys,
    env,
    onLeave() {
      leave()
      process.exit(130)
    },
  })
  process.on('exit', leave)
  const listener: SessionListener = {
    ...terminal,
    event(event) {
      isTaken ||= event.type === 'TurnBegin'
      if (event.type === 'SessionChanged') mode = event.payload.mode
      terminal.event(event)
    },
  }
  try {
    const { client, session } = await openSession(flags, open, listener, keys !== null, env)
    mode ??= session.mode
    terminal.connect(client, flags.showThinking ?? session.showsThinking)
    let hasModel = true
    try {
      const status = await runTurn(client, text)
      isTaken = true
      return status
    } catch (error) {
      const failure = toKimiError(error)
      hasModel = failure.code !== 'model.not_configured'
      throw describeTurnFailure(failure, shell)
    } finally {
      client.close()
      terminal.close()
      const summary = session.showsSummary && flags.summary !== false ? terminal.describeSummary() : []
      sayLast(summary, shell || !hasModel ? null : session.id)
    }
  } finally {
    leave()
    keys?.destroy()
  }
}

/** The last lines about a turn; `id` is that of the session to go on with, or null. */
function sayLast(summary: string[], id: string | null): void {
  const last = [...summary, ...(id === null ? [] : [`To go on: kimi -C, or kimi -S ${id.slice(0, 8)}`])]
  if (process.stderr.isTTY && last.length > 0) sayAside(`\n${last.join('\n')}\n`)
}

/** The daemon has gone while the turn ran. In agent mode the user has a line to type into, and has not to look for the session. */
function describeLostTurn({ message }: KimiError, shell?: AgentShell): KimiError {
  const hint = shell ? '"go on" starts the daemon again and goes on; kimi daemon logs tells why' : 'kimi daemon logs'
  return new KimiError('daemon.unreachable', `${message}: what was said and done until now is kept`, { hint })
}

function describeTurnFailure(failure: KimiError, shell?: AgentShell): KimiError {
  if (failure.code === 'daemon.unreachable') return describeLostTurn(failure, shell)
  return shell && failure.code === 'model.not_configured' ? promiseWords(failure) : failure
}

/** In agent mode the words wait in the history: the line stays free for what the hint says. */
function promiseWords({ code, message, hint }: KimiError): KimiError {
  return new KimiError(code, message, { hint: [hint, 'then Up brings your words back'].filter(Boolean).join('; ') })
}

/** Words that were typed and not sent stand in the shell's next line; without a shell they are shown. */
function giveBack(unsent: string, mode: Mode | null, shell?: AgentShell): void {
  if (shell?.stateFd !== undefined) writeSync(shell.stateFd, `${mode ?? ''}\n${unsent}`)
  else if (unsent !== '') sayAside(`kimi: not sent: ${sanitiseText(unsent)}\n`)
}

/** The terminal's keyboard, also when stdin is a pipe. Null without a terminal. */
function openKeyboard(): ReadStream | null {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'))
  } catch {
    return null
  }
}
