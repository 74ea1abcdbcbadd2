// The environment of a command in the sandbox: without the addresses of the services that act for the user, and, where nobody was
// asked, without secrets.

import { join } from 'node:path'
import { isSecretName } from '../secrets/secret-names.ts'
import { redactSecrets } from '../text/redaction.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Sockets and displays of the user's session; CDPATH, by which `cd src` may lead elsewhere; options of a shell or of git. */
const REMOVED = longPattern()`
  ^(?:SSH_AUTH_SOCK|SSH_AGENT_PID|GPG_AGENT_INFO|DBUS_.*|XDG_RUNTIME_DIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DOCKER_.*|CONTAINER_HOST
  |TMUX.*|CDPATH|GLOBIGNORE|SHELLOPTS|BASHOPTS|GIT_.*|RIPGREP_CONFIG_PATH|LESSOPEN|LESSCLOSE|GREP_OPTIONS|POSIXLY_CORRECT|TMPDIR)$
`

/** Of those, the ones that a command in the workspace does without: what they name is not there. */
const UNREACHED =
  /^(?:SSH_AUTH_SOCK|SSH_AGENT_PID|GPG_AGENT_INFO|DBUS_.*|XDG_RUNTIME_DIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DOCKER_HOST|CONTAINER_HOST|TMUX.*)$/

/**
 * Folders that programs write to between runs, in the cache of the sandbox: what a command puts into the user's own would be run outside
 * later. Maven, Gradle and Cargo read their stores where they are.
 */
const CACHES = {
  npm_config_cache: 'npm',
  PIP_CACHE_DIR: 'pip',
  UV_CACHE_DIR: 'uv',
  GOCACHE: 'go-build',
  YARN_CACHE_FOLDER: 'yarn',
  DENO_DIR: 'deno',
  BUN_INSTALL_CACHE_DIR: 'bun',
  CCACHE_DIR: 'ccache',
  SCCACHE_DIR: 'sccache',
  PRE_COMMIT_HOME: 'pre-commit',
} as const

/** The environment in the workspace sandbox. `cache` is the folder for what programs keep, or ''. */
export function workshopEnvironment(env: NodeJS.ProcessEnv, showsSecrets: boolean, cache: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name, value = '']) => !UNREACHED.test(name) && (showsSecrets || !isSecret(name, value)),
  )
  const caches = cache === '' ? [] : Object.entries(CACHES).map(([name, folder]) => [name, join(cache, folder)])
  return { ...Object.fromEntries([...kept, ...caches]), GIT_TERMINAL_PROMPT: '0' }
}

function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || redactSecrets(value) !== value
}

/** Git writes no index for `git status`, fetches nothing that is missing, and asks nothing. */
const ADDED = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: '',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
  GIT_CONFIG_COUNT: '4',
  GIT_CONFIG_KEY_0: 'core.fsmonitor',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'log.showSignature',
  GIT_CONFIG_VALUE_1: 'false',
  GIT_CONFIG_KEY_2: 'core.hooksPath',
  GIT_CONFIG_VALUE_2: '/dev/null',
  GIT_CONFIG_KEY_3: 'diff.autoRefreshIndex',
  GIT_CONFIG_VALUE_3: 'false',
}

/** A variable is left out when its name or its value looks like a secret; the program then sees it as not set. */
export function unaskedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name, value = '']) => !REMOVED.test(name) && !isSecret(name, value))
  return { ...Object.fromEntries(kept), ...ADDED }
}
