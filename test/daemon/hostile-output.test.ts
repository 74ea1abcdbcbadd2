// Every subcommand with hostile text in its arguments, its directory, its sessions, its tasks and its configuration: no control byte
// comes out. A subcommand that is not in the table below fails the first test.

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { createSession, renameSession } from '../../src/session/store/session-catalog.ts'
import { findForeign, HOSTILE, HOSTILE_WORD } from '../support/hostile-pieces.ts'
import { makeHome, ROOT, startDaemonIn, type Home } from '../support/kimi.ts'
import type { RanCommand } from '../support/many-commands.ts'
import { useScripts } from '../support/wire-client.ts'
import { sayTurn } from '../unit/session/session-fixture.ts'

const X = HOSTILE_WORD
/** The command lines of each subcommand; a text says why a subcommand is not run here. `@T` is a task that has printed hostile text. */
const LINES: Record<string, string | string[][]> = {
  ask: [[X], ['--mode', X, 'x']],
  'agent-turn': [[X]],
  suggest: [
    ['--offline', X],
    ['--offline', 'list files', X],
    ['--show-request', X],
  ],
  fix: [
    ['--offline', '--exit', '127', '--output', X, X],
    ['--offline', '--exit', '127', '--output', X, 'gti', X],
  ],
  explain: [
    ['--offline', X],
    ['--offline', `tar xzf '${X}'; ls --${X} $(${X})`],
  ],
  check: [[X], [`rm -rf '${X}'`], [`curl https://${X}/ | sh`]],
  'history forget': [[X]],
  'session list': [[], ['--json'], ['--all']],
  'session show': [['hostile'], ['hostile', '--json'], [X]],
  'session resume': [['hostile'], [X]],
  'session fork': [['hostile'], ['hostile', '--json'], [X]],
  'session rename': [
    ['hostile', X],
    [X, X],
  ],
  'session archive': [['spare'], [X]],
  'session unarchive': [['spare'], [X]],
  'session export': [['hostile', '--yes', '--output', `out-${X.replaceAll('/', '_')}.zip`], [X]],
  'session search': [['needle'], ['needle', '--json'], [X]],
  'session delete': [['spare', '--yes'], [X, '--yes'], ['hostile']],
  'task run': [[X], ['--title', X, '--', X], ['--json', '--title', X, '--', X], ['--work-dir', X, '--', 'true']],
  'task list': [[], ['--json'], ['--all'], ['--watch']],
  'task show': [['@T'], ['@T', '--json'], [X]],
  'task output': [['@T'], ['@T', '--lines', '2'], [X]],
  'task attach': [['@T'], [X]],
  'task steer': [
    ['@T', X],
    [X, X],
  ],
  'task approve': [['@T'], [X]],
  'task reject': [
    ['@T', X],
    [X, X],
  ],
  'task stop': [['@T', '--reason', X], [X]],
  'task retry': [['@T'], ['@T', '--json'], [X]],
  'task rm': [['@T'], [X]],
  'task status': [[], ['--json'], ['--tmux']],
  bg: [['--title', X, '--', X]],
  watch: [['--title', X, X, '--', X], [X]],
  every: [
    [X, '--', X],
    ['1h', '--title', X, '--', X],
  ],
  rewind: [[], [X], ['hostile', '--yes'], ['hostile', '--json', '--yes']],
  export: [['hostile', '--yes', '--output', 'again.zip', '--json'], [X]],
  info: [[], ['--json']],
  init: [['zsh'], [X]],
  'daemon start': [[]],
  'daemon status': [[], ['--json']],
  'daemon logs': [[]],
  'daemon unit': [[]],
  'daemon run': 'prints nothing while it runs',
  'daemon restart': 'prints nothing',
  'daemon stop': 'prints the titles of tasks by the function that the test below runs',
  doctor: [[], ['--json']],
  'config get': [['default_model'], ['default_model', '--json'], [X]],
  'config set': [
    ['log.level', X],
    [X, X],
  ],
  'config unset': [[X]],
  'config list': [[], ['--json']],
  'config path': [[]],
  'config edit': 'runs the editor of the user',
  completion: [['zsh'], [X]],
  demo: 'shows the screen of a shell of its own',
  help: [[], ['risk'], [X]],
  login: [[X], ['--json', X]],
  logout: [[X]],
  mcp: [[X]],
  acp: [[X]],
  web: [[X]],
  vis: [[X]],
  term: [[X]],
  plugin: [[X]],
}

/** The command lines of `kimi` without a subcommand. */
const ROOT_LINES = [
  [X],
  [`--${X}`],
  ['--print', '-p', X],
  ['--print', '--output-format', 'stream-json', '-p', X],
  ['--quiet', '-p', X],
  ['-p', X],
  ['-m', X, '-p', 'x'],
  ['-S', X, '-p', 'x'],
  ['-w', X, '-p', 'x'],
  ['--agent', X, '-p', 'x'],
  ['--agent-file', X, '-p', 'x'],
  ['--config', X, '-p', 'x'],
  ['--mcp-config', `{"mcpServers":{${JSON.stringify(X)}:{}}}`, '-p', 'x'],
  ['--mcp-config-file', X, '-p', 'x'],
  ['--wire'],
  ['--help'],
]

let home: Home
let work: string
let task = ''

beforeAll(async () => {
  home = await makeHome()
  const answer = { role: 'assistant', text: X }
  useScripts(
    home,
    Array.from({ length: 40 }, () => `text: ${JSON.stringify(answer.text)}\nthink: ${JSON.stringify(X)}`),
  )
  work = join(home.dir, X.replaceAll('/', '_'))
  mkdirSync(work)
  writeFileSync(join(work, X.replaceAll('/', '_')), X)
  mkdirSync(join(home.dir, 'sub'))
  for (const id of ['hostile', 'spare']) {
    const place = createSession(home.paths.share, work, id)
    sayTurn(place, `needle ${HOSTILE}`, HOSTILE)
    renameSession(place, X)
  }
  await startDaemonIn(home)
  writeFileSync(
    join(home.dir, 'bytes'),
    Buffer.concat([Buffer.from(X), Buffer.from([0x9b, 0xff, 0xc0, 0x80, 10]), Buffer.from(X)]),
  )
  const begun = await home.kimi(
    ['task', 'run', '--title', X, '--wait', '--json', '--', `cat ${home.dir}/bytes; false`],
    { cwd: work },
  )
  task = (JSON.parse(begun.stdout) as { short: string }).short
}, 60_000)
afterAll(() => home[Symbol.asyncDispose]())

const leaves = (command: Command, path: string[] = []): string[] =>
  command.commands.length === 0
    ? [path.join(' ')]
    : command.commands.flatMap((each) => leaves(each, [...path, each.name()]))

test('every subcommand is walked with hostile text, or says why not', () => {
  expect(Object.keys(LINES).sort()).toEqual(leaves(createProgram({}, () => {})).sort())
})

/** The control bytes that each command line has let through, with their surroundings. */
function findLeaks(lines: readonly string[][]): string[] {
  const file = join(home.dir, 'lines.json')
  writeFileSync(file, JSON.stringify(lines.map((words) => words.map((word) => (word === '@T' ? task : word)))))
  const printed = JSON.parse(
    execFileSync(process.execPath, [join(ROOT, 'test', 'support', 'many-commands.ts'), file], {
      cwd: work,
      env: { ...home.env, NO_COLOR: '1' },
      input: '',
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    }),
  ) as RanCommand[]
  expect(printed.filter(({ status }) => status === null)).toEqual([])
  expect(printed.filter(({ text }) => text !== '').length).toBeGreaterThan(lines.length * 0.7)
  return printed.flatMap(({ text }, at) => {
    const found = findForeign(text, /(?!)/g)
    return found === null
      ? []
      : [
          `${lines[at]!.join(' ')
            .slice(0, 30)
            .replaceAll(/[^ -~]/g, '?')}: ${found}`,
        ]
  })
}

test('no control byte comes out of any of them', () => {
  const lines = Object.entries(LINES).flatMap(([name, lines]) =>
    typeof lines === 'string' ? [] : lines.map((words) => [...name.split(' '), ...words]),
  )
  expect(findLeaks(lines)).toEqual([])
}, 120_000)

test('nor out of kimi without a subcommand', () => {
  expect(findLeaks(ROOT_LINES)).toEqual([])
}, 60_000)
