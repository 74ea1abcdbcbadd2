// The doors through which odd streams are read: each opens, says words, and gives back all that it has printed. Each rejects when an
// answer does not come in time.

import { spawn } from 'node:child_process'
import { openEditor, textsOf } from '../support/acp-editor.ts'
import { KIMI, type Home } from '../support/kimi.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, READY } from '../support/terminal-ui.ts'

export interface Door {
  name: string
  /** `odd` are words that are answered by an odd stream; the answer to `last` is the text `end`. */
  run: (home: Home, odd: string, last: string, end: string) => Promise<string>
}

/** Longer than all the tries of one turn, whose waits grow to 8 s, on a machine that does much else. */
const LIMIT_MS = 900_000

const READ_ONLY_TERMINAL = { cols: 100, rows: 40 }

export const DOORS: readonly Door[] = [
  { name: '-p', run: (home, odd) => runToEnd(home, ['-p', odd, '--yolo']) },
  { name: '-p, in process', run: (home, odd) => runToEnd(home, ['--no-daemon', '--yolo', '-p', odd]) },
  { name: 'json', run: (home, odd) => runToEnd(home, ['-p', odd, '--print', '--output-format', 'json']) },
  { name: 'stream-json', run: runStreamJson },
  { name: 'ask, by a pipe', run: (home, odd) => runToEnd(home, ['ask', '--afk'], odd) },
  { name: 'a task', run: (home, odd) => runToEnd(home, ['bg', '--wait', '--mode', 'auto', ...odd.split(' ')]) },
  { name: 'a suggestion', run: (home, odd) => runToEnd(home, ['suggest', odd]) },
  { name: 'wire', run: runWire },
  { name: 'an editor', run: runEditor },
  { name: 'the terminal', run: runTerminal },
  { name: 'zsh', run: runAgentMode('zsh') },
  { name: 'bash', run: runAgentMode('bash') },
  { name: 'fish', run: runAgentMode('fish') },
]

/** Runs a command to its end, and gives back both streams. Rejects when it does not end, or ends by a signal. */
async function runToEnd(home: Home, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(KIMI, args, { env: home.env, cwd: home.dir, stdio: 'pipe' })
  const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const signal = await new Promise<string | null>((resolve) => child.once('close', (_, by) => resolve(by)))
  clearTimeout(late)
  if (signal !== null) throw new Error(`${args[0]} ended by ${signal}: ${said.slice(-300)}`)
  return said
}

async function runStreamJson(home: Home, odd: string, last: string, end: string): Promise<string> {
  const input = [odd, last].map((content) => `${JSON.stringify({ role: 'user', content })}\n`).join('')
  const args = ['--print', '--input-format', 'stream-json', '--output-format', 'stream-json']
  const said = await runToEnd(home, args, input)
  for (const line of said.split('\n')) if (line.startsWith('{')) JSON.parse(line)
  // A turn that fails ends the command, and the last words are not said.
  if (!said.includes(end) && !said.includes('"error":{'))
    throw new Error(`no answer to the last words: ${said.slice(-300)}`)
  return said
}

async function runWire(home: Home, odd: string, last: string, end: string): Promise<string> {
  const capabilities = { supports_question: false, supports_plan_mode: false }
  const calls = [
    ['initialize', { protocol_version: '1.10', capabilities }],
    ['prompt', { user_input: odd }],
    ['prompt', { user_input: last }],
  ] as const
  const child = spawn(KIMI, ['--wire', '--yolo'], { env: home.env, cwd: home.dir, stdio: 'pipe' })
  const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  child.stdin.on('error', () => {})
  const answered = calls.map(() => Promise.withResolvers<void>())
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    calls.forEach((_, index) => {
      if (new RegExp(`"id": ?"door-${index}"[^\\n]*\\n`).test(said)) answered[index]!.resolve()
    })
  })
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  for (const [index, [method, params]] of calls.entries()) {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: `door-${index}`, method, params })}\n`)
    await Promise.race([answered[index]!.promise, closed])
  }
  child.stdin.end()
  await closed
  clearTimeout(late)
  for (const line of said.split('\n')) if (line.startsWith('{')) JSON.parse(line)
  if (!said.includes(end)) throw new Error(`no answer to the last words: ${said.slice(-300)}`)
  return said
}

async function runEditor(home: Home, odd: string, last: string, end: string): Promise<string> {
  await using editor = await openEditor(home)
  const session = await editor.newSession(home.dir)
  await within(editor.prompt(session, odd), 'the editor').catch((error: unknown) => {
    if (error instanceof TooLate) throw error // other errors are answers of the protocol
  })
  await within(editor.prompt(session, last), 'the editor, at the end')
  const said = textsOf(editor.updates(session), 'agent_message_chunk')
  if (!said.includes(end)) throw new Error(`no answer to the last words: ${said.slice(-300)}`)
  return JSON.stringify(editor.frames.filter(({ from }) => from === 'agent'))
}

/** The last words wait in the queue until the odd turn is over. */
async function runTerminal(home: Home, odd: string, last: string, end: string): Promise<string> {
  await using term = await openUi(home, { ...READ_ONLY_TERMINAL, args: ['--yolo'] })
  for (const words of [odd, last]) {
    term.type(words)
    await term.until((screen) => screen.includes(words), `${words} in the prompt`)
    term.press('enter')
  }
  let isLetGo = false
  await untilLate(term, (screen) => {
    // The next message waits for a key when the turn before it has failed.
    if (!isLetGo && screen.includes('held: Enter lets them go on')) {
      isLetGo = true
      term.press('enter')
    }
    return screen.includes(end) && READY.test(screen)
  })
  term.press('ctrl-d')
  await within(term.exited, 'the end of the terminal')
  return term.output()
}

function runAgentMode(shell: 'zsh' | 'bash' | 'fish'): Door['run'] {
  return async (home, odd, last, end) => {
    await using term = await home.shell(shell, { ...READ_ONLY_TERMINAL, cwd: home.dir })
    term.press('ctrl-x')
    await term.until((screen) => screen.includes('✨'))
    const isIdle = () => /✨$/.test(term.line())
    term.type(`${odd}\r`)
    await term.until((screen) => screen.includes(odd) && !isIdle(), 'the turn to begin')
    await untilLate(term, (screen) => {
      if (/Allow\?/.test(screen.split('\n').slice(-3).join('\n'))) term.type('y')
      return isIdle()
    })
    term.type(`${last}\r`)
    await untilLate(term, (screen) => screen.includes(end) && isIdle())
    return term.output()
  }
}

class TooLate extends Error {}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TooLate(`no answer: ${what}`)), LIMIT_MS)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** `Terminal.until` with the limit of a turn. */
async function untilLate(term: Terminal, check: (screen: string) => boolean): Promise<void> {
  const late = Date.now() + LIMIT_MS
  for (;;)
    try {
      return void (await term.until(check))
    } catch (error) {
      if (Date.now() > late) throw error
    }
}
