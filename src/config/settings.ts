// Our own settings as data, from which `kimi config`, `kimi help settings` and the check for unknown keys are derived.
// The settings are in Kimi CLI's config.toml: Kimi CLI ignores keys that it does not know.

import { isHours } from './quiet-hours.ts'

interface SettingKind<T> {
  default: T
  about: string
  /** Smallest and largest value of a number. */
  range?: readonly [number, number]
  /** True for a number without a fraction. */
  isWhole?: boolean
  /** Allowed values of a text. */
  words?: readonly string[]
  /** The check of a text, and what it expects. */
  form?: { isRight(text: string): boolean; expected: string }
}

const define = <T extends boolean | number | string>(kind: SettingKind<T>): SettingKind<T> => kind

function isLocalPlace(text: string): boolean {
  return /^(?:auto|off|https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/.*)?)$/.test(text)
}

export const SETTINGS = {
  'daemon.autostart': define<boolean>({ default: true, about: 'start the daemon on first use' }),
  'daemon.idle_exit': define<number>({
    default: 30,
    range: [0, 1440],
    about: 'minutes without a shell, request or task until the daemon exits; 0 = never',
  }),
  'log.level': define<string>({
    default: 'info',
    words: ['debug', 'info', 'warn', 'error'],
    about: 'what the daemon logs',
  }),
  'suggest.offline': define<boolean>({ default: false, about: 'never ask the model, answer from this machine alone' }),
  'suggest.offline_after_ms': define<number>({
    default: 2000,
    range: [100, 60_000],
    about: 'milliseconds without a sign of the model until the offline engine answers too',
  }),
  'suggest.model': define<string>({ default: '', about: 'the model for suggestions, when not default_model' }),
  'suggest.proposals': define<number>({ default: 3, range: [1, 8], about: 'how many proposals at most' }),
  'suggest.history': define<boolean>({
    default: true,
    about: 'send the last commands of this shell to the model (secrets removed)',
  }),
  'suggest.files': define<boolean>({
    default: true,
    about: 'send the names of the files in the current directory to the model',
  }),
  'suggest.look': define<boolean>({
    default: true,
    about: 'let the model look (files, git, manual pages) before it proposes, when a line needs it',
  }),
  'suggest.terminal_output': define<boolean>({
    default: true,
    about: 'read the failed command’s output from tmux when a fix is asked for',
  }),
  'ghost.enabled': define<boolean>({
    default: true,
    about: 'show the likely rest of the line in grey while you type (zsh, ble.sh)',
  }),
  'ghost.next': define<boolean>({
    default: true,
    about: 'show the command that nearly always comes next in grey on the empty prompt (zsh, fish)',
  }),
  'ghost.model': define<boolean>({
    default: false,
    about: 'let the model replace the grey text after a pause, and think of the next command while you read',
  }),
  'ghost.message': define<boolean>({
    default: true,
    about: 'after a turn let the model guess your next message, in grey on the empty prompt of kimi and of agent mode',
  }),
  'ghost.tokens_per_hour': define<number>({
    default: 20_000,
    range: [0, 10_000_000],
    about: 'what the model’s grey text may cost at the most',
  }),
  'thinking.effort': define<string>({
    default: '',
    words: ['', 'off', 'low', 'medium', 'high', 'max'],
    about: 'how much the agent’s model thinks; what it does not have becomes the next that it has; empty = its default',
  }),
  'local.server': define<string>({
    default: 'auto',
    form: {
      isRight: isLocalPlace,
      expected: 'auto, off, or an address of this machine such as http://127.0.0.1:11434/v1',
    },
    about:
      'the model server of this machine, used when nothing else is there; auto = Ollama, llama.cpp, vLLM, LM Studio',
  }),
  'services.search': define<boolean>({ default: false, about: 'SearchWeb over the service of your Kimi Code login' }),
  'services.fetch': define<boolean>({
    default: false,
    about: 'FetchURL lets the service of your login read a page, and asks the page’s own host when that fails',
  }),
  'services.datasource': define<boolean>({
    default: false,
    about: 'Datasource: finance, science, law and statistics over your login; each call counts for your plan’s limit',
  }),
  'services.folders': define<string>({
    default: '',
    form: {
      isRight: (text) => text === '' || text.split(':').every((folder) => folder.startsWith('/')),
      expected: 'absolute folders with colons between, such as /home/me/api:/home/me/web, or nothing',
    },
    about: 'the projects whose sessions alone have the services that are turned on; empty = all sessions',
  }),
  'pricing.input': define<number>({
    default: 0,
    range: [0, 10_000],
    about: 'US dollars for a million tokens of input, where your price is another; 0 = as the provider lists it',
  }),
  'pricing.cached': define<number>({ default: 0, range: [0, 10_000], about: 'the same for input from the cache' }),
  'pricing.output': define<number>({ default: 0, range: [0, 10_000], about: 'the same for output' }),
  'files.upload_over_kb': define<number>({
    default: 1024,
    range: [0, 100_000],
    about:
      'kilobytes from which on a picture goes to Kimi’s Files API, once; videos always do; KIMI_CODE_UPLOAD_THRESHOLD_BYTES comes first',
  }),
  max_task_tokens: define<number>({
    default: 0,
    range: [0, 10_000_000_000],
    about: 'tokens that one task or session may use until it stops, those from the cache included; 0 = no limit',
  }),
  max_session_cost: define<number>({
    default: 0,
    range: [0, 1_000_000],
    about: 'US dollars that one session may cost until it stops; 0 = no limit',
  }),
  max_day_cost: define<number>({
    default: 0,
    range: [0, 1_000_000],
    about: 'US dollars that all models may cost on one day until they stop; 0 = no limit',
  }),
  'turns.summary': define<boolean>({
    default: true,
    about: 'end a turn on a terminal with a line of its time, tokens, cost and what is left of the context',
  }),
  'turns.max_tokens': define<number>({
    default: 50_000_000,
    range: [0, 10_000_000_000],
    about: 'tokens that one turn may use, those from the provider’s cache included; 0 = no limit',
  }),
  'mcp.client_metadata_url': define<string>({
    default: '',
    form: {
      isRight: (text) => text === '' || /^https:\/\/[^/\s]+\/\S+$/.test(text),
      expected: 'an https address with a path, or nothing',
    },
    about: 'the address of a document that describes kimi to the authorization servers of MCP servers (CIMD)',
  }),
  'mcp.registry': define<string>({
    default: 'https://registry.modelcontextprotocol.io',
    form: {
      isRight: (text) => text === '' || /^(?:https:|http:\/\/(?:localhost|127\.0\.0\.1)[:/])\S+$/.test(text),
      expected: 'an https address, or nothing to ask no registry',
    },
    about: 'the registry that kimi mcp search asks besides its own list',
  }),
  'mcp.approvals': define<string>({
    default: 'ask',
    words: ['ask', 'per_server', 'all'],
    about: 'calls of MCP tools: ask about each, trust the servers that are marked as trusted, or ask about none',
  }),
  'sandbox.mode': define<string>({
    default: 'off',
    words: ['off', 'workspace', 'workspace-net'],
    about:
      'the sandbox for approved commands: writes only in the workspace, no network, or one host after the other; auto and bypass have it anyway',
  }),
  'sandbox.hosts': define<string>({
    default: '',
    about: 'hosts that the agent may fetch from and connect to unasked, with commas: example.com,docs.python.org',
  }),
  'sandbox.folders': define<string>({
    default: '',
    about:
      'folders outside the workspace that commands see, read-only, when nobody was asked about them, with commas: /data,~/models',
  }),
  'background.max_running_tasks': define<number>({
    default: 4,
    range: [1, 1_000_000],
    isWhole: true,
    about: 'how many tasks run at once; the others wait in order',
  }),
  'background.kill_grace_period_ms': define<number>({
    default: 2000,
    range: [0, 10_000_000],
    isWhole: true,
    about: 'milliseconds that a task has to end by itself when it is stopped',
  }),
  'background.print_wait_ceiling_s': define<number>({
    default: 3600,
    range: [1, 1_000_000],
    isWhole: true,
    about: 'seconds that kimi --print waits at most for the tasks that its turn has begun',
  }),
  'tasks.auto_turn': define<boolean>({
    default: false,
    about: 'let the agent go on by itself when a task it has begun ends after its turn',
  }),
  'tasks.keep_days': define<number>({ default: 14, range: [1, 3650], about: 'days that a task’s output is kept' }),
  'tasks.keep_mb': define<number>({
    default: 500,
    range: [1, 1_000_000],
    about: 'megabytes that all tasks together keep; the oldest go first',
  }),
  'shell.program': define<string>({
    default: '',
    about: 'the shell that Ctrl-X opens in a session: zsh, bash or fish, by name or path; empty = $SHELL',
  }),
  'shell.prewarm': define<boolean>({
    default: true,
    about: 'start that shell together with `kimi`, and not with the first Ctrl-X',
  }),
  'shell.follow_cd': define<string>({
    default: 'ask',
    words: ['ask', 'on', 'off'],
    about: 'let the session’s directory follow a cd in that shell; ask = offer it',
  }),
  'tui.screen': define<string>({
    default: 'inline',
    words: ['inline', 'full'],
    about:
      'where `kimi` draws: below your shell’s output, with the terminal’s own scrollback, or on a screen of its own',
  }),
  'tui.theme': define<string>({
    default: 'auto',
    words: ['auto', 'dark', 'light', 'none'],
    about: 'the colours of `kimi`: those of your terminal, for a light background, or none',
  }),
  'tui.footer': define<string>({
    default: 'mode,model,context,cost,tasks,allowed,branch,cwd',
    about:
      'what stands below the prompt of `kimi`, in this order: mode, model, context, tokens, cost, tasks, allowed, branch, cwd, title',
  }),
  'tui.status_command': define<string>({
    default: '',
    about:
      'a command whose first line of output stands below the prompt, too; it gets the facts as JSON on stdin, and 300 ms',
  }),
  'tui.notify': define<string>({
    default: 'unfocused',
    words: ['unfocused', 'always', 'off'],
    about: 'when `kimi` tells the terminal that a turn has ended or waits for you',
  }),
  'tui.vim': define<boolean>({ default: false, about: 'edit the prompt of `kimi` with the keys of vim' }),
  'notifications.prompt': define<boolean>({
    default: true,
    about: 'say at the prompt how tasks end and what they ask',
  }),
  'notifications.terminal': define<boolean>({
    default: true,
    about: 'let a terminal that can (OSC 9, 99, 777) notify when you are away or in a program',
  }),
  'notifications.desktop': define<boolean>({ default: false, about: 'notify with notify-send or osascript as well' }),
  'notifications.quiet_hours': define<string>({
    default: '',
    about: 'when neither terminal nor desktop notify, as 22:00-07:00',
    form: { isRight: isHours, expected: 'times such as 22:00-07:00, or several with commas: 22:00-07:00,12:00-13:00' },
  }),
} as const

export type SettingKey = keyof typeof SETTINGS
export type Settings = { [K in SettingKey]: (typeof SETTINGS)[K]['default'] }

/** Settings of the shell files: shell variables that are set before the plugin is loaded. */
export const SHELL_VARIABLES = {
  KIMI_KEY: { default: '^X', about: 'the key, in the shell’s own notation; empty = no key' },
  KIMI_CHORDS: {
    default: 'all',
    about: '`ctrl` = only control keys continue a chord, so letters typed after Ctrl-X are text',
  },
  KIMI_CHORD_WINDOW_MS: { default: '300', about: 'how long after Ctrl-X a key still continues a chord' },
  KIMI_BASH_ASYNC: { default: '1', about: 'bash: `0` = wait for the answer instead of getting it while you type' },
  KIMI_CLIPBOARD_KEY: {
    default: 'Alt-X',
    about: 'fish: where its own Ctrl-X, copying the line, moves to; empty = nowhere',
  },
  KIMI_DISABLE: { default: '', about: 'any value: the plugin loads nothing' },
  KIMI_SHARE_DIR: { default: '~/.kimi', about: 'configuration, logs and the daemon’s run directory' },
  KIMI_RUNTIME_DIR: {
    default: '$KIMI_SHARE_DIR/run',
    about: 'socket and fifos; set it when the home is on a network drive',
  },
  KIMI_BIN: { default: 'kimi', about: 'the program that starts the daemon' },
} as const

/** `suggest.offline_after_ms` → `KIMI_SUGGEST_OFFLINE_AFTER_MS`. */
export function variableOf(key: string): string {
  return 'KIMI_' + key.replaceAll('.', '_').toUpperCase()
}

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key)
}

export type Checked<T> = { ok: true; value: T } | { ok: false; expected: string }

/** The words of a setting for a message. The empty word is named last, as nothing. */
function listWords(words: readonly string[]): string {
  const named = words.filter((word) => word !== '').join(', ')
  return words.includes('') ? `${named}, or nothing` : named
}

/** Converts a value from TOML, or a text from the environment or the command line, to the setting's type. */
export function readSetting(key: SettingKey, raw: unknown): Checked<boolean | number | string> {
  const kind: SettingKind<boolean | number | string> = SETTINGS[key]
  if (typeof kind.default === 'boolean') {
    const word = String(raw).toLowerCase()
    if (['true', '1', 'on', 'yes'].includes(word)) return { ok: true, value: true }
    if (['false', '0', 'off', 'no', ''].includes(word)) return { ok: true, value: false }
    return { ok: false, expected: 'true or false' }
  }
  if (typeof kind.default === 'number') {
    const [least, most] = kind.range ?? [-Infinity, Infinity]
    const value = typeof raw === 'string' && raw.trim() === '' ? Number.NaN : Number(raw)
    return value >= least && value <= most && (kind.isWhole !== true || Number.isInteger(value))
      ? { ok: true, value }
      : { ok: false, expected: `a ${kind.isWhole === true ? 'whole ' : ''}number from ${least} to ${most}` }
  }
  if (typeof raw !== 'string') return { ok: false, expected: 'a text' }
  if (kind.words && !kind.words.includes(raw)) return { ok: false, expected: listWords(kind.words) }
  if (kind.form && !kind.form.isRight(raw)) return { ok: false, expected: kind.form.expected }
  return { ok: true, value: raw }
}
