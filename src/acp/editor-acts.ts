// Performs the acts that the tools of a session request of the editor: reading a file as its user sees it, writing through the editor, and
// running a command in one of its terminals. The editor is asked only for acts that it has offered.

import type { AgentContext, SessionUpdate, TerminalHandle } from '@agentclientprotocol/sdk'
import type { EditorAct, EditorAnswer, EditorRequest } from '../protocol/wire.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

const REASON_CELLS = 300

export interface ActDeps {
  editor: AgentContext
  sessionId: string
  /** Says that a terminal of the editor shows the call's output. */
  noteTerminal(callId: string, terminalId: string): SessionUpdate
  send(update: SessionUpdate): void
}

export interface EditorActs {
  /** Performs the act and answers once, whatever the editor does. */
  perform(request: EditorRequest, answer: (result: EditorAnswer) => void): void
  /** Ends all programs that still run in terminals of the editor. */
  close(): void
}

type Run = Extract<EditorAct, { kind: 'run' }>

export function createEditorActs(deps: ActDeps): EditorActs {
  const { editor, sessionId } = deps
  /** The programs that run, by the id of their request; null while the terminal is made. */
  const running = new Map<string, TerminalHandle | null>()
  /** Programs that are to end before their terminal was made. */
  const unwanted = new Set<string>()
  const kill = async (id: string) => {
    if (running.get(id) === null) unwanted.add(id)
    await running.get(id)?.kill()
  }

  async function act({ id, tool_call_id: callId, act: wish }: EditorRequest): Promise<EditorAnswer> {
    if (wish.kind === 'read') {
      const { content } = await editor.request('fs/read_text_file', { sessionId, path: wish.path })
      return { ok: true, text: content }
    }
    if (wish.kind === 'write') {
      await editor.request('fs/write_text_file', { sessionId, path: wish.path, content: wish.text })
      return { ok: true, text: '' }
    }
    if (wish.kind === 'run') return run(id, callId, wish)
    await kill(wish.run)
    return { ok: true, text: '' }
  }

  async function run(
    id: string,
    callId: string,
    { file, args, cwd, env, limit_bytes: limit }: Run,
  ): Promise<EditorAnswer> {
    const variables = Object.entries(env).map(([name, value]) => ({ name, value }))
    const wish = { sessionId, command: file, args, cwd, env: variables, outputByteLimit: limit }
    running.set(id, null)
    const terminal = await editor.createTerminal(wish).finally(() => running.delete(id))
    running.set(id, terminal)
    try {
      deps.send(deps.noteTerminal(callId, terminal.id))
      if (unwanted.delete(id)) await terminal.kill()
      const { exitCode = null, signal = null } = await terminal.waitForExit()
      const { output, truncated } = await terminal.currentOutput()
      return { ok: true, text: output, exit: { code: exitCode, signal, is_cut: truncated } }
    } catch (error) {
      return { ok: false, reason: reasonOf(error), has_begun: true }
    } finally {
      running.delete(id)
      terminal.release().catch(() => {}) // the editor has closed it itself
    }
  }

  return {
    perform: (request, answer) =>
      void act(request)
        .catch((error: unknown): EditorAnswer => ({ ok: false, reason: reasonOf(error) }))
        .then(answer),
    close() {
      for (const id of running.keys()) kill(id).catch(() => {})
    },
  }
}

/** The SDKs of editors put the words of an error that they did not expect into its data. */
function reasonOf(error: unknown): string {
  const { message, data } = error instanceof Error ? (error as Error & { data?: unknown }) : { message: String(error) }
  const { details } = (data ?? {}) as { details?: unknown }
  return sanitiseLine(typeof details === 'string' ? `${message}: ${details}` : message, REASON_CELLS)
}
