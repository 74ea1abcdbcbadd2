// Brings a plugin's source onto this machine: a folder stays where it is, a zip file is unpacked, a repository is cloned.

import { execFile } from 'node:child_process'
import { createWriteStream, existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isInside } from '../safety/rules/workspace-path.ts'
import { redactOutput } from '../safety/text/redaction.ts'
import { showRow } from '../safety/text/exact-text.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { makeDirectory } from '../sys/files.ts'
import { isLoopback } from '../sys/network/loopback.ts'
import { networkVariables } from '../sys/network/network-variables.ts'
import { openWay } from '../sys/network/outgoing.ts'
import { findOwnProgram } from '../sys/own-path.ts'
import { VERSION } from '../protocol/version.ts'
import { MOST_BYTES } from './plugin-files.ts'
import { MANIFEST_FILE } from './plugin-manifest.ts'
import type { PluginSource } from './plugin-source.ts'
import { unpackZip } from './zip-archive.ts'

export interface FetchPlace {
  /** A folder of ours for what is fetched; it is made. */
  into: string
  /** The environment of the client: its way to the network and its keys for git. */
  env: NodeJS.ProcessEnv
  signal: AbortSignal
}

/** `folder` holds a plugin.json. */
export type FetchReply = { ok: true; folder: string } | { ok: false; reason: string }

const FETCH_LIMIT_MS = 120_000
const MOST_REDIRECTS = 5
const CELLS = 300
const MOST_NAMED = 10

/** Failures of the disk reject. */
export async function fetchPlugin(source: PluginSource, place: FetchPlace): Promise<FetchReply> {
  if (source.kind === 'folder') return findInFolder(source.path, `${showRow(source.path)} has`)
  const { into } = place
  makeDirectory(into)
  const unpacked = join(into, 'unpacked')
  if (source.kind === 'zip') return unpack(source.path, unpacked)
  if (source.kind === 'zip-address') {
    const file = join(into, 'download.zip')
    const problem = await download(source.url, file, place)
    return problem === null ? unpack(file, unpacked) : { ok: false, reason: problem }
  }
  const clone = join(into, 'clone')
  const problem = await cloneRepository(source, clone, place)
  if (problem !== null) return { ok: false, reason: problem }
  if (source.path === '') return findInFolder(clone, 'the repository has')
  const folder = join(clone, source.path)
  const found = statSync(folder, { throwIfNoEntry: false })
  if (!found?.isDirectory() || !isInside(realpathSync(folder), [clone]))
    return { ok: false, reason: `there is no folder ${showRow(source.path)} in the repository` }
  return findInFolder(folder, `the folder ${showRow(source.path)} of the repository has`)
}

async function unpack(file: string, folder: string): Promise<FetchReply> {
  const problem = await unpackZip(file, folder)
  if (problem !== null) return { ok: false, reason: problem }
  if (existsSync(join(folder, MANIFEST_FILE))) return { ok: true, folder }
  // An archive that a forge makes of a repository has one folder around all.
  const [first] = listInner(folder)
  return first === undefined
    ? { ok: false, reason: `the zip file has no ${MANIFEST_FILE}` }
    : { ok: true, folder: join(folder, first) }
}

/** `owner` with its verb, for the reason where there is no plugin.json. */
function findInFolder(folder: string, owner: string): FetchReply {
  if (existsSync(join(folder, MANIFEST_FILE))) return { ok: true, folder }
  const inner = listInner(folder).slice(0, MOST_NAMED).map(showRow)
  const there = inner.length === 0 ? '' : `; name one of the plugins in it behind a slash: ${inner.join(', ')}`
  return { ok: false, reason: `${owner} no ${MANIFEST_FILE}${there}` }
}

/** The folders right in this one that hold a plugin. */
function listInner(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, MANIFEST_FILE)))
    .sort()
}

/** Resolves with the reason of a failure, or null. */
async function download(first: URL, file: string, { env, signal: outer }: FetchPlace): Promise<string | null> {
  const limit = AbortSignal.timeout(FETCH_LIMIT_MS)
  const signal = AbortSignal.any([outer, limit])
  let url = first
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const way = openWay(url, networkVariables(env))
    if (!way.ok) return `the download fails: ${way.reason}`
    try {
      const headers = { 'user-agent': `kimi-companion/${VERSION}` }
      const answer = await way.transport.send({ url, method: 'GET', headers, signal })
      const { statusCode: status = 0, headers: said } = answer
      if (status >= 300 && status < 400 && said.location !== undefined) {
        answer.resume()
        const next = URL.parse(said.location, url.href)
        if (next === null || !isSafe(next))
          return 'the download fails: it is redirected to an address that is not https'
        url = next
        continue
      }
      if (status !== 200) return `the download fails: ${showRow(url.host)} answers with status ${status}`
      return await save(answer, file)
    } catch (error) {
      if (limit.aborted) return `the download fails: it takes longer than ${FETCH_LIMIT_MS / 1000} s`
      return `the download fails: ${clean(error instanceof Error ? error.message : String(error))}`
    } finally {
      way.transport.close()
    }
  }
  return 'the download fails: it is redirected again and again'
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

async function save(answer: IncomingMessage, file: string): Promise<string | null> {
  let count = 0
  const limit = new Error('too large')
  try {
    await pipeline(
      answer,
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          count += piece.length
          if (count > MOST_BYTES) throw limit
          yield piece
        }
      },
      createWriteStream(file, { flags: 'wx', mode: 0o600 }),
    )
    return null
  } catch (error) {
    if (error !== limit) throw error
    return `the zip file is larger than ${MOST_BYTES / 1024 / 1024} MB`
  }
}

/** Settings under which git runs nothing of the repository, and no program in place of a transport. */
const GUARD = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
]

/** Resolves with the reason of a failure, or null. */
function cloneRepository(
  { address, branch }: { address: string; branch: string },
  into: string,
  { env, signal }: FetchPlace,
): Promise<string | null> {
  const git = findOwnProgram('git', env)
  if (git === null) return Promise.resolve('git is not installed')
  const args = [
    ...GUARD.flatMap((setting) => ['-c', setting]),
    ...['clone', '--quiet', '--depth', '1', '--single-branch', '--no-tags', '--no-recurse-submodules', '--template='],
    ...(branch === '' ? [] : ['--branch', branch]),
    ...['--', address, into],
  ]
  return new Promise((resolve) => {
    execFile(
      git,
      args,
      { env: gitEnvironment(env, address), cwd: '/', signal, timeout: FETCH_LIMIT_MS, killSignal: 'SIGKILL' },
      (error, _, stderr) => {
        if (error === null) return resolve(null)
        const said =
          stderr
            .trim()
            .split('\n')
            .findLast((line) => /^(?:fatal|error):/.test(line)) ?? stderr.trim()
        const why = error.killed ? `it takes longer than ${FETCH_LIMIT_MS / 1000} s` : said || error.message
        resolve(`git cannot clone it: ${clean(why.replace(/^fatal: /, ''))}`)
      },
    )
  })
}

/** The user's environment, without variables that lead git elsewhere, and with those that keep it from asking. */
function gitEnvironment(env: NodeJS.ProcessEnv, address: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^GIT_(?!SSH|SSL_|PROXY)/.test(name))
  return {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: allowedProtocols(address),
    GIT_LFS_SKIP_SMUDGE: '1',
  }
}

/** The transports to which a redirect, or the user's own `insteadOf`, may lead: never from the network to a file, nor to plain http. */
function allowedProtocols(address: string): string {
  if (address.startsWith('file:')) return 'file'
  return address.startsWith('http:') ? 'http:https:ssh' : 'https:ssh'
}

function clean(text: string): string {
  return sanitiseLine(redactOutput(text.replaceAll(/\s+/g, ' ').trim()), CELLS)
}
