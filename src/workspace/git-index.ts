// The contents that git holds for a working tree, read from the index and the object database alone. git is run without any
// hook, filter, file watcher or transport that the repository may name.

import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { join, resolve } from 'node:path'
import { findRepository } from './git-repository.ts'
import { GIT_GUARD_OPTIONS, guardGitEnv } from './guarded-git.ts'
import { ownPath } from '../sys/own-path.ts'

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
  let count = 0
  for (const { name, entry } of parseIndex(output.toString('latin1'))) {
    if (++count % STRIDE === 0) await pauseForEvents()
    // A file written in the same instant as the index: git could not notice a later change either.
    const isRacy = entry.mtimeSeconds + entry.mtimeNanos / 1e9 >= written - 0.01
    if (!isRacy) entries.set(`${dir === '/' ? '' : dir}/${decodeName(name)}`, entry)
  }
  return { find: (path) => entries.get(path) }
}

/**
 * The regular files in the output of `git ls-files -s -z --debug`, with one character for each byte, because names are
 * bytes. An entry is `100644 <object> 0\t<name>\0` and lines with times, numbers and size. Without an expression it is read
 * three times as fast.
 */
function* parseIndex(text: string): Generator<{ name: string; entry: IndexEntry }> {
  let at = 0
  const readLine = () => {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end)
    at = end < 0 ? text.length : end + 1
    return line
  }
  while (at < text.length) {
    const tab = text.indexOf('\t', at)
    const end = text.indexOf('\0', tab)
    if (tab < 0 || end < 0) return
    const head = text.slice(at, tab)
    at = end + 1
    readLine() // ctime
    const mtime = readLine()
    const numbers = readLine()
    readLine() // uid, gid
    const size = readLine()
    if (!head.endsWith(' 0') || !REGULAR.test(head.slice(0, 6))) continue
    const colon = mtime.indexOf(':', MTIME.length)
    const entry = {
      object: head.slice(7, -2),
      size: parseInt(size.slice(SIZE.length), 10),
      mtimeSeconds: Number(mtime.slice(MTIME.length, colon)),
      mtimeNanos: Number(mtime.slice(colon + 1)),
      inode: Number(numbers.slice(numbers.indexOf(INODE) + INODE.length)),
    }
    yield { name: text.slice(tab + 1, end), entry }
  }
}

const MTIME = '  mtime: '
const INODE = 'ino: '
const SIZE = '  size: '

/** Most names are ASCII, for which nothing has to be done. */
function decodeName(name: string): string {
  return /[^\0-\x7f]/.test(name) ? Buffer.from(name, 'latin1').toString() : name
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
    env: { ...guardGitEnv(env), PATH: ownPath(env, [findRepository(dir)?.root ?? dir]), LC_ALL: 'C' },
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
