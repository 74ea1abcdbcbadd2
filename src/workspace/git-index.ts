// The contents that git holds for a working tree, read from the index and the object database alone. git is run without any
// hook, filter, file watcher or transport that the repository may name.

import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { join, resolve } from 'node:path'
import { findRepository } from './git-repository.ts'
import { GIT_GUARD_OPTIONS, guardGitEnv } from './guarded-git.ts'

export interface GitIndex {
  /** The object with the content that the file had when git last looked at it. `path` is absolute. */
  find(path: string): IndexEntry | undefined
}

export interface IndexEntry {
  object: string
  size: number
  mtimeSeconds: number
  mtimeNanos: number
  inode: number
}

const TIME_LIMIT_MS = 10_000
/** Entries between two pauses for the event loop: about 2 ms. */
const STRIDE = 1000
const OUTPUT_LIMIT_BYTES = 512 * 1024 * 1024
const REGULAR = /^100(?:644|755)$/

/** The index of the repository that `dir` lies in; null without a repository or git, and for one that git does not trust. */
export async function readGitIndex(dir: string, env: NodeJS.ProcessEnv): Promise<GitIndex | null> {
  const output = await runGit(['ls-files', '-s', '-z', '--debug'], dir, env)
  if (output === null) return null
  const written = readIndexTime(dir)
  const entries = new Map<string, IndexEntry>()
  const pattern =
    /(\d{6}) ([0-9a-f]{40,64}) (\d)\t([^\0]*)\0 {2}ctime: \d+:\d+\n {2}mtime: (\d+):(\d+)\n {2}dev: \d+\tino: (\d+)\n {2}uid: \d+\tgid: \d+\n {2}size: (\d+)\t[^\n]*\n/y
  const text = output.toString('latin1') // one character for each byte, because names are bytes
  let count = 0
  for (let found; (found = pattern.exec(text));) {
    if (++count % STRIDE === 0) await pauseForEvents()
    const [, mode = '', object = '', stage, name = '', seconds, nanos, inode, size] = found
    if (!REGULAR.test(mode) || stage !== '0') continue
    const entry = {
      object,
      size: Number(size),
      mtimeSeconds: Number(seconds),
      mtimeNanos: Number(nanos),
      inode: Number(inode),
    }
    // A file written in the same instant as the index: git could not notice a later change either.
    const isRacy = entry.mtimeSeconds + entry.mtimeNanos / 1e9 >= written - 0.01
    if (!isRacy) entries.set(join(dir, Buffer.from(name, 'latin1').toString()), entry)
  }
  return { find: (path) => entries.get(path) }
}

/** True when the file is as it was when git took its content into the index. `mtimeMs` may be off by a microsecond. */
export function isUnmodified(
  { size, mtimeSeconds, mtimeNanos, inode }: IndexEntry,
  stat: { size: number; mtimeMs: number; ino: number },
): boolean {
  const isSameTime =
    mtimeNanos === 0
      ? Math.floor(stat.mtimeMs / 1000) === mtimeSeconds
      : Math.abs(stat.mtimeMs - (mtimeSeconds * 1000 + mtimeNanos / 1e6)) < 0.001
  // git keeps 32 bits of the inode number.
  return stat.size === size && isSameTime && (inode === 0 || inode === stat.ino % 2 ** 32)
}

/**
 * The contents of files by their paths. Left out are objects that git no longer has, and files whose content differs from
 * their object because of a filter, line endings or an encoding.
 */
export async function readGitFiles(
  dir: string,
  files: readonly { path: string; entry: IndexEntry }[],
  env: NodeJS.ProcessEnv,
): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>()
  if (files.length === 0) return contents
  const output = await runGit(['cat-file', '--batch'], dir, env, files.map(({ entry }) => `${entry.object}\n`).join(''))
  const converted = await findConverted(
    dir,
    files.map(({ path }) => path),
    env,
  )
  if (output === null || converted === null) return contents
  let at = 0
  for (const { path, entry } of files) {
    const end = output.indexOf(0x0a, at)
    if (end < 0) break
    const [, type, size] = output.toString('latin1', at, end).split(' ')
    at = end + 1
    if (type !== 'blob') continue // "<object> missing"
    const bytes = output.subarray(at, at + Number(size))
    at += Number(size) + 1
    if (bytes.length === entry.size && !converted.has(path)) contents.set(path, bytes)
  }
  return contents
}

/** The paths whose attributes make git convert their content; null when git failed. */
async function findConverted(
  dir: string,
  paths: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Set<string> | null> {
  const names = ['filter', 'ident', 'working-tree-encoding']
  const output = await runGit(
    ['check-attr', '-z', '--stdin', ...names],
    dir,
    env,
    paths.map((path) => `${path}\0`).join(''),
  )
  if (output === null) return null
  const fields = output.toString().split('\0')
  const converted = new Set<string>()
  for (let at = 0; at + 2 < fields.length; at += 3) {
    if (fields[at + 2] !== 'unspecified' && fields[at + 2] !== 'unset') converted.add(resolve(dir, fields[at]!))
  }
  return converted
}

/** The time at which the index was written, in seconds since the epoch; 0 when it is not found. */
function readIndexTime(dir: string): number {
  const repository = findRepository(dir)
  if (repository === null) return 0
  return (statSync(join(repository.gitDirectory, 'index'), { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000
}

/** The output of git, or null when it failed. */
function runGit(args: readonly string[], dir: string, env: NodeJS.ProcessEnv, input = ''): Promise<Buffer | null> {
  const child = spawn('git', [...GIT_GUARD_OPTIONS, ...args], {
    cwd: dir,
    env: { ...guardGitEnv(env), LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const chunks: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > OUTPUT_LIMIT_BYTES) child.kill('SIGKILL')
    else chunks.push(chunk)
  })
  child.stdin.on('error', () => {}) // git may end before it has read all of its input
  child.stdin.end(input)
  return new Promise((done) => {
    child.once('error', () => done(null))
    child.once('close', (code) => done(code === 0 ? Buffer.concat(chunks) : null))
  })
}
