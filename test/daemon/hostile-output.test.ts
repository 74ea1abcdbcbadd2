// Every subcommand with hostile text in its arguments, its directory, its sessions, its tasks and its configuration: no control byte
// comes out. A subcommand that is not in the table below fails the first test.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { createSession, renameSession } from '../../src/session/store/session-catalog.ts'
import { findForeign, HOSTILE, HOSTILE_WORD } from '../support/hostile-pieces.ts'
import { openHostileHost, type HostileHost } from '../support/hostile-host.ts'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { useScripts } from '../support/wire-client.ts'
import { sayTurn } from '../unit/session/session-fixture.ts'
import { programOf } from '../support/program.ts'

const X = HOSTILE_WORD
/** The name of a model of config.toml. */
const MODEL = `model ${X}`
/** The command lines of each subcommand; a text says why a subcommand is not run here. `@T` is a task that has printed hostile text. */
const ODD = programOf(join(import.meta.dirname, '../support/odd-mcp-server.ts'))
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
  'session show': [
    ['hostile'],
    ['hostile', '--json'],
    ['hostile', '--cache'],
    ['hostile', '--cache', '--json'],
    [X],
    [X, '--cache'],
  ],
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
  'session shell': 'shows the screen of the shell of a session',
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
  sessions: 'draws a screen of its own on a terminal, and says without one that it needs it',
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
  login: [[X], ['--json', X], ['--region', X], ['--api-key'], ['--no-browser'], ['--no-browser', '--json']],
  whoami: [[], ['--json'], [X]],
  usage: [[], ['--json'], [X]],
  import: [[], ['--json'], ['--yes', '--secrets'], ['--json', '--yes', '--secrets'], [X]],
  'model list': [[], ['--json'], ['--refresh', '--all'], [X]],
  'model show': [[], [MODEL], [MODEL, '--json'], [X], ['--json', X]],
  'model use': [[MODEL], [X], ['s']], // the last one gives the later lines the model of the script back
  logout: [[X], ['--yes'], ['--json']],
  'trust show': [[], ['--json'], [X], ['--json', X]],
  'trust add': [[], ['--json'], [X]],
  'trust list': [[], ['--json'], [X]],
  'trust remove': [[X], ['--json', X], []],
  'permission add': [
    ['ask', `ReadFile(${X})`, '--reason', X],
    ['ask', `WriteFile(/${X})`, '--reason', X, '--here', '--json'],
    ['ask', 'ReadFile(/x\u202e\u200by)', '--reason', X, '--here'],
    ['deny', 'Shell(git push)', '--reason', X],
    ['deny', 'Shell(git push)', '--until', X],
    [X, X],
  ],
  'permission list': [[], ['--json'], [X]],
  'permission explain': [
    ['git push'],
    ['git push', '--json'],
    [X],
    ['--json', X],
    [`rm -rf '${X}'; $(${X})`],
    ['--mode', X, X],
  ],
  'permission test': [['git push'], ['--json', 'git', 'push', X], [X], ['--mode', X, X]],
  'permission import': [['rules.json', '--dry-run'], ['rules.json', '--json'], ['rules.toml', '--here'], [X]],
  'permission remove': [[X], ['--json', X]],
  'mcp add': [
    ['good', '--', process.execPath, ODD, 'poisoned'],
    ['odd', '-e', `A=${X}`, '--', X, X],
    ['far', '-t', 'http', '-H', `Name:${X}`, `https://example.com/${X}`, '--json'],
    [X, '--', X],
    ['-t', X, 'a', X],
    ['-t', 'http', 'a', X],
    ['-e', X, 'a', '--', 'b'],
  ],
  'mcp list': [[], ['--json'], [X]],
  'mcp test': [['good'], ['good', '--json'], ['odd'], [X], ['--json', X]],
  'mcp show': [['good'], ['good', '--json'], ['odd'], ['far', '--json'], [X]],
  'mcp disable': [['odd'], ['odd', '--json'], [X]],
  'mcp enable': [['odd', '--exposure', X], ['odd', '--exposure', 'hidden'], [X]],
  'mcp trust': [['odd'], [X]],
  'mcp untrust': [['odd', '--json'], [X]],
  'mcp auth': [['far', '--no-browser'], ['good'], [X]],
  'mcp reset-auth': [['far'], ['odd'], [X]],
  'mcp secret': [
    ['good', X],
    [X, X],
  ],
  'mcp search': [[X], ['--json', X], ['sqlite', '--offline']],
  'mcp import': [[X], ['claude'], ['claude', '--json']],
  'mcp remove': [['odd'], ['far', '--json'], [X]],
  acp: [
    ['--print-config', 'zed'],
    ['--print-config', 'emacs'],
    ['--print-config', X],
  ],
  web: [[X]],
  vis: [[X]],
  term: [[X]],
  'plugin install': [['bad-plugin'], [X], [`https://${X}`]],
  'plugin list': [[], ['--json']],
  'plugin info': [['bad'], [X]],
  'plugin remove': [[X], ['bad']],
}

/** The command lines of `kimi` without a subcommand. */
const ROOT_LINES = [
  [X],
  [`--${X}`],
  ['--print', '-p', X],
  ['--print', '--output-format', 'stream-json', '-p', X],
  ['--quiet', '-p', X],
  ['-p', X],
  ['-m', X, '-p', 'x'], // `import` has taken a model of this name, whose provider refuses with hostile words
  ['-m', `no ${X}`, '-p', 'x'],
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

/** Other agents with hostile names of servers, skills and models, and files of rules, for `import`, `trust` and `permission import`. */
function layTraps(home: Home, work: string): void {
  const lay = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const name = X.replaceAll('/', '_')
  const servers = JSON.stringify({ mcpServers: { [X]: { command: X, args: [X], env: { [`TOKEN${X}`]: X } } } })
  const skill = `---\nname: ${JSON.stringify(X)}\ndescription: ${JSON.stringify(X)}\n---\n${X}`
  lay(join(home.dir, '.claude.json'), servers)
  lay(join(home.dir, '.claude', 'CLAUDE.md'), X)
  lay(join(home.dir, '.gemini', 'skills', name, 'SKILL.md'), skill)
  lay(
    join(home.dir, '.kimi-code', 'config.toml'),
    `[models.${quote(X)}]\nprovider = ${quote(X)}\nmodel = ${quote(X)}\nmax_context_size = 1000\n` +
      `[providers.${quote(X)}]\ntype = "kimi"\nbase_url = "${host.url}/imported/v1"\napi_key = ${quote(X)}\n`,
  )
  lay(join(work, 'AGENTS.md'), X)
  lay(join(work, '.kimi', 'mcp.json'), servers)
  lay(join(work, '.kimi', 'skills', name, 'SKILL.md'), skill)
  lay(join(work, '.kimi', 'agents', name), X)
  const rules = { deny: [X, `Bash(${X})`, 7], ask: [`Read(${X})`], rules: [{ tool: X, reason: X }], defaultMode: X }
  lay(join(work, 'rules.json'), JSON.stringify({ permissions: rules }))
  lay(
    join(work, 'rules.toml'),
    `[[permission.rules]]\ndecision = "ask"\npattern = "Read(/x)"\nreason = ${quote(X)}\n` +
      `[[permission.rules]]\ndecision = ${quote(X)}\npattern = ${quote(X)}\n`,
  )
  // A record of calls to a model of this name, for `usage`.
  const now = new Date()
  const month = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`
  const call = { at: now.getTime(), session: X, model: X, input: 1, cached: 0, output: 1, usd: null }
  lay(
    join(home.paths.share, 'usage', `${month}.jsonl`),
    `${JSON.stringify(call)}\n${JSON.stringify({ ...call, model: 'b' })}\n`,
  )
}

/** A string of TOML, which takes no DEL. */
const quote = (text: string) => JSON.stringify(text).replaceAll('\u007f', '\\u007f')

let home: Home
let host: HostileHost
let work: string
let task = ''

beforeAll(async () => {
  host = await openHostileHost()
  home = await makeHome(host.env)
  const answer = { role: 'assistant', text: X }
  useScripts(
    home,
    Array.from({ length: 40 }, () => `text: ${JSON.stringify(answer.text)}\nthink: ${JSON.stringify(X)}`),
    `[models.${quote(MODEL)}]\nprovider = ${quote(X)}\nmodel = ${quote(X)}\nmax_context_size = 1000\n` +
      `[providers.${quote(X)}]\ntype = "openai_legacy"\nbase_url = "${host.url}/v1"\napi_key = "k"\n` +
      `[providers.refusing]\ntype = "openai_legacy"\nbase_url = "${host.url}/refusing/v1"\napi_key = "k"\n`,
  )
  work = join(home.dir, X.replaceAll('/', '_'))
  mkdirSync(work)
  writeFileSync(join(work, X.replaceAll('/', '_')), X)
  mkdirSync(join(home.dir, 'sub'))
  mkdirSync(join(work, 'bad-plugin'))
  const tool = { name: 'bad', description: X, command: ['sh', X], parameters: { type: 'object' } }
  writeFileSync(
    join(work, 'bad-plugin', 'plugin.json'),
    JSON.stringify({ name: 'bad', version: X, description: X, tools: [tool] }),
  )
  for (const id of ['hostile', 'spare']) {
    const place = createSession(home.paths.share, work, id)
    sayTurn(place, `needle ${HOSTILE}`, HOSTILE)
    renameSession(place, X)
  }
  layTraps(home, work)
  await lendDaemonTo(home)
  writeFileSync(
    join(home.dir, 'bytes'),
    Buffer.concat([Buffer.from(X), Buffer.from([0x9b, 0xff, 0xc0, 0x80, 10]), Buffer.from(X)]),
  )
  const begun = await home.command(
    ['task', 'run', '--title', X, '--wait', '--json', '--', `cat ${home.dir}/bytes; false`],
    { cwd: work },
  )
  task = (JSON.parse(begun.stdout) as { short: string }).short
}, 60_000)
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await host[Symbol.asyncDispose]()
})

const leaves = (command: Command, path: string[] = []): string[] =>
  command.commands.length === 0
    ? [path.join(' ')]
    : command.commands.flatMap((each) => leaves(each, [...path, each.name()]))

test('every subcommand is walked with hostile text, or says why not', () => {
  expect(Object.keys(LINES).sort()).toEqual(leaves(createProgram({}, () => {})).sort())
})

/** The control bytes that each command line has let through, with their surroundings. */
async function findLeaks(lines: readonly string[][]): Promise<string[]> {
  const printed: { text: string }[] = []
  for (const words of lines) {
    const args = words.map((word) => (word === '@T' ? task : word))
    const { stdout, stderr } = await home.command(args, { cwd: work, env: { NO_COLOR: '1' } })
    printed.push({ text: stdout + stderr })
  }
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

test('no control byte comes out of any of them', async () => {
  const lines = Object.entries(LINES).flatMap(([name, lines]) =>
    typeof lines === 'string' ? [] : lines.map((words) => [...name.split(' '), ...words]),
  )
  expect(await findLeaks(lines)).toEqual([])
}, 120_000)

test('nor out of kimi without a subcommand', async () => {
  expect(await findLeaks(ROOT_LINES)).toEqual([])
}, 60_000)
