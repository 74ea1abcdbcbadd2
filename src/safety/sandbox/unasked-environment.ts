// The environment of a command that nobody was asked about: without secrets, and without the addresses of the services that act for
// the user.

import { isSecretName } from '../lines/secret-paths.ts'
import { redactSecrets } from '../text/redaction.ts'

/** Sockets and displays of the user's session; CDPATH, by which `cd src` may lead elsewhere; options of a shell or of git. */
const REMOVED =
  /^(?:SSH_AUTH_SOCK|SSH_AGENT_PID|GPG_AGENT_INFO|DBUS_.*|XDG_RUNTIME_DIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DOCKER_.*|CONTAINER_HOST|TMUX.*|CDPATH|GLOBIGNORE|SHELLOPTS|BASHOPTS|GIT_.*|RIPGREP_CONFIG_PATH|LESSOPEN|LESSCLOSE|GREP_OPTIONS|POSIXLY_CORRECT|TMPDIR)$/

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
  const kept = Object.entries(env).filter(
    ([name, value = '']) => !REMOVED.test(name) && !isSecretName(name) && redactSecrets(value) === value,
  )
  return { ...Object.fromEntries(kept), ...ADDED }
}
