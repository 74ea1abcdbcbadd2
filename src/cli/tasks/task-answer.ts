// `kimi task approve` and `reject`: the whole request of a task is shown, and exactly this request is answered.

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { TaskView, TaskWait } from '../../protocol/task.ts'
import type { ApprovalAnswer, ApprovalRequest } from '../../protocol/wire.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { say, sayJson } from '../standard-streams.ts'

export interface AnswerFlags {
  session?: boolean
  yes?: boolean
  answer?: string
  json?: boolean
}

const REQUEST_CHARS = 4

/** `which` names a task (`b3k9`), or one of its requests (`b3k9:7f3a1c22`). Returns the exit status. */
export async function answerTask(
  client: Client,
  verb: 'approve' | 'reject',
  which: string,
  words: string,
  flags: AnswerFlags,
): Promise<number> {
  const [id = '', request = ''] = which.split(':')
  const task = await client.call('task/show', { id })
  const { waiting } = task
  if (!waiting) throw new KimiError('task.not_waiting', `${task.short} waits for nothing`)
  const isNamed = request.length >= REQUEST_CHARS && waiting.request.startsWith(request)
  if (request !== '' && !isNamed)
    throw new KimiError('task.not_waiting', `${task.short} does not wait for ${request}: ${nameFault(request)}`, {
      hint: `kimi task ${verb} ${task.short}`,
    })
  const given = await readVerdict(verb, task, waiting, words, flags, isNamed)
  if (!given) return 1
  const { answer, text } = given
  const params = { id: task.id, request: waiting.request, answer, ...(text === '' ? {} : { text }) } as const
  const { task: after } = await client.call('task/answer', params)
  if (flags.json) sayJson(after)
  else say(answer === 'reject' ? 'refused\n' : waiting.kind === 'question' ? 'answered\n' : 'approved\n')
  return verb === 'approve' && answer === 'reject' ? 1 : 0
}

function nameFault(request: string): string {
  return request.length < REQUEST_CHARS
    ? `a request is named by ${REQUEST_CHARS} of its characters, or all`
    : 'it has been answered, or its name is mistyped; something else waits now'
}

interface Verdict {
  answer: ApprovalAnswer
  text: string
}

/**
 * Null when the user has answered nothing. Who names the request has seen it elsewhere; on a terminal, where Ctrl-X may have
 * typed the name, it is shown and asked all the same.
 */
async function readVerdict(
  verb: 'approve' | 'reject',
  task: TaskView,
  waiting: TaskWait,
  words: string,
  flags: AnswerFlags,
  isNamed: boolean,
): Promise<Verdict | null> {
  const approval = flags.session ? 'approve_for_session' : 'approve'
  const isOnTerminal = process.stdin.isTTY && process.stdout.isTTY
  const mustAsk = waiting.kind === 'approval' && !flags.yes && (!isNamed || (verb === 'approve' && isOnTerminal))
  if (mustAsk && verb === 'approve' && isOnTerminal && !flags.json) {
    const said = await askApproval(task, waiting)
    return said && { answer: said.response === 'approve' ? approval : said.response, text: said.feedback }
  }
  if (!flags.json) say(describe(task, waiting))
  if (waiting.kind === 'question' && verb === 'approve') {
    return { answer: approval, text: await readAnswer(task, waiting, flags) }
  }
  if (mustAsk && !(await isConfirmed(verb, task, waiting))) return null
  return { answer: verb === 'reject' ? 'reject' : approval, text: words }
}

/** Asks as during a turn, by the same rule. Null at Ctrl-C: the task goes on waiting. */
async function askApproval(
  task: TaskView,
  waiting: TaskWait,
): Promise<{ response: ApprovalAnswer; feedback: string } | null> {
  const { openSync } = await import('node:fs')
  const { ReadStream } = await import('node:tty')
  const { createTurnTerminal } = await import('../turns/turn-terminal.ts')
  const said = Promise.withResolvers<{ response: ApprovalAnswer; feedback: string } | null>()
  say(`${task.short} ${sanitiseLine(task.title, 80)}\n`)
  const keys = new ReadStream(openSync('/dev/tty', 'r'))
  const leave = () => said.resolve(null)
  const terminal = createTurnTerminal({ out: process.stdout, keys, onLeave: leave, onInterrupt: leave })
  const payload: ApprovalRequest = {
    id: waiting.request,
    tool_call_id: '',
    sender: '',
    action: '',
    description: waiting.text,
    source_kind: 'background_agent',
    source_id: task.id,
    agent_id: null,
    subagent_type: null,
    source_description: null,
    display: [],
    ...(waiting.rule === undefined ? {} : { session_rule: waiting.rule }),
  }
  terminal.request({ type: 'ApprovalRequest', payload }, said.resolve as (result: unknown) => void)
  try {
    return await said.promise
  } finally {
    terminal.close()
    keys.destroy()
  }
}

function describe({ short, title }: TaskView, { text }: TaskWait): string {
  const lines = sanitiseText(text).split('\n')
  return `${short} ${sanitiseLine(title, 80)}\n${lines.map((line) => `  ${line}\n`).join('')}`
}

async function isConfirmed(verb: string, { short }: TaskView, { request }: TaskWait): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const hint = `kimi task ${verb} ${short}:${request}`
    throw new KimiError('usage.invalid', 'there is no terminal to ask on', { hint })
  }
  const key = await askKey(`${verb}? [y/n] `)
  say(`${key === 'y' ? 'y' : 'n'}\n`)
  return key === 'y'
}

async function readAnswer({ short }: TaskView, { options, request }: TaskWait, flags: AnswerFlags): Promise<string> {
  if (flags.answer !== undefined) return flags.answer
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const hint = `kimi task approve ${short}:${request} --answer TEXT`
    throw new KimiError('usage.invalid', 'there is no terminal to ask on', { hint })
  }
  const { typeLine } = await import('../confirm.ts')
  const answer = await typeLine(options.length > 0 ? 'number or answer: ' : 'answer: ', process.stdout)
  if (answer === '') throw new KimiError('turn.cancelled', 'no answer')
  return answer
}

/** Keys typed before the question have arrived by then. */
const TYPED_AHEAD_MS = 50

/** Reads a key without Enter; Ctrl-C counts as no. Keys typed before the question was on screen do not answer it (security C27). */
async function askKey(question: string): Promise<string> {
  const { stdin, stdout } = process
  const drop = () => {}
  stdin.setRawMode(true)
  stdin.on('data', drop)
  await sleep(TYPED_AHEAD_MS)
  stdin.off('data', drop)
  stdout.write(question)
  const [key] = (await once(stdin, 'data')) as [Buffer]
  stdin.setRawMode(false)
  stdin.pause()
  return key.toString('utf8').toLowerCase()
}
