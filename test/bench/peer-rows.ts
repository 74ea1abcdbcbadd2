// `npm run bench -- --peers`: the other agents for a command line that are on the PATH say "hi" in turns with kimi, to one server on
// this machine. Nothing is installed. Each has a home of its own with the settings that lead it to the server.

import { execFile } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { KIMI, makeHome, startDaemonIn } from '../support/kimi.ts'
import { state, summarise, type Row } from './measure.ts'
import { startPeerServer, type PeerServer } from './peer-server.ts'

/** A program that has not ended after this time is ended, and left out of the table. */
const LIMIT_MS = 60_000

interface Peer {
  name: string
  /** The words that make it answer "hi" and end. */
  args: string[]
  /** Its settings: files of its home, and variables. `url` is the server without `/v1`. */
  settings(url: string, home: string): { files?: Record<string, string>; env?: Record<string, string> }
}

const toml = (lines: Record<string, string>) =>
  Object.entries(lines).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)

/** The agents that a table names, with the settings of their releases of November 2026. */
const PEERS: Peer[] = [
  {
    name: 'codex',
    args: ['exec', '--skip-git-repo-check', 'hi'],
    settings: (url) => ({
      files: {
        '.codex/config.toml': [
          ...toml({ model: 'local', model_provider: 'local' }),
          '[model_providers.local]\n',
          ...toml({ name: 'local', base_url: `${url}/v1`, wire_api: 'responses', env_key: 'OPENAI_API_KEY' }),
        ].join(''),
      },
      env: { OPENAI_API_KEY: 'sk-bench' },
    }),
  },
  {
    name: 'pi',
    args: ['--provider', 'local', '--model', 'local', '-p', 'hi'],
    settings: (url) => ({
      files: {
        '.pi/agent/models.json': JSON.stringify({
          providers: {
            local: {
              baseUrl: `${url}/v1`,
              api: 'openai-completions',
              apiKey: 'sk-bench',
              models: [{ id: 'local', name: 'local', contextWindow: 200_000, maxTokens: 8_192 }],
            },
          },
        }),
      },
      env: { PI_OFFLINE: '1' },
    }),
  },
  {
    name: 'claude',
    args: ['-p', 'hi'],
    settings: (url) => ({
      env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'sk-bench', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
    }),
  },
  {
    name: 'kimi-code',
    args: ['-p', 'hi'],
    settings: (url, home) => ({
      env: {
        KIMI_CODE_HOME: join(home, '.kimi-code'),
        KIMI_MODEL_NAME: 'local',
        KIMI_MODEL_API_KEY: 'sk-bench',
        KIMI_MODEL_BASE_URL: `${url}/v1`,
      },
    }),
  },
  {
    name: 'opencode',
    args: ['run', '--model', 'local/local', 'hi'],
    settings: (url) => ({
      files: {
        '.config/opencode/opencode.json': JSON.stringify({
          autoupdate: false,
          provider: {
            local: {
              npm: '@ai-sdk/openai-compatible',
              options: { baseURL: `${url}/v1`, apiKey: 'sk-bench' },
              models: { local: {} },
            },
          },
        }),
      },
    }),
  },
]

/** A program that is measured, and what it has taken. */
interface Runner {
  name: string
  file: string
  args: string[]
  env: Record<string, string>
  home: string
  whole: number[]
  request: number[]
}

/**
 * @param n rounds, in each of which every program runs once
 * @param path the PATH on which peers are looked for
 * @param onLeftOut called with one line for each peer that is there and cannot be measured
 * @param warmUps rounds before the first that counts
 */
export async function measurePeers(
  n: number,
  path: string,
  onLeftOut: (line: string) => void,
  warmUps = 1,
): Promise<Row[]> {
  await using server = await startPeerServer()
  await using own = await makeHome({ MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: `${server.url}/v1` })
  await startDaemonIn(own)
  const root = mkdtempSync(join(tmpdir(), 'kimi-peers-'))
  const make = (name: string, file: string, args: string[]): Runner => ({
    ...{ name, file, args, env: own.env, home: own.dir, whole: [], request: [] },
  })
  const node = make('node', process.execPath, ['-e', '0'])
  const kimis = [make('kimi', KIMI, ['-p', 'hi']), make('kimi --no-daemon', KIMI, ['-p', 'hi', '--no-daemon'])]
  let peers = PEERS.flatMap((peer) => prepare(peer, path, root, server.url) ?? [])
  try {
    for (let round = -warmUps; round < n; round++) {
      await runOnce(node, null, round)
      for (const runner of kimis) await runOnce(runner, server, round)
      for (const peer of peers)
        await runOnce(peer, server, round).catch((error: Error) => {
          onLeftOut(`${peer.name} is left out: ${error.message}`)
          peers = peers.filter((other) => other !== peer)
        })
    }
    return makeRows(node, kimis, peers)
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A peer with a home that holds its settings, or null when the PATH does not have it. */
function prepare({ name, args, settings }: Peer, path: string, root: string, url: string): Runner | null {
  const file = path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram)
  if (file === undefined) return null
  const home = join(root, name)
  const { files = {}, env = {} } = settings(url, home)
  mkdirSync(home, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), text)
  }
  const common = { PATH: path, HOME: home, LANG: 'C.UTF-8' }
  return { name, file, args, env: { ...common, ...env }, home, whole: [], request: [] }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Runs a program to its end. Rounds below 0 warm the disk, and are not counted. Rejects when the program fails or, with a server, has
 * asked no model.
 */
function runOnce({ file, args, env, home, whole, request }: Runner, server: PeerServer | null, round: number) {
  return new Promise<void>((resolve, reject) => {
    const begin = performance.now()
    server?.forget()
    const child = execFile(
      file,
      args,
      { env, cwd: home, timeout: LIMIT_MS, killSignal: 'SIGKILL' },
      (error, _, said) => {
        const end = performance.now()
        const askedAt = server ? server.askedAt() : begin
        if (error) return reject(new Error(said.trim().split('\n').at(-1) || error.message.split('\n')[0]))
        if (askedAt === null) return reject(new Error('it has asked no model'))
        if (round >= 0) {
          whole.push(end - begin)
          request.push(askedAt - begin)
        }
        resolve()
      },
    )
    child.stdin?.on('error', () => {}) // it may end without reading
    child.stdin?.end()
  })
}

const median = (samples: number[]) => samples.toSorted((a, b) => a - b)[samples.length >> 1]!

/** Each program's figures beside a bare Node's; then how many times kimi's the peers' are. */
function makeRows(node: Runner, kimis: Runner[], peers: Runner[]): Row[] {
  const bare = median(node.whole)
  const rows = [...kimis, ...peers].flatMap(({ name, whole, request }) => [
    summarise(`${name}: hi, whole process`, 'ms', whole, {}, median(whole) / bare),
    summarise(`${name}: start → request at the model`, 'ms', request, {}, median(request) / bare),
  ])
  const ratios = peers.flatMap(({ name, request }) =>
    kimis.map((kimi) =>
      state(`${name} ÷ ${kimi.name}, until the request`, '×', median(request) / median(kimi.request), { least: 1 }),
    ),
  )
  return [...rows, ...ratios]
}
