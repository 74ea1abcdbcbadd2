// Other programs called `kimi` on the user's PATH, and what they do with the files that we share with them.

import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Neighbour {
  path: string
  kind: 'ours' | 'kimi-cli' | 'kimi-code' | 'unknown'
  title: string
  /** Describes in words how the program uses the share directory. */
  shares(share: string): string
}

const NAMES = ['kimi', 'kimi-cli', 'kimi-code']
const HEAD_BYTES = 4_096

/** The programs in the order of PATH, each file once; the first one called `kimi` is what a bare `kimi` starts. `own` is our launcher. */
export function findNeighbours(path: string, own: string): Neighbour[] {
  const seen = new Set<string>()
  const found: Neighbour[] = []
  for (const name of NAMES) {
    for (const folder of path.split(':')) {
      const file = join(folder, name)
      const real = folder.startsWith('/') ? resolveProgram(file) : null
      if (real === null || seen.has(real)) continue
      seen.add(real)
      found.push({ path: file, ...describe(real, own) })
    }
  }
  return found
}

function resolveProgram(file: string): string | null {
  try {
    const real = realpathSync(file)
    const { mode } = statSync(real)
    return statSync(real).isFile() && (mode & 0o111) !== 0 ? real : null
  } catch {
    return null
  }
}

function describe(real: string, own: string): Omit<Neighbour, 'path'> {
  const head = readHead(real)
  if (real === own || real.includes('kimi-companion') || head.includes('# kimi: runs cli.js'))
    return { kind: 'ours', title: 'kimi-companion', shares: () => 'the same program' }
  if (/\bkimi_cli\b/.test(head))
    return {
      kind: 'kimi-cli',
      title: 'Kimi CLI',
      shares: (share) => `it reads and writes config.toml, sessions and login in ${share}, as this program does`,
    }
  if (/kimi-code/.test(real) || head.includes('@moonshot-ai/kimi-code'))
    return {
      kind: 'kimi-code',
      title: 'Kimi Code',
      shares: (share) =>
        `its login in ~/.kimi-code serves both; settings and sessions are its own, its migrate copies ${share}`,
    }
  return { kind: 'unknown', title: 'another program', shares: () => 'unknown to this program' }
}

/** The beginning of the file, where a script names its interpreter and module. */
function readHead(file: string): string {
  try {
    const fd = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(HEAD_BYTES)
      return bytes.toString('latin1', 0, readSync(fd, bytes, 0, HEAD_BYTES, 0))
    } finally {
      closeSync(fd)
    }
  } catch {
    return ''
  }
}
