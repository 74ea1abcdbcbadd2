// acpx, a client of the Agent Client Protocol that nobody here wrote, as a command that drives `kimi acp` in a directory. Every frame that
// it prints is checked against the schema.

import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFrameCheck } from '../support/acp-schema.ts'
import { KIMI, ROOT, type Home } from '../support/kimi.ts'

/**
 * acpx is no dependency of the project: `npm ci` refuses a lock with it, since some of its optional packages are in no registry. The first
 * run installs it here.
 */
const ACPX_HOME = join(ROOT, 'node_modules', '.cache', 'acpx')
const ACPX_PACKAGE = 'acpx@0.19.1'
const ACPX = join(ACPX_HOME, 'node_modules', '.bin', 'acpx')
const LIMIT_MS = 60_000

export interface Run {
  status: number
  stdout: string
  stderr: string
  /** The frames of `--format json`. */
  frames: Frame[]
}
export interface Frame {
  id?: unknown
  method?: string
  params?: { update?: { sessionUpdate?: string } }
  result?: { stopReason?: string }
  error?: { code: number; message: string }
}

export interface Stage {
  home: Home
  /** The directory of this case alone. */
  dir: string
  acpx(...args: string[]): Promise<Run>
}

/** Installs acpx where it is not there yet. */
export function ensureAcpx(): void {
  if (existsSync(ACPX)) return
  mkdirSync(ACPX_HOME, { recursive: true })
  const flags = ['--no-audit', '--no-fund', '--prefix', ACPX_HOME]
  execFileSync('npm', ['install', ...flags, ACPX_PACKAGE], { stdio: 'inherit' })
}

/** Throws what is wrong, with the end of what acpx has printed. */
export function expect(isTrue: boolean, what: string, run?: Run): void {
  if (!isTrue) throw new Error(`${what}${run ? `\n${run.stdout.slice(-2000)}\n${run.stderr.slice(-1000)}` : ''}`)
}

/** The options with which acpx prints the frames of both sides. */
export const JSON_RUN = ['--format', 'json', '--json-strict']
/** The reason for which the run's last prompt has ended. */
export const stopOf = (run: Run) => run.frames.findLast(({ result }) => result?.stopReason)?.result?.stopReason

/** Waits for something that acpx does by itself. */
export async function until(check: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end;) {
    if (await check()) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`waited for: ${what}`)
}

export function openStage(home: Home, dir: string): Stage {
  const acpx = (...args: string[]) =>
    new Promise<Run>((resolve, reject) => {
      const options = { cwd: dir, env: home.env, timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 }
      execFile(ACPX, ['--agent', `${KIMI} acp`, ...args], options, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        const frames = attempt(() => readFrames(args.includes('json') ? stdout : ''))
        if (frames instanceof Error) return reject(frames)
        resolve({ status, stdout, stderr, frames })
      })
    })
  return { home, dir, acpx }
}

/** acpx prints the frames of both sides: a request of the agent's is one of those that a client answers. */
function readFrames(stdout: string): Frame[] {
  const check = createFrameCheck()
  const frames = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Frame)
  /** Whose request waits for an answer, by id: both sides count from 0. */
  const open = new Map<string, ('agent' | 'editor')[]>()
  for (const frame of frames) {
    const isOfAgent = /^(session\/(update|request_permission)|fs\/|terminal\/|elicitation\/)/.test(frame.method ?? '')
    const id = JSON.stringify(frame.id)
    if (frame.method !== undefined) {
      const from = isOfAgent ? 'agent' : 'editor'
      if (frame.id !== undefined) open.set(id, [...(open.get(id) ?? []), from])
      check(from, frame)
    } else if (frame.id !== undefined && frame.id !== null) {
      // The agent and the editor both count from 0: of two open requests with one id, the frame answers the one whose schema it matches.
      const isOfPrompt = frame.result?.stopReason !== undefined
      const askers = (open.get(id) ?? []).filter((asker) => !isOfPrompt || asker === 'editor')
      const answered = askers.findLast(
        (asker) => !(attempt(() => check(asker === 'agent' ? 'editor' : 'agent', frame)) instanceof Error),
      )
      if (answered === undefined && askers.length > 0)
        throw new Error(`no request has this answer: ${JSON.stringify(frame)}`)
      open.set(
        id,
        askers.filter((asker) => asker !== answered),
      )
    }
  }
  return frames
}

/** The value, or the error that making it throws. */
function attempt<T>(make: () => T): T | Error {
  try {
    return make()
  } catch (error) {
    return error as Error
  }
}
