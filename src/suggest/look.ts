// The tool with which the model may look before it proposes: at a directory, a file, a search, git's state, a manual page. It
// changes nothing and runs no shell; results are cut short, and secrets are left out.

import type { ToolDefinition } from '../models/chat-stream.ts'
import { redactSecrets } from '../safety/text/redaction.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'
import { listPlace, readPlace, searchPlace, type Place } from './look-files.ts'
import { askGit, GIT_QUERIES, readHelp } from './look-programs.ts'

const KINDS = ['list', 'read', 'grep', 'git', 'help'] as const
type Kind = (typeof KINDS)[number]

/** The tool's definition, sent with every question, with the same bytes each time. */
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
  /** The look in a few words for the user. It may hold the model's words, so whoever shows it sanitises it. */
  title: string
  /** The result, or the reason why there is no result, as text of at most `limitBytes`; never rejects. */
  find(signal: AbortSignal, limitBytes: number): Promise<string>
}

/** Limit for the result of one call, in UTF-8. */
export const RESULT_BYTES = 4_096
/** Text beyond the limit in which secrets are also looked for, because half a secret would not be recognised. */
const REDACTION_MARGIN = 4_096
const TIME_IS_OVER = 'not possible: the time for looks is over'

/** Reads the arguments of a call. `find` of the result then looks. */
export function planLook(args: unknown, request: LookRequest): Look {
  const { what, arg } = (args ?? {}) as { what?: unknown; arg?: unknown }
  const kind = KINDS.find((each) => each === what)
  if (!kind || typeof arg !== 'string')
    return { title: '', find: async () => `not possible: what must be one of ${KINDS.join(', ')}` }
  return {
    title: kind === 'git' && Object.hasOwn(GIT_QUERIES, arg) ? GIT_QUERIES[arg]!.shown : `${kind} ${arg}`,
    async find(signal, limitBytes) {
      if (signal.aborted) return TIME_IS_OVER
      const over = Promise.withResolvers<string>()
      const stop = () => over.resolve(TIME_IS_OVER)
      signal.addEventListener('abort', stop)
      try {
        // The race ends in time even if a disk hangs.
        const found = await Promise.race([LOOKS[kind](arg, request, signal).then(clean), over.promise])
        return cutBytes(found, Math.min(limitBytes, RESULT_BYTES)) || '(nothing)'
      } catch (error) {
        return signal.aborted
          ? TIME_IS_OVER
          : `not possible: ${clean(error instanceof Error ? error.message : String(error))}`
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

/** Replaces hidden characters by their names, so that they deceive neither the model nor a reader of the request's log. */
function clean(text: string): string {
  return redactSecrets(sanitiseText(text.slice(0, RESULT_BYTES + REDACTION_MARGIN)))
}

function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= limit) return text
  const mark = '\n[...truncated]'
  const kept = bytes.subarray(0, Math.max(0, limit - mark.length)).toString('utf8')
  return kept.replace(/\uFFFD$/, '') + mark
}
