// Follows a path to its real place, and tells the special files: those that command other programs, and our own state. Paths are compared after symbolic links, and without case where the disk may ignore it.

import { lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { hasCode } from '../../sys/files.ts'

const MAX_LINKS = 40

/**
 * The path with every symbolic link followed, also when its last parts do not exist yet: a link to nowhere is followed
 * too, since writing through it would. Throws on a loop or when a folder may not be read.
 */
export function followLinks(path: string, depth = 0): string {
  if (depth > MAX_LINKS) throw new Error(`too many symbolic links: ${path}`)
  try {
    return realpathSync.native(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  const parent = dirname(path)
  if (parent === path) return path
  const place = join(followLinks(parent, depth + 1), basename(path))
  const link = readLink(place)
  return link === null ? place : followLinks(resolve(dirname(place), link), depth + 1)
}

function readLink(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null
  } catch {
    return null
  }
}

/** macOS disks usually ignore case: there `.GIT` is `.git`. */
function fold(path: string): string {
  return process.platform === 'darwin' ? path.normalize('NFC').toLowerCase() : path
}

/** True when the real path is one of the folders or below one; `/work2` is not inside `/work`. */
export function isInside(real: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const root = fold(followLinks(folder))
    const path = fold(real)
    return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
  })
}

const CONTROL =
  /(?:^|\/)(?:\.git\/(?:config(?:\.worktree)?|hooks(?:\/.*)?|info\/attributes|modules\/.*\/(?:config|hooks\/.*))|\.gitmodules|\.gitconfig|\.config\/git\/.*|\.husky\/.*|\.envrc|\.vscode\/.*|\.idea\/.*|\.cursor\/.*|\.cursorrules|\.devcontainer\/.*|\.github\/(?:workflows|actions)\/.*|\.gitlab-ci\.yml|\.circleci\/.*|\.travis\.yml|Jenkinsfile|azure-pipelines\.yml|\.drone\.yml|\.buildkite\/.*|AGENTS(?:\.local)?\.md|CLAUDE\.md|\.(?:kimi|kimi-code|claude|codex|agents)\/.*|\.mcp\.json|mcp\.json|\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|bash_aliases|zshrc|zshenv|zprofile|zlogin|zlogout|inputrc|xprofile|xinitrc|tmux\.conf|vimrc|pam_environment)|\.config\/(?:fish|zsh|bash|nvim|environment\.d|autostart|systemd)\/.*|fish\/config\.fish|\.ssh\/.*|Library\/Launch(?:Agents|Daemons)\/.*|etc\/(?:profile|bash\.bashrc|zsh\/.*|crontab|cron\.[^/]+\/.*|sudoers(?:\.d\/.*)?|ld\.so\.preload|profile\.d\/.*|systemd\/.*))$/i

/** True for files that other programs or agents run or obey: git hooks, start-up files, CI, AGENTS.md. */
export function isControlFile(real: string): boolean {
  return CONTROL.test(real)
}

/**
 * Files of a project by which its tools run something: builds, test runners, hooks, package managers, debuggers, other agents. A command
 * may name them, as `git add Makefile` does; an edit of one wants a look.
 */
const PROJECT_CONTROL = new RegExp(
  String.raw`(?:^|/)(?:${[
    String.raw`\.git(?:/.*)?`,
    String.raw`(?:GNU)?makefile|[^/]+\.mk|\.?justfile|Taskfile\.ya?ml|Rakefile|Vagrantfile|Brewfile|Procfile`,
    String.raw`\.pre-commit-(?:config|hooks)\.ya?ml|\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)|\.overcommit\.yml|\.huskyrc[^/]*`,
    String.raw`\.lintstagedrc[^/]*|lint-staged\.config\.[^/]+|\.simple-git-hooks\.[^/]+|\.lfsconfig`,
    String.raw`\.yarnrc(?:\.yml)?|\.yarn/(?:plugins|releases)/.*|\.pnpmfile\.c?js|\.bazelrc|\.cargo/config(?:\.toml)?`,
    String.raw`\.mvn/.*|mvnw(?:\.cmd)?|gradlew(?:\.bat)?|gradle/wrapper/.*|init\.gradle(?:\.kts)?`,
    String.raw`conftest\.py|sitecustomize\.py|usercustomize\.py|[^/]+\.pth|noxfile\.py`,
    String.raw`\.gdbinit|\.lldbinit|\.exrc|\.nvimrc|\.nvim\.lua|\.dir-locals\.el|\.Rprofile|\.irbrc|\.pryrc|\.pythonrc(?:\.py)?`,
    String.raw`\.tool-versions|\.?mise(?:\.local)?\.toml|\.direnvrc|\.zed/.*|\.fleet/.*|[^/]+\.code-workspace`,
    String.raw`\.woodpecker(?:\.ya?ml|/.*)|bitbucket-pipelines\.yml|\.appveyor\.yml|appveyor\.yml|cloudbuild\.ya?ml|\.gitlab/.*|\.github/.*\.(?:ya?ml|md)`,
    String.raw`(?:GEMINI|QWEN|COPILOT|WARP|AGENT)\.md|SKILL\.md|\.(?:windsurf|cline|goose|roo)rules|\.(?:gemini|windsurf|continue|aider[^/]*|roo)(?:/.*)?`,
    String.raw`\.(?:ksh|mksh|csh|tcsh|xonsh|screen|gvim|nano)rc|\.login|\.logout|\.xsession(?:rc)?|\.emacs(?:\.d/.*)?|\.elvish/.*`,
    String.raw`\.config/(?:nushell|elvish|xonsh|direnv|tmux|ranger|lf|emacs|vim)/.*|\.zsh/.*|\.oh-my-zsh/.*|\.zfunc/.*`,
    String.raw`\.bash_completion(?:\.d/.*)?|site-functions/.*|bash-completion/.*|vendor_(?:completions|conf|functions)\.d/.*`,
    String.raw`\.local/bin/.*`,
  ].join('|')})$`,
  'i',
)
const HOME_PROGRAMS = /^(?:\/root|\/(?:home|Users)\/[^/]+)\/bin\/./

/** True for files that a project's or a user's tools run or obey, so that an edit of one does something later, elsewhere. */
export function isProjectControl(real: string): boolean {
  return PROJECT_CONTROL.test(real) || HOME_PROGRAMS.test(real) || real.startsWith(`${homedir()}/bin/`)
}

const OPEN_STATE = /^(?:skills|agents|plans)(?:\/|$)|^AGENTS\.md$/i

/** True when the real path is our own state (configuration, trust, approvals, credentials, sessions), existing or not. */
export function isOwnState(real: string, share: string): boolean {
  if (!isInside(real, [share])) return false
  return !OPEN_STATE.test(real.slice(followLinks(share).length + 1))
}

/** The rest holds copies of the user's files, secrets among them, under names that nobody gives to secrets (session/rewind). */
const OPEN_IN_SESSION = /^(?:tool-results(?:\/|$)|tasks\/[^/]+\/output\.log$)/
const OPEN_TO_READ = /^plugins(?:\/|$)/i

/**
 * True when the real path is part of our own state that holds more than the session's own words: other conversations, drafts, logs, logins.
 * @param sessionDir the folder of the session that reads: the output of its own tools and tasks is open to it
 */
export function isPrivateState(real: string, share: string, sessionDir?: string): boolean {
  if (!isOwnState(real, share)) return false
  if (sessionDir !== undefined && isInside(real, [sessionDir]))
    return !OPEN_IN_SESSION.test(real.slice(followLinks(sessionDir).length + 1))
  return !OPEN_TO_READ.test(real.slice(followLinks(share).length + 1))
}
