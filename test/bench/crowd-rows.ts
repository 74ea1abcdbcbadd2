// Measures a daemon that serves scripts: thousands of `kimi -p` from a few clients, each in a session of its own.

import { execFile, execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { KIMI, makeHome, type Home } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { sleep, state, type Row } from './measure.ts'

const CLIENTS = 8
/** Descriptors that a login shell gives its programs on many systems. */
const DESCRIPTORS = 1024
/** By then a daemon has let go of the sessions that nobody uses. */
const SETTLE_MS = 75_000

const run = promisify(execFile)

/** `count` one-shots from eight clients at a time: failures, and what the daemon keeps of them 75 s later. */
export async function measureOneShots(count: number): Promise<Row[]> {
  await using model = await startModelServer(() => answer('done\n'))
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: model.url })
  execFileSync('sh', ['-c', `ulimit -n ${DESCRIPTORS}; exec '${KIMI}' daemon start`], { env: home.env })
  const { pid } = await home.status()
  await ask(home) // loads what a turn needs
  const before = readMemory(pid)
  const failures: string[] = []
  let begun = 0
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, countDescriptors(pid))), 250)
  const begin = performance.now()
  const work = async () => {
    while (begun < count) {
      begun++
      const said = await ask(home)
      if (said !== '') failures.push(said)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, work))
  clearInterval(watch)
  const seconds = (performance.now() - begin) / 1000
  for (const said of new Set(failures)) process.stderr.write(`${said.trim()}\n`)
  await sleep(SETTLE_MS)
  const locks = readdirSync(join(home.paths.share, 'locks')).length
  return [
    state(`${count} × kimi -p from ${CLIENTS} clients, failures`, 'of them', failures.length, { most: 0 }),
    state('  each, at two cores', 'ms', (seconds * 1000) / count, { most: 500 }),
    state('  descriptors of the daemon at most', 'fds', most, { most: 200 }),
    state('  lock files left', 'files', locks, { most: 0 }),
    state('  memory gained, 75 s later', 'MB', readMemory(pid) - before, { most: 15 }),
  ]
}

/** Runs a turn in a session of its own; '' when it went well, else what was said. */
async function ask(home: Home): Promise<string> {
  try {
    const asked = run(KIMI, ['-p', 'hi'], { env: home.env, cwd: home.dir })
    asked.child.stdin?.end() // words on stdin would be read to their end
    const { stdout } = await asked
    return stdout === 'done\n' ? '' : `answered: ${stdout}`
  } catch (error) {
    return String((error as { stderr?: string }).stderr)
  }
}

function readMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}

function countDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}
