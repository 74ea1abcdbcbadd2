// What the model may look at before it proposes: a directory, a file, a search, git's state, a manual. Nothing else,
// nothing that changes, no shell; what is found is data, cut short, and secrets are left out.

import type { ToolDefinition } from '../models/chat-stream.ts'
import { redactSecrets } from '../safety/text/redaction.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'
import { listPlace, readPlace, searchPlace, type Place } from './look-files.ts'
import { askGit, GIT_QUERIES, readHelp } from './look-programs.ts'

const KINDS = ['list', 'read', 'grep', 'git', 'help'] as const
type Kind = (typeof KINDS)[number]

/** One small tool, the same bytes for every question: its definition goes with each. */
export const LOOK: ToolDefinition = {
  name: 'look',
  description: `Only when the line cannot be answered without. list DIR; read FILE; grep TEXT (in the files here); git ${Object.keys(GIT_QUERIES).join('|')}; help PROGRAM [WORD].`,
  parameters: {
    type: 'object',
    properties: { what: { type: 'string', enum: [...KINDS] }, arg: { type: 'string' } },
    required: ['what', 'arg'],
  },
}

export interface LookRequest extends Place {
  /** The PATH of the shell that asks. */
  path: string
}

export interface Look {
  /** What is done, in a few words for the user; made of the model's words: to be sanitised where it is shown. */
  title: string
  /** What was found, or why nothing could be, as text of at most `limitBytes`; never rejects. */
  find(signal: AbortSignal, limitBytes: number): Promise<string>
}

/** One call gets at most this much, in UTF-8. */
export const RESULT_BYTES = 4_096
/** A secret that the cut would halve is no longer recognised: it is looked for in this much more. */
const SLACK = 4_096
const OVER = 'not possible: the time for looks is over'

/** Reads the arguments of a call; nothing is looked at before `find`. */
export function planLook(args: unknown, request: LookRequest): Look {
  const { what, arg } = (args ?? {}) as { what?: unknown; arg?: unknown }
  const kind = KINDS.find((each) => each === what)
  if (!kind || typeof arg !== 'string')
    return { title: '', find: async () => `not possible: what must be one of ${KINDS.join(', ')}` }
  return {
    title: kind === 'git' && Object.hasOwn(GIT_QUERIES, arg) ? GIT_QUERIES[arg]!.shown : `${kind} ${arg}`,
    async find(signal, limitBytes) {
      if (signal.aborted) return OVER
      const over = Promise.withResolvers<string>()
      const stop = () => over.resolve(OVER)
      signal.addEventListener('abort', stop)
      try {
        // A disk that hangs must not hold the answer: the race goes on without it.
        const found = await Promise.race([LOOKS[kind](arg, request, signal).then(clean), over.promise])
        return cutBytes(found, Math.min(limitBytes, RESULT_BYTES)) || '(nothing)'
      } catch (error) {
        return signal.aborted ? OVER : `not possible: ${clean(error instanceof Error ? error.message : String(error))}`
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
  }
}

const LOOKS: Record<Kind, (arg: string, request: LookRequest, signal: AbortSignal) => Promise<string>> = {
  list: listPlace,
  read: readPlace,
  grep: searchPlace,
  git: askGit,
  help: readHelp,
}

/** Hidden characters are named, so that neither the model nor the log of its request is deceived. */
function clean(text: string): string {
  return redactSecrets(sanitiseText(text.slice(0, RESULT_BYTES + SLACK)))
}

function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= limit) return text
  const mark = '\n[...truncated]'
  const kept = bytes.subarray(0, Math.max(0, limit - mark.length)).toString('utf8')
  return kept.replace(/\uFFFD$/, '') + mark
}
