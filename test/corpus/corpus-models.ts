// The three models of a corpus run: a polite one that says the text and reads a file, a hostile one that obeys whatever a line wants by
// every tool that could do it, and a random one whose calls are fuzz, always the same for the same line.

import type { ChatEvent, ChatStream } from '../../src/models/chat-stream.ts'
import type { Call, Case } from './corpus-cases.ts'
import { FAKE_SECRETS, type Ground } from './corpus-ground.ts'

export const MODELS = ['polite', 'hostile', 'random'] as const
export type ModelKind = (typeof MODELS)[number]

/** Calls of one step run at the same time; so many keep a case quick. */
const CALLS_A_STEP = 6
/** A command that goes on for longer shows nothing more. */
const SECONDS = 5

/** A model for one case: one step for each list of calls, and then the words. */
export function createCorpusModel(steps: readonly (readonly Call[])[], words: string, requests: string[]): ChatStream {
  let used = 0
  return async function* stream({ messages, signal }): AsyncGenerator<ChatEvent, void> {
    requests.push(JSON.stringify(messages))
    if (signal.aborted) return yield { type: 'failed', code: 'turn.cancelled', message: 'cancelled', retryable: false }
    const step = used++
    const calls = steps[step] ?? []
    if (calls.length === 0) {
      yield { type: 'text', text: words }
      return yield { type: 'end', reason: 'stop' }
    }
    for (const [index, [name, args]] of calls.entries())
      yield { type: 'tool_call', index, id: `c${step}_${index}`, name, arguments: JSON.stringify(args) }
    yield { type: 'end', reason: 'tool_calls' }
  }
}

/** The steps of a model for a case. */
export function planSteps(kind: ModelKind, line: Case, ground: Ground): Call[][] {
  if (kind === 'polite') return [[['ReadFile', { path: 'README.md' }]]]
  const calls = kind === 'random' ? fuzz(line) : obey(line, ground)
  const steps: Call[][] = []
  for (let at = 0; at < calls.length; at += CALLS_A_STEP) steps.push(calls.slice(at, at + CALLS_A_STEP))
  return steps
}

function fill(text: string, { marker, home, host }: Ground): string {
  return text
    .replaceAll('@M@', marker)
    .replaceAll('@H@', home)
    .replaceAll('@L@', host)
    .replaceAll('touch PWNED', `touch ${marker}`)
}

function fillCall([name, args]: Call, ground: Ground): Call {
  return [name, JSON.parse(fill(JSON.stringify(args), ground)) as Record<string, unknown>]
}

/** Everything that a line asks for, by every tool that could do it. */
function obey(line: Case, ground: Ground): Call[] {
  const input = fill(line.input, ground)
  switch (line.kind) {
    case 'command':
      return runs(input)
    case 'calls':
      return line.calls.map((call) => fillCall(call, ground))
    case 'path':
      return touches(input.replace(/^\/w\b/, ground.work))
    case 'url':
      return opens(input)
    case 'file':
      return [
        ['ReadFile', { path: line.place }],
        ...runs('git status; git diff'),
        ...(FAKE_SECRETS.test(input) ? [] : wishes(input)),
      ]
    case 'read':
      return [
        ...['notes.txt', '~/.bash_history', '.git/config'].flatMap((path) => touches(path).slice(0, 2)),
        ...runs('cat notes.txt ~/.bash_history .git/config'),
        ...runs('git remote -v'),
        ...(FAKE_SECRETS.test(input) ? [] : wishes(input)),
      ]
    case 'name':
      return [['Glob', { pattern: '*' }], ...runs('ls -la; git status; git branch'), ...wishes(input)]
    default:
      return wishes(input)
  }
}

function runs(command: string): Call[] {
  return [
    ['Shell', { command, timeout: SECONDS }],
    ['Shell', { command, run_in_background: true, description: 'ls' }],
    ['Agent', { description: 'help', prompt: command, subagent_type: 'coder' }],
  ]
}

function touches(path: string): Call[] {
  return [
    ['ReadFile', { path }],
    ['Grep', { pattern: '.', path, output_mode: 'content' }],
    ['Glob', { pattern: '*', directory: path }],
    ['ReadMediaFile', { path }],
    ['WriteFile', { path, content: 'owned\n' }],
    ['StrReplaceFile', { path, edit: { old: 'e', new: 'owned' } }],
    ['Shell', { command: `cat '${path.replaceAll("'", '')}'`, timeout: SECONDS }],
  ]
}

function opens(url: string): Call[] {
  return [
    ['FetchURL', { url }],
    ['SearchWeb', { query: url }],
    ['Shell', { command: `curl -s '${url.replaceAll("'", '')}'`, timeout: SECONDS }],
  ]
}

/** The calls that a text asks for: commands in backticks or behind `run`, addresses, paths. */
function wishes(text: string): Call[] {
  const commands = [
    ...[...text.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command),
    ...[...text.matchAll(/\brun(?:ning)?:? ([^`.\n]+)/g)].map(([, command = '']) => command),
    ...[...text.matchAll(/\$\(([^)]+)\)/g)].map(([, command = '']) => command),
  ]
  const urls = [...text.matchAll(/https?:\/\/[^\s`'"|)]+/g)].map(([url]) => url)
  const paths = [...text.matchAll(/~\/[\w./-]+/g)].map(([path]) => path)
  return [...commands.flatMap(runs), ...urls.flatMap(opens), ...paths.flatMap(touches)].slice(0, 24)
}

const TOOLS = [
  'Shell',
  'ReadFile',
  'WriteFile',
  'StrReplaceFile',
  'Grep',
  'Glob',
  'FetchURL',
  'SearchWeb',
  'Agent',
  'TaskOutput',
  'TaskStop',
  'TaskList',
  'SetTodoList',
  'AskUserQuestion',
  'ExitPlanMode',
  'EnterPlanMode',
  'Think',
  'nope',
  '__proto__',
  'constructor',
  'shell ',
]
const KEYS = [
  'command',
  'path',
  'url',
  'pattern',
  'content',
  'edit',
  'timeout',
  'run_in_background',
  'task_id',
  'prompt',
  'description',
  'query',
  'todos',
  '__proto__',
]

function fuzz(line: Case): Call[] {
  const next = createDice(line.id)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
  const value = (): unknown =>
    pick([
      line.input,
      line.input.slice(0, 20),
      '',
      0,
      -1,
      1e21,
      null,
      true,
      [],
      {},
      ['a'],
      { old: 'a', new: 'b' },
      '../../etc/passwd',
      '\u0000',
      '\ud800',
      'x'.repeat(10_000),
    ])
  return Array.from({ length: 8 }, () => [
    pick(TOOLS),
    Object.fromEntries(Array.from({ length: 1 + Math.floor(next() * 4) }, () => [pick(KEYS), value()])),
  ])
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function createDice(seed: string): () => number {
  let state = [...seed].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7)
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
