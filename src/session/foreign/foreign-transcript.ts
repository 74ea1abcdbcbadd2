// Builds a conversation of ours from the steps of another agent's: every call has its result right behind the answer that made it, as
// providers demand. Secrets are removed, since the other agent may have kept them.

import type { Message, ToolCall } from '../../protocol/message.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'

/** A conversation as another agent has kept it; `workDir` and `title` are '' when it does not say. */
export interface ForeignSession {
  workDir: string
  title: string
  messages: Message[]
}

export interface ForeignTranscript {
  /** The user says something. */
  ask(text: string): void
  /** The model says something; pieces of one answer become one message. */
  say(text: string): void
  /** The model calls a tool. `args` is an object, or text. */
  call(id: string, name: string, args: unknown): void
  /** The output of a call: text, a list of parts, or any other JSON value. The output of an unknown call is dropped. */
  answer(id: string, output: unknown): void
  /** Everything so far was replaced by a summary (compaction). */
  restart(summary: string): void
  messages(): Message[]
}

/** Providers refuse longer ids. */
const ID_CHARS = 64
/** A longer answer becomes several: each is written and read as a whole. */
const LONGEST_ANSWER = 256 * 1024
const NO_RESULT = 'The result of this call was not kept.'

interface OpenAnswer {
  text: string
  calls: ToolCall[]
  results: Map<string, string>
}

export function createTranscript(): ForeignTranscript {
  let messages: Message[] = []
  let open: OpenAnswer | null = null

  const close = () => {
    if (open === null) return
    const { text, calls, results } = open
    open = null
    if (text === '' && calls.length === 0) return
    messages.push({ role: 'assistant', content: text, ...(calls.length > 0 ? { tool_calls: calls } : {}) })
    for (const { id } of calls) messages.push({ role: 'tool', tool_call_id: id, content: results.get(id) ?? NO_RESULT })
  }
  /** The answer that is being given; a new one once a call has been answered, or when it is long enough. */
  const answering = (): OpenAnswer => {
    if (open !== null && open.results.size > 0) close()
    if (open !== null && open.calls.length === 0 && open.text.length > LONGEST_ANSWER) close()
    return (open ??= { text: '', calls: [], results: new Map() })
  }

  return {
    ask(text) {
      if (text.trim() === '') return
      close()
      messages.push({ role: 'user', content: redactSecrets(text) })
    },
    say(text) {
      if (text === '') return
      const now = answering()
      now.text += `${now.text === '' ? '' : '\n\n'}${redactSecrets(text)}`
    },
    call(id, name, args) {
      const text = redactSecrets(typeof args === 'string' ? args : JSON.stringify(args ?? {}))
      const json = parseObject(text) ? text : JSON.stringify({ input: text })
      answering().calls.push({ type: 'function', id: shorten(id), function: { name, arguments: json } })
    },
    answer(id, output) {
      const known = open?.calls.some((call) => call.id === shorten(id))
      if (known) open!.results.set(shorten(id), redactSecrets(readOutput(output)))
    },
    restart(summary) {
      open = null
      messages = []
      if (summary.trim() !== '') messages.push({ role: 'user', content: redactSecrets(summary) })
    },
    messages() {
      close()
      return messages
    },
  }
}

function shorten(id: string): string {
  return id.length <= ID_CHARS ? id : id.slice(-ID_CHARS)
}

/** The text of an output in any of the forms that agents keep: text, parts with text, or an object with `output` or `content`. */
export function readOutput(output: unknown): string {
  if (typeof output === 'string') return output
  if (Array.isArray(output)) return output.map(readPart).filter(Boolean).join('\n')
  if (!isObject(output)) return ''
  const inner = output['output'] ?? output['content']
  return inner === undefined ? JSON.stringify(output) : readOutput(inner)
}

function readPart(part: unknown): string {
  if (typeof part === 'string') return part
  if (!isObject(part)) return ''
  if (typeof part['text'] === 'string') return part['text']
  const type = typeof part['type'] === 'string' ? part['type'] : ''
  return /image|video|audio|media/.test(type) ? `[${type.replace(/^input_|_url$/g, '')}]` : ''
}
