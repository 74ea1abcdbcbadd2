// The parts of the disk that a command sees of which nobody was asked: the workspace, the system, temporary folders and the folders of
// programs. Elsewhere may lie secrets under any name, and what is not there cannot be read.

import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { isInside } from '../rules/workspace-path.ts'
import { isBelow } from '../../sys/own-path.ts'
import { realOf, temporaryFolders } from '../../sys/folders/temporary-folders.ts'
import { HOME_TOOLS } from '../secrets/secret-places.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Everything is read-only. */
export interface ShownPlaces {
  /** Real paths of files and folders. None lies in another, but for those in the home. */
  places: readonly string[]
  /** Links that lead to them from where they were named. */
  links: readonly { path: string; target: string }[]
  /** The home, of which nothing else is shown; it can be passed through and not listed. Null where it is shown whole. */
  home: string | null
}

/** True when the real path is to be seen. */
export function isVisible(real: string, { places, home }: Omit<ShownPlaces, 'links'>): boolean {
  const inHome = home !== null && isBelow(real, [home])
  return isBelow(real, inHome ? places.filter((path) => isBelow(path, [home])) : places)
}

export interface ShownRequest {
  home: string
  /** The folders of the workspace. */
  folders: readonly string[]
  /** The variables of the commands: programs find their own folders by them. */
  env: NodeJS.ProcessEnv
  /** Folders that the user has named in the setting `sandbox.folders`. */
  more?: readonly string[]
  /** Real paths that the line names. */
  named?: readonly string[]
}

/** Folders of the system that hold programs, their data and what the system is. Secrets among them are closed one by one. */
const SYSTEM = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/sys', '/snap', '/var/log'],
  ...['/nix', '/gnu/store', '/home/linuxbrew/.linuxbrew', '/var/lib/dpkg', '/var/lib/apt', '/var/lib/rpm'],
  ...['/var/lib/pacman', '/var/lib/alternatives', '/var/lib/flatpak', '/var/cache/man', '/var/cache/fontconfig'],
]

/** Parts of /run that hold programs, on NixOS and in containers for desktops; all else in it are sockets and the state of services. */
export const RUN_PROGRAMS = [
  '/run/current-system',
  '/run/booted-system',
  '/run/wrappers',
  '/run/opengl-driver',
  '/run/host/usr',
]

/** Software that no package manager knows, with its settings: of it only programs are shown, and to a certain line what it may show. */
const ADDED_SOFTWARE = '/opt'

/** Programs that are often installed in a home; they hold no secrets of their own. */
const HOME_PROGRAMS = [
  ...['.local/bin', '.local/lib', '.cargo/bin', '.rustup/toolchains', '.nvm/versions', '.pyenv', '.rbenv', '.asdf'],
  ...['.volta', '.bun/bin', '.deno/bin', '.sdkman/candidates', 'go/bin', '.gitconfig', '.config/git'],
]

/** Variables that name the folders of a program, alone or in a list. */
const NAMES_PROGRAMS = longPattern()`
  ^(?:(?:JAVA|JDK|M2|MAVEN|GRADLE|CARGO|RUSTUP|VOLTA|GEM|PNPM|ANDROID|CUDA|KOTLIN|SCALA|SPARK|HADOOP|HF|TORCH)_HOME|(?:GO|PYENV_|RBENV_
  |NODENV_|DOTNET_|ANDROID_SDK_|FLUTTER_|STACK_|OPAM)ROOT|(?:NVM|FNM|SDKMAN|ASDF|ASDF_DATA|MISE_DATA)_DIR|(?:CONDA|HOMEBREW)_PREFIX
  |(?:PYTHON|NODE_|GEM_|LD_LIBRARY_|JULIA_DEPOT_|PLAYWRIGHT_BROWSERS_)PATH|GOMODCACHE|VIRTUAL_ENV|(?:BUN|DENO)_INSTALL)$
`

/**
 * Finds the places of the disk that a command sees; null for the whole disk, where the workspace is the whole system.
 * @param kind a `workspace` command builds and tests, and sees what compilers keep in the home; readers see programs alone (wall.ts)
 */
export function findShownPlaces(request: ShownRequest, kind: 'workspace' | 'certain' | 'tried'): ShownPlaces | null {
  const { folders, env, more = [], named = [] } = request
  const home = realOf(request.home) ?? request.home
  const roots = folders.flatMap((folder) => realOf(folder) ?? [])
  if (roots.includes('/')) return null
  const isNarrow = (path: string) => path !== '/' && !isBelow(home, [path]) && !isBelow(path, ['/run', '/proc', '/dev'])
  const inHome = [...HOME_PROGRAMS, ...(kind === 'workspace' ? HOME_TOOLS : [])].map((name) => join(home, name))
  const onPath = listPaths(env['PATH']).flatMap((path) => besideProgram(path, home))
  const workspace = [...folders, ...roots]
  const temporary = temporaryFolders()
  // A home in a temporary folder stays a home.
  const mayChange = (path: string) =>
    isBelow(path, workspace) || (isBelow(path, temporary) && !isBelow(path, [home]) && !isBelow(home, [path]))
  const isFirm = (path: string) => !leadsThrough(path, mayChange)
  const outside = [...onPath, ...namedByVariables(env)].filter(isFirm)
  // Our own Node runs the bridge to the network (network-bridge.ts).
  const programs = [...inHome, ...outside, process.execPath]
  const system = kind === 'certain' ? [...SYSTEM, ADDED_SOFTWARE] : SYSTEM
  const found = [...system, ...programs].flatMap((path) => realOf(path) ?? []).filter(isNarrow)
  const wanted = [...folders, ...more.filter(isAbsolute).filter(isFirm)]
  const chosen = wanted.flatMap((path) => realOf(path) ?? []).filter((path) => path !== '/')
  const shown = [...new Set([...found, ...chosen, ...showTemporary(kind, named)])]
  const isWhole = isBelow(home, chosen)
  const [inner, outer] = isWhole ? [[], shown] : split(shown, (path) => isBelow(path, [home]))
  const places = [...withoutInner(outer), ...withoutInner(inner)]
  const seen = { places, home: isWhole || home === '/' ? null : home }
  return { ...seen, links: [...topLinks(), ...linksTo([...wanted, ...programs, request.home], seen)] }
}

/** A reader sees of temporary folders only what it names: others keep things there, too. */
function showTemporary(kind: 'workspace' | 'certain' | 'tried', named: readonly string[]): string[] {
  const folders = temporaryFolders()
  if (kind === 'workspace') return folders
  return named.filter((path) => isBelow(path, folders) && !folders.includes(path))
}

/** The folders that are shown because the user, a variable or the PATH names them, and that may hold anything. */
export function listOthers({
  home,
  env = {},
  more = [],
}: Pick<ShownRequest, 'home' | 'more'> & Partial<ShownRequest>): string[] {
  const tools = [...HOME_PROGRAMS, ...HOME_TOOLS].map((name) => join(home, name))
  const onPath = listPaths(env['PATH']).filter((path) => !/^\/(?:usr|s?bin)(?:\/|$)/.test(path))
  return [...new Set([...namedByVariables(env), ...more.filter(isAbsolute), ...onPath, ...tools, ...listOwnSoftware()])]
}

/** Folders that each installation has in /usr/local, for the files of many programs. */
const SHARED_FOLDERS = new Set(['bin', 'games', 'include', 'lib', 'lib32', 'lib64', 'libexec', 'man', 'sbin', 'share'])

/** Folders in /usr for what the user has put there. */
function listOwnSoftware(): string[] {
  const local = existsSync('/usr/local') ? readdirSync('/usr/local').filter((name) => !SHARED_FOLDERS.has(name)) : []
  return ['/usr/src', ...local.map((name) => join('/usr/local', name))]
}

/** True when a file at this real path is shown to every line that names it: it lies in the system, in a temporary folder or in one of `folders`. */
export function isShown(real: string, folders: readonly string[]): boolean {
  return isInside(real, [...SYSTEM, ...temporaryFolders(), '/dev', '/proc', ...folders])
}

/** The absolute paths of a list such as the PATH. */
export function listPaths(text = ''): string[] {
  return text.split(delimiter).filter(isAbsolute)
}

function namedByVariables(env: NodeJS.ProcessEnv): string[] {
  const named = Object.entries(env).flatMap(([name, value]) => (NAMES_PROGRAMS.test(name) ? listPaths(value) : []))
  // The rest of a GOPATH is the user's own code.
  return [...named, ...listPaths(env['GOPATH']).map((path) => join(path, 'pkg'))]
}

/** The folders of a program beside the one on the PATH: those of `/data/conda/bin` are in `/data/conda/lib`. */
const BESIDE = [
  'lib',
  'lib32',
  'lib64',
  'libexec',
  'share',
  'include',
  'sbin',
  'bin',
  'shims',
  'versions',
  'pkgs',
  'conf',
  'jmods',
]

/** A folder on the PATH, and outside the home those that belong to its programs. */
function besideProgram(folder: string, home: string): string[] {
  const parent = dirname(folder)
  const isPrefix = /^(?:s?bin|shims)$/.test(basename(folder)) && !isBelow(folder, [home])
  return isPrefix ? [folder, ...BESIDE.map((name) => join(parent, name))] : [folder]
}

const MOST_LINKS = 40

/**
 * True for a path of which a part, or a part of a link on its way, is at a place that a command may change: it must not choose what the next
 * one sees.
 */
function leadsThrough(path: string, mayChange: (path: string) => boolean): boolean {
  let at = '/'
  let rest = resolve(path).split('/').filter(Boolean)
  for (let links = 0; rest.length > 0;) {
    at = join(at, rest[0]!)
    rest = rest.slice(1)
    if (mayChange(at)) return true
    const link = readLink(at)
    if (link === null) continue
    if (++links > MOST_LINKS) return true
    rest = [...resolve(dirname(at), link).split('/').filter(Boolean), ...rest]
    at = '/'
  }
  return false
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null // no link, or nothing is there
  }
}

function split(paths: readonly string[], isFirst: (path: string) => boolean): [string[], string[]] {
  return [paths.filter(isFirst), paths.filter((path) => !isFirst(path))]
}

/** The paths without those that lie in another of them. */
function withoutInner(paths: readonly string[]): string[] {
  const sorted = [...new Set(paths)].sort()
  const kept: string[] = []
  for (const path of sorted) if (!kept.some((outer) => path.startsWith(`${outer}/`))) kept.push(path)
  return kept
}

/** The links in `/` itself: on most systems /bin leads to /usr/bin. */
function topLinks(): ShownPlaces['links'] {
  return readdirSync('/', { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => ({ path: `/${name}`, target: readlinkSync(`/${name}`) }))
}

/** Links for the paths that lead to what is shown by a way that is not. */
function linksTo(paths: readonly string[], seen: Omit<ShownPlaces, 'links'>): ShownPlaces['links'] {
  const links = new Map<string, string>()
  for (const path of paths) {
    const target = realOf(path)
    if (target === null || target === path || target === byTopLink(path)) continue
    const folder = realOf(dirname(path))
    // A link in a folder that is shown needs no second one: it stands there already.
    const isThere = folder !== null && isVisible(join(folder, basename(path)), seen)
    if (!isThere && isVisible(target, seen)) links.set(path, target)
  }
  return [...links].map(([path, target]) => ({ path, target }))
}

/** The path after the link in `/` on it, if there is one: /home/a may be /var/home/a. */
function byTopLink(path: string): string | null {
  const [, top = '', rest = ''] = /^\/([^/]+)(.*)$/s.exec(path) ?? []
  const real = realOf(`/${top}`)
  return real === null ? null : real + rest
}
