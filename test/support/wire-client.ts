// A wire client as Kimi CLI's users write them: `kimi --wire` as a process, JSON lines on its stdin and stdout.

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { KIMI, type Home } from './kimi.ts'

export interface WireFrame {
  id?: string
  method?: string
  params?: { type: string; payload: Record<string, unknown> }
  result?: Record<string, unknown>
  error?: { code: number; message: string }
}

export interface WireClient extends AsyncDisposable {
  readonly frames: readonly WireFrame[]
  readonly exited: Promise<number | null>
  /** Sends a request; resolves with its reply. */
  call(method: string, params?: object): Promise<WireFrame>
  send(text: string): void
  answer(id: string, result: object): void
  /** Resolves with the first frame, received or to come, that the check accepts; throws after 30 s, naming `what`. */
  see(check: (frame: WireFrame) => boolean, what: string): Promise<WireFrame>
  seeEvent(type: string, check?: (payload: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  seeRequest(type: string): Promise<{ id: string; payload: Record<string, unknown> }>
  events(): string[]
  end(): void
}

const LIMIT_MS = 30_000

export async function openWire(
  home: Home,
  { args = [], initialise = {}, env = {} }: { args?: string[]; initialise?: object | null; env?: object } = {},
): Promise<WireClient> {
  const child = spawn(KIMI, ['--wire', ...args], { env: { ...home.env, ...env }, cwd: home.dir, stdio: 'pipe' })
  const frames: WireFrame[] = []
  let said = ''
  const looks = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    frames.push(JSON.parse(line) as WireFrame)
    for (const look of looks) look()
  })
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdin.on('error', () => {})
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  let next = 1

  const see: WireClient['see'] = (check, what) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = frames.find(check)
        if (!found) return
        looks.delete(look)
        clearTimeout(timer)
        resolve(found)
      }
      const timer = setTimeout(() => {
        looks.delete(look)
        const seen = frames.map((frame) => frame.params?.type ?? JSON.stringify(frame).slice(0, 120)).join('\n')
        reject(new Error(`waited for ${what}; saw:\n${seen}\n${said}`))
      }, LIMIT_MS)
      looks.add(look)
      look()
    })
  const client: WireClient = {
    frames,
    exited,
    see,
    send: (text) => void child.stdin.write(text + '\n'),
    call(method, params = {}) {
      const id = `r${next++}`
      client.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
      return see((frame) => frame.id === id && frame.method === undefined, `the answer to ${method}`)
    },
    answer: (id, result) => client.send(JSON.stringify({ jsonrpc: '2.0', id, result })),
    async seeEvent(type, check = () => true) {
      const frame = await see(
        ({ method, params }) => method === 'event' && params?.type === type && check(params.payload),
        `event ${type}`,
      )
      return frame.params!.payload
    },
    async seeRequest(type) {
      const frame = await see(({ method, params }) => method === 'request' && params?.type === type, `request ${type}`)
      return { id: frame.id!, payload: frame.params!.payload }
    },
    events: () => frames.flatMap(({ method, params }) => (method === 'event' ? [params!.type] : [])),
    end: () => child.stdin.end(),
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      const late = setTimeout(() => child.kill('SIGKILL'), 2_000)
      await exited
      clearTimeout(late)
    },
  }
  if (initialise !== null) await client.call('initialize', { protocol_version: '1.10', ...initialise })
  return client
}

/** The script of one model call in the scripted provider's language; a tool call is `[name, arguments]`. */
export function script(...steps: (string | [name: string, args: object])[]): string {
  return steps
    .map((step, index) =>
      typeof step === 'string'
        ? `text: ${step}`
        : `tool_call: ${JSON.stringify({ id: `c${index}`, name: step[0], arguments: JSON.stringify(step[1]) })}`,
    )
    .join('\n')
}

/** Makes the scripted model the default of a home. */
export function useScripts(home: Home, scripts: readonly string[], settings = ''): void {
  const file = join(home.dir, 'scripts.json')
  writeFileSync(file, JSON.stringify(scripts))
  writeFileSync(
    home.paths.config,
    `default_model = "s"\n${settings}[models.s]\nprovider = "s"\nmodel = "scripted_echo"\nmax_context_size = 100000\n` +
      `[providers.s]\ntype = "_scripted_echo"\nbase_url = ""\napi_key = ""\nenv = { KIMI_SCRIPTED_ECHO_SCRIPTS = ${JSON.stringify(file)} }\n`,
  )
}
