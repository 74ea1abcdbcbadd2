// `kimi -p "…"` and `kimi ask "…"`: one turn, whose text is printed as it comes. On a terminal the tools' work is shown, and
// the user is asked for approvals. In a pipe nobody can be asked, so whatever needs an approval is refused.

import { openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { ReadStream } from 'node:tty'
import type { Listener } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { Mode, WireEvent } from '../../protocol/wire.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { createPlainText } from '../../view/plain-text.ts'
import { describeSummary } from '../../view/turns/summary-line.ts'
import { createTurnPrinter } from '../../view/turns/turn-printer.ts'
import { applyEvent, createTurnState } from '../../view/turns/turn-state.ts'
import { readMentions, readPrompt, readStdin } from './prompt-input.ts'
import { onlyOwnTurn, openSession, readSessionFlags, runTurn, type SessionFlags } from './one-turn.ts'
import { findStyle } from './terminal-style.ts'
import { printTurnNote } from './turn-notes.ts'
import { createTurnTerminal } from './turn-terminal.ts'
import { say, sayAside } from '../standard-streams.ts'

/** Returns the exit status: 4 when a tool was refused because nobody could be asked. */
export async function prompt(words: string, flags: SessionFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const text = await readPrompt(words)
  if (text.trim() === '')
    throw new KimiError('usage.invalid', 'nothing to do: no words were given', { hint: 'kimi ask "…"' })
  return process.stdout.isTTY ? promptOnTerminal(text, flags, env) : promptInPipe(text, flags, env)
}

/** The shell whose agent mode has started the turn. */
interface AgentShell {
  shellPid: number
  /** Open for writing: the shell reads from it what its next prompt needs. */
  stateFd?: number
}

/** A turn of the shell's own session, started by its agent mode: words come on stdin, keys from the terminal. */
export async function agentTurn(flags: SessionFlags & AgentShell, env: NodeJS.ProcessEnv): Promise<number> {
  const { shellPid, stateFd, ...session } = flags
  const text = await readStdin()
  const background = /^(.*[^&])&\s*$/s.exec(text)
  const prompt = background?.[1] ?? text
  const words = [prompt.trimEnd(), ...readMentions(prompt)].join('\n\n')
  const { withDaemon } = await import('../tasks/task-client.ts')
  const said = { workDir: resolve(flags.workDir ?? '.'), words: text }
  // Without a daemon the turn itself says what is wrong; a history that cannot be written must not keep it back.
  await withDaemon(env, (client) => client.call('session/said', said)).catch(() => {})
  if (!background)
    return promptOnTerminal(words, session, env, { shellPid, ...(stateFd === undefined ? {} : { stateFd }) })
  // Words that end in & are a task with a session of its own, and the prompt is free at once.
  return (await import('../tasks/task-run.ts')).runInBackground(words, readSessionFlags(session, env), shellPid, env)
}

async function promptOnTerminal(
  text: string,
  flags: SessionFlags,
  env: NodeJS.ProcessEnv,
  shell?: AgentShell,
): Promise<number> {
  const open = { ...readSessionFlags(flags, env), ...(shell ? { shellPid: shell.shellPid } : {}) }
  const keys = openKeyboard()
  let mode: Mode | null = null
  // Also when a signal ends the process: a terminal must not stay in raw mode.
  const leave = () => {
    process.off('exit', leave)
    terminal.close()
    giveBack(terminal.unsent(), mode, shell)
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
  const listener: Listener = {
    ...terminal,
    event(event) {
      if (event.type === 'SessionChanged') mode = event.payload.mode
      terminal.event(event)
    },
  }
  try {
    const { client, session } = await openSession(flags, open, listener, keys !== null, env)
    mode ??= session.mode
    terminal.connect(client, flags.showThinking ?? session.showsThinking)
    try {
      return await runTurn(client, text)
    } finally {
      client.close()
      terminal.close()
      const summary = session.showsSummary && flags.summary !== false ? terminal.describeSummary() : []
      const goOn = shell ? [] : [`To go on: kimi -C, or kimi -S ${session.id.slice(0, 8)}`]
      const last = [...summary, ...goOn]
      if (process.stderr.isTTY && last.length > 0) sayAside(`\n${last.join('\n')}\n`)
    }
  } finally {
    leave()
    keys?.destroy()
  }
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

async function promptInPipe(text: string, flags: SessionFlags, env: NodeJS.ProcessEnv): Promise<number> {
  let refused = ''
  const plain = createPlainText((piece) => void say(piece))
  const progress = createProgress(env)
  const listener: Listener = {
    event(event: WireEvent) {
      if (event.type === 'ToolCall') plain.finish() // `kimi ask … | tee` shows both streams on one terminal
      progress.take(event)
      plain.take(event)
    },
    request({ type, payload }, answer) {
      if (type === 'ApprovalRequest') {
        refused ||= payload.description
        answer({ response: 'reject' })
      } else answer({ answers: {} })
    },
  }
  const { client, session } = await openSession(flags, readSessionFlags(flags, env), onlyOwnTurn(listener), false, env)
  try {
    const status = await runTurn(client, text).finally(plain.finish)
    if (session.showsSummary && flags.summary !== false) progress.finish()
    if (refused !== '') {
      throw new KimiError('tool.denied', `refused, since nobody could be asked: ${refused.split('\n')[0]}`, {
        hint: 'kimi ask --yolo "…", or in a terminal: kimi ask "…"',
      })
    }
    return status
  } finally {
    client.close()
  }
}

/** In a pipe the tools' work is told on stderr, if that is a terminal; broken answers and warnings always are. */
function createProgress(env: NodeJS.ProcessEnv) {
  const turn = createTurnState()
  const getStyle = () => findStyle(process.stderr, env, false)
  const printer = createTurnPrinter(turn, getStyle, { omitsText: true })
  return {
    take(event: WireEvent) {
      const lines = printer.printChange(applyEvent(turn, event, performance.now()))
      if (process.stderr.isTTY) sayAside(lines)
      else printTurnNote(turn, event)
    },
    /** The last lines about the turn, for a terminal. */
    finish() {
      const lines = describeSummary(turn, getStyle())
      if (process.stderr.isTTY) sayAside(lines.map((line) => `${line}\n`).join(''))
    },
  }
}
