// `kimi task approve` and `reject`: the whole request of a task is shown, and exactly this request is answered.

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { TaskView, TaskWait } from '../../protocol/task.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'

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
  if (request !== '' && !isNamed) throw new KimiError('task.not_waiting', `${task.short} no longer waits for that`)
  if (!flags.json) process.stdout.write(describe(task, waiting))
  const text = waiting.kind === 'question' && verb === 'approve' ? await readAnswer(task, waiting, flags) : words
  if (waiting.kind === 'approval' && !isNamed && !flags.yes && !(await isConfirmed(verb, task, waiting))) return 1
  const answer = verb === 'reject' ? 'reject' : flags.session ? 'approve_for_session' : 'approve'
  const params = { id: task.id, request: waiting.request, answer, ...(text === '' ? {} : { text }) } as const
  const { task: after } = await client.call('task/answer', params)
  if (flags.json) process.stdout.write(JSON.stringify(after) + '\n')
  else process.stdout.write(verb === 'reject' ? 'refused\n' : waiting.kind === 'question' ? 'answered\n' : 'approved\n')
  return 0
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
  process.stdout.write(`${key === 'y' ? 'y' : 'n'}\n`)
  return key === 'y'
}

async function readAnswer({ short }: TaskView, { options, request }: TaskWait, flags: AnswerFlags): Promise<string> {
  if (flags.answer !== undefined) return flags.answer
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const hint = `kimi task approve ${short}:${request} --answer TEXT`
    throw new KimiError('usage.invalid', 'there is no terminal to ask on', { hint })
  }
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = (await lines.question(options.length > 0 ? 'number or answer: ' : 'answer: ')).trim()
    if (answer === '') throw new KimiError('turn.cancelled', 'no answer')
    return answer
  } finally {
    lines.close()
  }
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
