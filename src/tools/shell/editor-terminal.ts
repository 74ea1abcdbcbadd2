// A command in a terminal of the user's editor, who sees it run there and can end it. Only commands that run as they are: what has to run
// in the sandbox stays with the daemon.

import { stripVTControlCharacters } from 'node:util'
import type { EditorAnswer } from '../../protocol/wire.ts'
import type { Editor } from '../editor.ts'
import type { ToolRun } from '../tool.ts'
import { createOutput, type Shown } from '../tool-output.ts'
import { describeEnvironment } from './shell-process.ts'

/** More than the model is shown. */
const LIMIT_BYTES = 512 * 1024

export interface EditorCommandOptions {
  command: string
  shell: string
  cwd: string
  env: NodeJS.ProcessEnv
  timeoutMs: number
  /** The file for an output that is too long to show. */
  spillPath?: string
}

export interface EditorCommandEnd {
  kind: 'exit' | 'timeout' | 'cancelled' | 'lost'
  /** The exit status in a shell's terms; null when the editor does not tell one. */
  code: number | null
  signal: string | null
  shown: Shown
  /** Why the end is not known, for `lost`; else ''. */
  reason: string
}

/** Runs the command to its end; null when no editor has run it. A command that is cancelled or takes too long is ended there. */
export async function runInEditor(
  editor: Editor | undefined,
  { command, shell, cwd, env, timeoutMs, spillPath }: EditorCommandOptions,
  { callId, signal }: Pick<ToolRun, 'callId' | 'signal'>,
): Promise<EditorCommandEnd | null> {
  const variables = describeEnvironment(env, shell)
  const started = editor?.run(
    { file: shell, args: ['-c', command], cwd, env: variables, limitBytes: LIMIT_BYTES },
    callId,
  )
  if (!started) return null
  let cause: 'exit' | 'timeout' | 'cancelled' = 'exit'
  const end = (why: 'timeout' | 'cancelled') => {
    if (cause === 'exit') cause = why
    started.end()
  }
  const onAbort = () => end('cancelled')
  const timer = setTimeout(end, timeoutMs, 'timeout')
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  const answer = await started.ended
  clearTimeout(timer)
  signal.removeEventListener('abort', onAbort)
  return describeAnswer(answer, cause, spillPath)
}

function describeAnswer(
  answer: EditorAnswer,
  cause: 'exit' | 'timeout' | 'cancelled',
  spillPath: string | undefined,
): EditorCommandEnd | null {
  // A command that the editor could not start is run by the daemon, unless it is not wanted any more.
  if (!answer.ok && !answer.has_begun && cause === 'exit') return null
  const output = createOutput(spillPath === undefined ? {} : { spillPath })
  const { code = null, signal = null, is_cut: isCut = false } = (answer.ok && answer.exit) || {}
  if (answer.ok) output.write(plainText(answer.text))
  const shown = output.finish()
  const kind = cause === 'exit' && !answer.ok ? 'lost' : cause
  return {
    kind,
    code,
    signal,
    shown: { ...shown, isTruncated: shown.isTruncated || isCut },
    reason: answer.ok ? '' : answer.reason,
  }
}

/** The text of a terminal without its colours and with plain ends of lines. */
function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r\n', '\n')
}
