// `kimi -p "…"` and `kimi ask "…"`: one turn, whose text is printed as it comes. On a terminal the tools' work is shown, and
// the user is asked for approvals. In a pipe nobody can be asked, so whatever needs an approval is refused.

import { resolve } from 'node:path'
import type { Listener } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { WireEvent } from '../../protocol/wire.ts'
import { createPlainText } from '../../view/plain-text.ts'
import { applyEvent, createTurnState } from '../../view/turns/turn-state.ts'
import { readMentions, readPrompt, readStdin } from './prompt-input.ts'
import { onlyOwnTurn, openSession, readSessionFlags, runTurn, type SessionFlags } from './one-turn.ts'
import type { PipeProgress } from './pipe-progress.ts'
import type { AgentShell } from './prompt-on-terminal.ts'
import { printTurnNote } from './turn-notes.ts'
import { say } from '../standard-streams.ts'

/** Returns the exit status: 4 when a tool was refused because nobody could be asked. */
export async function prompt(words: string, flags: SessionFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const text = await readPrompt(words)
  if (text.trim() === '')
    throw new KimiError('usage.invalid', 'nothing to do: no words were given', { hint: 'kimi ask "…"' })
  return process.stdout.isTTY
    ? (await import('./prompt-on-terminal.ts')).promptOnTerminal(text, flags, env)
    : promptInPipe(text, flags, env)
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
  if (!background) {
    const { promptOnTerminal } = await import('./prompt-on-terminal.ts')
    return promptOnTerminal(words, session, env, { shellPid, ...(stateFd === undefined ? {} : { stateFd }) })
  }
  // Words that end in & are a task with a session of its own, and the prompt is free at once.
  return (await import('../tasks/task-run.ts')).runInBackground(words, readSessionFlags(session, env), shellPid, env)
}

async function promptInPipe(text: string, flags: SessionFlags, env: NodeJS.ProcessEnv): Promise<number> {
  let refused = ''
  const plain = createPlainText((piece) => void say(piece))
  const progress = await createProgress(env)
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

/** The tools' work is told on stderr if that is a terminal; broken answers and warnings always are. */
async function createProgress(env: NodeJS.ProcessEnv): Promise<PipeProgress> {
  if (process.stderr.isTTY) return (await import('./pipe-progress.ts')).createTerminalProgress(env)
  const turn = createTurnState()
  return {
    take(event) {
      applyEvent(turn, event, performance.now())
      printTurnNote(turn, event)
    },
    finish() {},
  }
}
