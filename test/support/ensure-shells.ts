// The programs that checks and tests need on this machine: zsh, bash, fish, tmux, GNU screen, shellcheck, bubblewrap and the two Zsh
// plugins that most people load. Run as a program, this file installs the missing ones, or names them and exits 1.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type ZshPlugin = 'zsh-autosuggestions' | 'zsh-syntax-highlighting'

/** The oldest zsh whose `zle -F -w` and `zsystem` behave as the plugin and its tests need. */
const ZSH_OLDEST = [5, 8] as const

// Folders of plugins on Debian and Alpine; Arch and Fedora; Homebrew on Apple silicon, Intel and Linux.
const PLUGIN_ROOTS = [
  '/usr/share',
  '/usr/share/zsh/plugins',
  '/opt/homebrew/share',
  '/usr/local/share',
  '/home/linuxbrew/.linuxbrew/share',
]

/** shellcheck is for `npm run check`; strace counts the processes that loading a plugin starts; bwrap is the sandbox. */
const PROGRAMS = [
  'zsh',
  'bash',
  'fish',
  'tmux',
  'screen',
  'shellcheck',
  ...(process.platform === 'linux' ? ['strace', 'bwrap'] : []),
]
const PACKAGE_NAMES: Record<string, string> = { bwrap: 'bubblewrap' }
const PLUGINS: readonly ZshPlugin[] = ['zsh-autosuggestions', 'zsh-syntax-highlighting']

/** Absolute path of the file to `source` for a plugin, or null when it is not installed. */
export function findPlugin(name: ZshPlugin): string | null {
  for (const root of PLUGIN_ROOTS) {
    const path = join(root, name, `${name}.zsh`)
    if (existsSync(path)) return path
  }
  return null
}

/** `findPlugin` for tests, which need the plugin: throws when it is missing. */
export function pluginPath(name: ZshPlugin): string {
  const path = findPlugin(name)
  if (path === null) throw new Error(`${name} is not installed: run node test/support/ensure-shells.ts`)
  return path
}

/** Absolute path of a program on PATH, or null. */
export function findProgram(name: string): string | null {
  for (const dir of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(dir, name)
    try {
      accessSync(path, constants.X_OK)
      if (dir !== '' && statSync(path).isFile()) return path
    } catch {
      // Not in this directory.
    }
  }
  return null
}

/** Names of the missing programs and plugins, as package managers spell them. With an empty list the tests can run. */
export function listMissing(): string[] {
  const missing = PROGRAMS.filter((name) => findProgram(name) === null).map((name) => PACKAGE_NAMES[name] ?? name)
  if (!missing.includes('zsh') && !isZshRecent()) missing.push('zsh')
  return [...missing, ...PLUGINS.filter((name) => findPlugin(name) === null)]
}

function isZshRecent(): boolean {
  const said = spawnSync('zsh', ['--version'], { encoding: 'utf8' }).stdout ?? ''
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said) ?? []
  return Number(major) > ZSH_OLDEST[0] || (Number(major) === ZSH_OLDEST[0] && Number(minor) >= ZSH_OLDEST[1])
}

interface Installer {
  program: string
  /** Homebrew refuses to run as root; the others need it. */
  needsRoot: boolean
  steps: (packages: string[]) => string[][]
}

const FEDORA_NAMES: Record<string, string> = { shellcheck: 'ShellCheck' }

const INSTALLERS: readonly Installer[] = [
  {
    program: 'apt-get',
    needsRoot: true,
    steps: (packages) => [
      ['apt-get', 'update', '-qq'],
      [
        'env',
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        'install',
        '-y',
        '-qq',
        '--no-install-recommends',
        ...packages,
      ],
    ],
  },
  {
    program: 'dnf',
    needsRoot: true,
    steps: (packages) => [['dnf', 'install', '-y', '-q', ...packages.map((name) => FEDORA_NAMES[name] ?? name)]],
  },
  { program: 'apk', needsRoot: true, steps: (packages) => [['apk', 'add', '--quiet', ...packages]] },
  {
    program: 'pacman',
    needsRoot: true,
    steps: (packages) => [['pacman', '-Sy', '--noconfirm', '--needed', ...packages]],
  },
  { program: 'brew', needsRoot: false, steps: (packages) => [['brew', 'install', '--quiet', ...packages]] },
]

/** The words before a command that run it as root: no words for root, `sudo -n` where sudo asks nothing, else null. */
function findRootPrefix(): string[] | null {
  if (process.getuid?.() === 0) return []
  const asked = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' })
  return asked.status === 0 ? ['sudo', '-n'] : null
}

/** Runs one installing command; its output goes to stderr, since stdout belongs to the tests. True when it succeeded. */
function runStep(words: string[]): boolean {
  const [program = '', ...args] = words
  process.stderr.write(`ensure-shells: ${words.join(' ')}\n`)
  return spawnSync(program, args, { stdio: ['ignore', 2, 2] }).status === 0
}

function install(packages: string[]): void {
  for (const installer of INSTALLERS) {
    if (findProgram(installer.program) === null) continue
    const prefix = installer.needsRoot ? findRootPrefix() : []
    if (prefix === null) continue
    if (installer.steps(packages).every((step) => runStep([...prefix, ...step]))) return
  }
}

function ensureShells(): number {
  const wanted = listMissing()
  if (wanted.length === 0) return 0
  install(wanted)
  const missing = listMissing()
  if (missing.length === 0) return 0
  process.stderr.write(`ensure-shells: the tests need ${missing.join(', ')} (zsh ${ZSH_OLDEST.join('.')} or newer)\n`)
  process.stderr.write('  install them with your package manager, then run npm test again\n')
  return 1
}

if (import.meta.main) process.exitCode = ensureShells()
