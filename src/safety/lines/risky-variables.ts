// Environment variables that make another program run code, load a library or talk to another host.

import { longPattern } from '../../sys/words/long-pattern.ts'

const RUNS_ITS_VALUE = new Set(
  (
    'PAGER GIT_PAGER MANPAGER SYSTEMD_PAGER BAT_PAGER DELTA_PAGER PSQL_PAGER AWS_PAGER GH_PAGER EDITOR VISUAL FCEDIT ' +
    'GIT_EDITOR GIT_SEQUENCE_EDITOR SUDO_EDITOR KUBE_EDITOR HGEDITOR SVN_EDITOR GIT_SSH_COMMAND GIT_SSH GIT_ASKPASS ' +
    'SSH_ASKPASS SUDO_ASKPASS GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND LESSOPEN LESSCLOSE PROMPT_COMMAND RSYNC_RSH ' +
    'RSYNC_CONNECT_PROG CVS_RSH SVN_SSH HGMERGE BROWSER RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTC CC CXX LD ' +
    'MAKEFILES TAR_OPTIONS PS0 PS1 PS2 PS4 PROMPT RPROMPT RPS1 DOCKER_CREDENTIAL_HELPER FZF_DEFAULT_COMMAND ' +
    'FZF_DEFAULT_OPTS SHELL CONFIG_SHELL TERRAFORM_CONFIG GOFLAGS precmd_functions preexec_functions chpwd_functions'
  ).split(' '),
)
const LOADS_CODE = longPattern()`
  ^(?:LD_(?:PRELOAD|LIBRARY_PATH|AUDIT|ORIGIN_PATH)|DYLD_\w+|BASH_ENV|ENV|ZDOTDIR|FPATH|fpath|PATH|path|CDPATH|fish_(?:function
  |complete)_path|fish_user_paths|NODE_OPTIONS|NODE_PATH|PYTHON(?:PATH|STARTUP|INSPECT|WARNINGS|BREAKPOINT|EXECUTABLE|USERBASE)
  |PERL5?(?:OPT|LIB|DB)|PERLLIB|RUBY(?:OPT|LIB)|GEM_(?:HOME|PATH)|BUNDLE_GEMFILE|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS
  |JAVA_OPTS|CLASSPATH|MAVEN_OPTS|GRADLE_OPTS|SBT_OPTS|PHPRC|PHP_INI_SCAN_DIR|LUA_(?:INIT|PATH|CPATH)\w*|R_PROFILE\w*|GIT_(?:CONFIG\w*
  |EXEC_PATH|TEMPLATE_DIR|DIR|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_\w+)|GCONV_PATH|TERMINFO\w*|HOSTALIASES|NPM_CONFIG_\w+
  |npm_config_\w+|PIP_(?:INDEX_URL|EXTRA_INDEX_URL|CONFIG_FILE|TRUSTED_HOST)|UV_INDEX\w*|YARN_\w+|CARGO_(?:HOME|TARGET_\w+|BUILD_\w+)
  |ANSIBLE_\w+|VIMINIT|EXINIT|EMACSLOADPATH|HOME|IFS|BASHOPTS|SHELLOPTS|BASH_FUNC_\w+|GLIBC_TUNABLES|OPENSSL_(?:CONF|MODULES|ENGINES)
  |SSLKEYLOGFILE|MANOPT|RIPGREP_CONFIG_PATH|CURL_HOME|WGETRC|INPUTRC|DOTNET_STARTUP_HOOKS|COMPlus_\w+|MAKEFLAGS|PROMPT_\w+)$
`
/** Variables that change where settings are read: they are not harmless, and no code either. */
const MOVES_SETTINGS =
  /^(?:XDG_(?:CONFIG|DATA|CACHE)_\w+|KUBECONFIG|HOME|GNUPGHOME|HISTFILE|JAVA_HOME|LOCPATH|LESS|LESSKEY\w*|DOCKER_CONFIG|AWS_(?:CONFIG_FILE|SHARED_CREDENTIALS_FILE)|CLOUDSDK_CONFIG)$/
/** Names of the kind that programs give to variables of theirs that name a program, hold options, or name a file that is written. */
const NAMES_A_PROGRAM = longPattern()`
  ^(?:GIT_TRACE\w*|LD_(?:DEBUG|PROFILE)_OUTPUT|MALLOC_TRACE|GMON_OUT_PREFIX|LESSHISTFILE|PYTHONPYCACHEPREFIX|ACKRC|APT_CONFIG)$
  |_(?:PAGER|EDITOR|BROWSER|VIEWER|ASKPASS|WRAPPER|OPTS|OPTIONS|HISTFILE|CONFIG_(?:FILE|PATH))$
`
const MOVES_TRAFFIC = /^(?:https?|all|ftp|socks|no)_proxy$|^(?:DOCKER_HOST|KUBERNETES_MASTER|AWS_ENDPOINT_URL\w*)$/i
/** Values of PAGER, EDITOR and the like that run nothing but a well-known pager or editor. */
const HARMLESS_PROGRAM = /^(?:cat|less(?: -[A-Za-z]+)*|more|most|true|:|vi|vim|nvim|nano|emacs|code --wait|)$/
const HARMLESS_VALUE: Record<string, RegExp> = {
  LESS: /^-?[A-Za-z]*$/,
  GIT_SSH_COMMAND:
    /^ssh(?: -i \S+| -p \d+| -v+| -F \/dev\/null| -o (?:StrictHostKeyChecking|UserKnownHostsFile|IdentitiesOnly|BatchMode|ConnectTimeout)=[\w./~-]+)*$/,
  IFS: /^(?!.*(?:\$\(|`)).*$/s,
  CC: /^(?:cc|gcc|clang)(?:-\d+)?$/,
  CXX: /^(?:c\+\+|g\+\+|clang\+\+)(?:-\d+)?$/,
  SHELL: /^(?:\/usr)?\/bin\/(?:ba|z|fi|da)?sh$/,
  MAKEFLAGS: /^-?-?j\d*$/,
  PYTHONWARNINGS: /^[a-z]*$/,
  GIT_CONFIG_NOSYSTEM: /^1?$/,
  GIT_CONFIG_GLOBAL: /^\/dev\/null$/,
  GIT_CONFIG_SYSTEM: /^\/dev\/null$/,
  NODE_OPTIONS: /^(?:--max[-_]old[-_]space[-_]size=\d+|--no-warnings|--trace-warnings|--enable-source-maps|\s)*$/,
}

/** The effect of an environment variable on the programs that get it; `command`: they run the value. */
export function judgeVariable(name: string, value: string): 'plain' | 'command' | 'code' | 'settings' | 'traffic' {
  if (HARMLESS_VALUE[name]?.test(value) === true) return 'plain'
  if (RUNS_ITS_VALUE.has(name)) return HARMLESS_PROGRAM.test(value) || isPromptText(name, value) ? 'plain' : 'command'
  if (LOADS_CODE.test(name)) return 'code'
  if (MOVES_SETTINGS.test(name) || NAMES_A_PROGRAM.test(name)) return 'settings'
  return MOVES_TRAFFIC.test(name) ? 'traffic' : 'plain'
}

/** Families of variables of which some make a program run other code, and each may with a new version of that program. */
const CODE_FAMILIES = /^(?:NODE_OPTIONS$|npm_config_|UV_|PIP_|LD_|DYLD_|PYTHON|GIT_)/i

/** The variables among the names with which a stranger could make a program run other code, whatever their values. */
export function listCodeVariables(names: readonly string[]): string[] {
  return names.filter((name) => {
    // A name may come with its value, as NAME=value.
    const [plain = ''] = name.split('=', 1)
    return CODE_FAMILIES.test(plain) || RUNS_ITS_VALUE.has(plain) || LOADS_CODE.test(plain)
  })
}

function isPromptText(name: string, value: string): boolean {
  return /^(?:PS\d|R?PROMPT|RPS1)$/.test(name) && !/\$\(|`/.test(value)
}
