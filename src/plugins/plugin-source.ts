// The words that say where a plugin comes from: a folder, a zip file, the address of one, or a git repository with a folder in it.

import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { isLoopback } from '../sys/network/loopback.ts'
import { MANIFEST_FILE } from './plugin-manifest.ts'

export type PluginSource =
  | { kind: 'folder'; path: string }
  | { kind: 'zip'; path: string }
  | { kind: 'zip-address'; url: URL }
  /** `branch`: '' for the one that the repository names. `path`: the folder in it; '' for its root. */
  | { kind: 'git'; address: string; branch: string; path: string }

export type SourceReply = { ok: true; source: PluginSource } | { ok: false; reason: string }

const CELLS = 300
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i
/** As in `git@example.org:owner/repository.git`. */
const SHORT_SSH = /^[\w.-]+@[\w.-]+:(?!\/\/)[^\s]+$/
/** ssh and git take a name that begins with a dash for an option. */
const DASH_IN_SSH = /(?:^|@|:)-/
const CONTROL = /\p{Cc}/u
const BRANCH = /^[A-Za-z0-9_][\w./+-]*$/
/** Hosts whose addresses name a repository without `.git`, as a browser shows them. */
const FORGES = /^(?:www\.)?(?:github|gitlab)\.com$/i

/** `workDir` is the client's directory, `home` its home. */
export function readSource(words: string, { workDir, home }: { workDir: string; home: string }): SourceReply {
  if (words.trim() === '') return refuse('the source is empty')
  if (words.includes('\0')) return refuse('the source holds a NUL byte')
  if (CONTROL.test(words) && (SCHEME.test(words) || words.includes('@')))
    return refuse('the source holds a line break or another control character')
  if (SHORT_SSH.test(words)) return DASH_IN_SSH.test(words) ? refuseDash(words) : readGit(words)
  if (SCHEME.test(words)) return readAddress(words)
  return readPath(
    resolve(
      workDir,
      words.replace(/^~(?=\/|$)/, () => home),
    ),
    words,
  )
}

function readAddress(words: string): SourceReply {
  const url = URL.parse(words)
  if (url === null) return refuse(`${show(words)} is no address`)
  const { protocol, pathname, hostname, username } = url
  if ([hostname, username].some((part) => decodePart(part).startsWith('-'))) return refuseDash(words)
  if (protocol === 'http:' && !isLoopback(hostname))
    return refuse(
      `what comes by http:// may be changed on its way, and would run here: write https:// for ${show(hostname)}`,
    )
  const isWeb = protocol === 'https:' || protocol === 'http:'
  if (isWeb && pathname.toLowerCase().endsWith('.zip')) return { ok: true, source: { kind: 'zip-address', url } }
  if (isWeb && !hasGitEnd(pathname)) return FORGES.test(hostname) ? readForge(url) : refuse(describeKinds(words))
  // The address as it was judged: git and curl cut some spellings in another way, and would ask another host.
  if (isWeb) return readGit(url.href)
  return protocol === 'ssh:' || protocol === 'file:' ? readGit(words) : refuse(describeKinds(words))
}

function refuseDash(words: string): SourceReply {
  return refuse(`a name in ${show(words)} begins with a dash, which ssh would take for an option`)
}

function hasGitEnd(path: string): boolean {
  return /\.git(?:\/|$)/.test(path)
}

/** The address up to `.git`, and the folder behind it. One without `.git` is taken whole. */
function readGit(words: string): SourceReply {
  const [, address = words, rest = ''] = /^(.*?\.git)(?:\/(.*))?$/s.exec(words) ?? []
  return makeGit(address, '', rest)
}

/** `https://github.com/OWNER/NAME/tree/BRANCH/FOLDER`; GitLab has a `-` before `tree`. */
function readForge({ origin, pathname }: URL): SourceReply {
  const [owner, name, ...rest] = pathname.split('/').filter(Boolean).map(decodePart)
  if (owner === undefined || name === undefined) return refuse(`${show(origin + pathname)} names no repository`)
  const inner = rest[0] === '-' ? rest.slice(1) : rest
  const [first, branch, ...folders] = inner
  const address = `${origin}/${owner}/${name}`
  return first === 'tree' && branch !== undefined
    ? makeGit(address, branch, folders.join('/'))
    : makeGit(address, '', inner.join('/'))
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function makeGit(address: string, branch: string, folder: string): SourceReply {
  const path = folder.replaceAll(/^\/+|\/+$/g, '')
  if (branch !== '' && !BRANCH.test(branch)) return refuse(`${show(branch)} is no name of a branch`)
  if (path.split('/').some((part) => part === '..' || part === '.git'))
    return refuse(`${show(path)} leads out of the repository`)
  return { ok: true, source: { kind: 'git', address, branch, path } }
}

function readPath(path: string, words: string): SourceReply {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile() && path.toLowerCase().endsWith('.zip')) return { ok: true, source: { kind: 'zip', path } }
  if (found?.isDirectory())
    return isBareRepository(path)
      ? makeGit(pathToFileURL(path).href, '', '')
      : { ok: true, source: { kind: 'folder', path } }
  const [, repository = '', inner = ''] = /^(.*?\.git)\/(.*)$/s.exec(path) ?? []
  if (repository !== '' && isBareRepository(repository)) return makeGit(pathToFileURL(repository).href, '', inner)
  return refuse(found === undefined ? `there is no ${show(words)}` : describeKinds(words))
}

function isBareRepository(path: string): boolean {
  return (
    !existsSync(join(path, MANIFEST_FILE)) && ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)))
  )
}

function describeKinds(words: string): string {
  return `${show(words)} is not a directory, zip file, zip URL, or git URL`
}

function show(words: string): string {
  return sanitiseLine(words, CELLS)
}

/** The source as it may be written down and shown: an address without the password in it. */
export function nameSource(source: PluginSource): string {
  if (source.kind === 'folder' || source.kind === 'zip') return source.path
  if (source.kind === 'zip-address') return withoutPassword(source.url.href)
  const { address, branch, path } = source
  return [withoutPassword(address), branch === '' ? '' : ` (${branch})`, path === '' ? '' : `/${path}`].join('')
}

function withoutPassword(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1')
}

function refuse(reason: string): { ok: false; reason: string } {
  return { ok: false, reason }
}
