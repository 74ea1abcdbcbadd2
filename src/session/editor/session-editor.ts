// The editor of a session, for its tools: asked through the client that has offered it.

import type { EditorAct, EditorAnswer } from '../../protocol/wire.ts'
import type { Editor } from '../../tools/editor.ts'
import type { Requests } from '../requests.ts'

/** An editor that does not answer for a file must not hold up the turn: the disk is taken then. */
const READ_LIMIT_MS = 5_000
/** A write may ask the user, or run a formatter. */
const WRITE_LIMIT_MS = 60_000
/** After it was told to end a program, the editor may take so long to say that it has ended. */
const END_LIMIT_MS = 5_000

export function createSessionEditor(requests: Requests): Editor {
  return {
    get writes() {
      return [...requests.clients].some(({ editor }) => editor?.writes)
    },
    async readText(path, callId, signal) {
      const asked = requests.askEditor('reads', callId, { kind: 'read', path })
      const answer = asked && (await within(asked.answer, READ_LIMIT_MS, signal))
      return answer?.ok ? answer.text : null
    },
    async writeText(path, text, callId, signal) {
      const asked = requests.askEditor('writes', callId, { kind: 'write', path, text })
      const answer = await within(asked?.answer ?? Promise.resolve(GONE), WRITE_LIMIT_MS, signal)
      if (answer?.ok) return { ok: true }
      return { ok: false, reason: answer?.reason ?? 'it did not answer' }
    },
    run({ file, args, cwd, env, limitBytes }, callId) {
      const act: EditorAct = { kind: 'run', file, args, cwd, env, limit_bytes: limitBytes }
      const asked = requests.askEditor('runs', callId, act)
      if (!asked) return null
      const late = Promise.withResolvers<EditorAnswer>()
      return {
        ended: Promise.race([asked.answer, late.promise]),
        end() {
          void requests.askEditor('runs', callId, { kind: 'kill', run: asked.id })
          setTimeout(() => late.resolve({ ...GONE, has_begun: true }), END_LIMIT_MS).unref()
        },
      }
    },
  }
}

const GONE: EditorAnswer & { ok: false } = { ok: false, reason: 'the editor went away' }

/** Null when the answer is not there in time, or not wanted any more. */
async function within(
  answer: Promise<EditorAnswer>,
  limitMs: number,
  signal: AbortSignal,
): Promise<EditorAnswer | null> {
  const { promise: given, resolve } = Promise.withResolvers<null>()
  const giveUp = () => resolve(null)
  const timer = setTimeout(giveUp, limitMs)
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  try {
    return await Promise.race([answer, given])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}
