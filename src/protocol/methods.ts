// The methods of our own namespaces on the JSON dialect, with their parameters and results.

import type {
  AccountStatus,
  ImportItem,
  ImportKind,
  LoginEvent,
  Region,
  StoredKeyView,
  UsageReport,
  WhoAmI,
} from './account.ts'
import type { Content } from './message.ts'
import type { Subscribed, Subscription } from './events.ts'
import type { FolderView, RuleAnswer, RuleView, TrustedFolderView } from './safety-view.ts'
import type { ModelList, ModelView } from './model-view.ts'
import type { McpMarketMethods } from './mcp-market.ts'
import type { McpMethods } from './mcp.ts'
import type { PluginMethods } from './plugins/plugin-view.ts'
import type { Mode, WireEvent, WireRequest } from './wire.ts'
import type { Part, Proposal, Risk, ShellName } from './proposals.ts'
import type {
  CacheTurn,
  ChangedFile,
  HookView,
  SessionChoice,
  SessionFacts,
  SessionHit,
  SessionView,
  TurnPrompt,
  WindowView,
} from './session-view.ts'
import type { TaskOutput, TaskView, TaskWish } from './task.ts'
import type { OpenUserShell, ShellStart, SubscribedShell, UserCommand, UserShellState } from './shell-view.ts'

/** Variables that choose a model or find programs. Each client sends its own; the daemon uses none of its own environment. */
export const CLIENT_VARIABLES = [
  'PATH',
  'LANG',
  'KIMI_API_KEY',
  'KIMI_CODER_API_KEY',
  'KIMI_BASE_URL',
  'KIMI_MODEL_NAME',
  'KIMI_MODEL_MAX_CONTEXT_SIZE',
  'KIMI_MODEL_TEMPERATURE',
  'KIMI_MODEL_TOP_P',
  'KIMI_MODEL_MAX_TOKENS',
  'KIMI_MODEL_MAX_COMPLETION_TOKENS',
  'KIMI_MODEL_CAPABILITIES',
  'KIMI_MODEL_API_KEY',
  'KIMI_MODEL_BASE_URL',
  'KIMI_MODEL_PROVIDER_TYPE',
  'KIMI_MODEL_MAX_OUTPUT_SIZE',
  'KIMI_MODEL_THINKING_EFFORT',
  'KIMI_MODEL_THINKING_KEEP',
  'KIMI_CODE_BASE_URL',
  'KIMI_CODE_PROTOCOL',
  'KIMI_CODE_CUSTOM_HEADERS',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'MOONSHOT_API_KEY',
  'MOONSHOT_BASE_URL',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
  'OPENROUTER_API_KEY',
  'OPENROUTER_BASE_URL',
  'GEMINI_API_KEY',
  'GOOGLE_API_KEY',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'all_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'KIMI_SUGGEST_OFFLINE',
  'KIMI_SUGGEST_OFFLINE_AFTER_MS',
  'KIMI_SUGGEST_MODEL',
  'KIMI_SUGGEST_PROPOSALS',
  'KIMI_SUGGEST_HISTORY',
  'KIMI_SUGGEST_FILES',
  'KIMI_SUGGEST_LOOK',
  'KIMI_SUGGEST_TERMINAL_OUTPUT',
] as const
export type ClientEnv = Record<string, string>

/** The settings of the terminal and of its uploads as variables: each terminal has its own, and shells have none. */
export const TERMINAL_VARIABLES = [
  'KIMI_CODE_UPLOAD_THRESHOLD_BYTES',
  'KIMI_TUI_SCREEN',
  'KIMI_TUI_THEME',
  'KIMI_TUI_FOOTER',
  'KIMI_TUI_STATUS_COMMAND',
  'KIMI_TUI_NOTIFY',
  'KIMI_TUI_VIM',
  'KIMI_GHOST_MESSAGE',
] as const

/** The surroundings of a question. `cwd` may contain links; `env` holds only CLIENT_VARIABLES. */
export interface AskContext {
  cwd: string
  shell: ShellName
  env: ClientEnv
  /** Never asks the model. */
  offline?: boolean
}

/** The degrees of thinking that a model can be asked for; each model has its own words for some of them. */
export const EFFORTS = ['off', 'low', 'medium', 'high', 'max'] as const
export type Effort = (typeof EFFORTS)[number]

/** The session that a connection is to speak for, and its flags. Paths are absolute and must exist. */
export interface OpenSession {
  workDir: string
  /** The client's CLIENT_VARIABLES, which choose the model. */
  env: ClientEnv
  /** The whole environment of the client, for the commands that tools run. */
  shellEnv: Record<string, string>
  /** The client's umask, for the files that its tools and commands make. */
  umask?: number
  /** The session is resumed when it exists, and begun when it does not. */
  id?: string
  /** A new session in which nothing is said stays on disk, for an editor that will load it by its id; lists leave it out. */
  keepsEmpty?: boolean
  /** Opens the last session of the directory; fails when there is no session. */
  continues?: boolean
  /** Opens the session of the shell with this process id; it is begun once, and stays open between turns. */
  shellPid?: number
  config?: { text?: string; file?: string }
  model?: string
  thinking?: boolean
  /** The degree of thinking; it wins over `thinking`. */
  effort?: Effort
  mode?: Mode
  /** The mode of a session that is read from its files, where `mode` says none; one that is in memory keeps its own. */
  lastMode?: Mode
  /** For `--print`: asks nothing and does not store this mode. Without a `mode` everything is approved; in one that asks, what it asks about is refused. */
  isUnattended?: boolean
  /** Obeys what the folder brings without asking, in this session alone. */
  trusts?: boolean
  /** A prompt ends only after its background tasks have ended and the model knows; after at most so many seconds. */
  settlesWithinS?: number
  addDirs?: string[]
  agent?: string
  agentFile?: string
  skillsDirs?: string[]
  /** MCP servers for this session alone, in the form of mcp.json's `mcpServers`; they come before servers of the same names. */
  mcpServers?: Record<string, unknown>
  /** The files from which the client has read `mcpServers`: the agent changes none of them unasked. */
  mcpFiles?: string[]
  /** Leaves the user's own mcp.json unread: the client has named other files. */
  skipsUserServers?: boolean
  maxSteps?: number
  maxTries?: number
  maxRalphIterations?: number
  /** The session of a background task, which `kimi -C` leaves out. Set by the daemon alone. */
  isBackground?: boolean
  /** The turns of this connection go on when it closes, and wait for their user: `kimi task`, or another client, answers them. */
  outlives?: boolean
}

export interface TerminalSettings {
  screen: 'inline' | 'full'
  theme: 'auto' | 'dark' | 'light' | 'none'
  /** Items of the footer, in their order. */
  footer: string[]
  /** '' for none. */
  statusCommand: string
  notify: 'unfocused' | 'always' | 'off'
  vim: boolean
  /** Whether the message that the user likely sends next is shown in grey. */
  nextMessage: boolean
}

export interface OpenedSession {
  id: string
  dir: string
  workDir: string
  /** The directory in which the session had worked before, where that is another one. */
  movedFrom?: string
  isNew: boolean
  title: string
  mode: Mode
  /** The acts that the user has allowed for the session, in words. */
  allowed: string[]
  model: string
  /** The reason why a model that was named, on the command line or in the configuration, cannot be had, and the command that helps. */
  modelProblem?: { message: string; hint: string }
  /** The degree of thinking that the model is asked for; '' leaves it to the model. */
  effort: string
  /** The settings `tui.*`, for a client that is a terminal. */
  terminal: TerminalSettings
  /** The setting `turns.summary`: whether a terminal shows a last line of time, tokens and cost. */
  showsSummary: boolean
  /** Kimi CLI's `show_thinking_stream`: whether a terminal shows what the model thinks. */
  showsThinking: boolean
  /** Kimi CLI's `default_editor`: the command line of an editor, or ''. */
  editor: string
  /** The settings `shell.prewarm` and `shell.follow_cd`, for a client that shows the session's shell. */
  shell: { prewarm: boolean; followCd: 'ask' | 'on' | 'off' }
}

export interface Methods extends McpMethods, McpMarketMethods, PluginMethods {
  /** From here on the connection speaks the wire protocol for this session. */
  'session/open': { params: OpenSession; result: OpenedSession }
  /** The acts that the user has allowed for the connection's session, in words. */
  'session/allowed': { params: Record<never, never>; result: { rules: string[] } }
  /** The parts that fill the model's window in the connection's session, with their tokens. */
  'session/context': { params: Record<never, never>; result: WindowView }
  /**
   * The message that the user most likely sends next, by the model, once the user has had time to read; '' when nobody could guess it,
   * the settings or the budget of tokens do not allow it, or a turn runs by then.
   */
  'session/next_message': { params: { env: ClientEnv }; result: { text: string } }
  'session/hooks': { params: Record<never, never>; result: { hooks: HookView[] } }
  /** Moves the turn's foreground commands to the background; `sent` is their number. */
  'session/background': { params: Record<never, never>; result: { sent: number } }
  /**
   * The events of the last `turns` turns, or of those that end at byte `before`: all that the connection was sent until now is among
   * them, so that a screen which begins with them and goes on with what follows misses nothing. `start` is the `before` of the turns
   * before them, 0 when no turns come before them. `times` has the time of each event, in seconds since the epoch. `requests` are open
   * now.
   */
  'session/history': {
    params: { turns: number; before?: number }
    result: { events: WireEvent[]; times: number[]; start: number; isBusy: boolean; requests: WireRequest[] }
  }
  /** The branch that is checked out around a directory; null outside of a repository. */
  'workspace/git': {
    params: { workDir: string }
    result: { git: { branch: string; operation: string; isDirty: boolean | null } | null }
  }
  /**
   * The connection's session works in this directory from now on, with its conversation; `SessionChanged` tells all its clients. Fails
   * with `session.busy` while a turn runs.
   */
  'session/move': { params: { workDir: string }; result: { workDir: string } }
  'session/mode': { params: { mode: Mode }; result: { mode: Mode } }
  /**
   * Changes the model, the effort or both for the next turns of the connection's session, and says what holds. `env` chooses among
   * models as in `model/show`; `effort` null takes the configured one. Fails with `model.not_found` when there is no such model.
   */
  'session/model': {
    params: { env: ClientEnv; name?: string; effort?: Effort | null }
    result: { model: string; effort: Effort | null }
  }
  /** Keeps what the user has said in agent mode, for the shells' own history. */
  'session/said': { params: { workDir: string; words: string }; result: Record<never, never> }
  /** The last words that the user has said to the agent in a directory, the oldest first; at most `limit`, by default 1,000. */
  'session/inputs': { params: { workDir: string; limit?: number }; result: { inputs: string[] } }
  /** Newest first, without the first `skip`. All directories without `workDir`; `total` counts those that are left out, too. */
  'session/list': {
    params: { workDir?: string; archived?: boolean; limit?: number; skip?: number }
    result: { sessions: SessionView[]; total: number }
  }
  'session/find': { params: SessionChoice; result: SessionFacts }
  'session/show': { params: SessionChoice; result: { session: SessionView; prompts: TurnPrompt[] } }
  /** The tokens that the session has got from its provider's cache, turn by turn. */
  'session/cache': { params: SessionChoice; result: { turns: CacheTurn[] } }
  'session/rename': { params: SessionChoice & { title: string }; result: { id: string } }
  'session/archive': { params: SessionChoice; result: { id: string } }
  'session/unarchive': { params: SessionChoice; result: { id: string } }
  /** Removes all files of the session. Fails with `session.locked` while a client or a turn uses it. */
  'session/delete': { params: SessionChoice; result: { id: string } }
  /** A new session with the first `turns` turns of another one, all of them by default. */
  'session/fork': {
    params: SessionChoice & { turns?: number }
    result: { id: string; from: string; turns: number }
  }
  /** Writes a ZIP file to an absolute path, where an existing file stays unless `replaces`. `skipped` names files that were too large. */
  'session/export': {
    params: SessionChoice & { path: string; replaces?: boolean }
    result: { id: string; files: number; skipped: string[] }
  }
  /**
   * Sessions with all words of `query` in one message, the latest message first. What was said since the last search is indexed
   * before, for `withinMs` at most: while `left` sessions are to be looked at there are no hits, and the next call goes on.
   */
  'session/search': {
    params: { query: string; limit?: number; withinMs?: number }
    result: { hits: SessionHit[]; indexed: number; left: number }
  }
  /**
   * Puts conversation, files or both back to before turn `to`, the last one by default; without `apply` it only says what
   * would change. `named`: a session other than the connection's own. `undo`: takes the last rewind back. `force`: restores
   * also files that were changed by others since.
   */
  'session/rewind': {
    params: {
      named?: SessionChoice
      to?: number
      what: 'files' | 'chat' | 'both'
      apply: boolean
      undo?: boolean
      force?: boolean
    }
    result: {
      /** The text for the user. */
      lines: string[]
      applied: boolean
      /** True when nothing could be done, for the reason in `lines`. */
      failed?: true
      /** The fields from here on are for programs. */
      to?: number
      what?: 'files' | 'chat' | 'both'
      files?: { path: string; action: string; uncovered: string; changed_since: boolean }[]
      turns?: number
      messages?: number
      restored?: string[]
      skipped?: { path: string; reason: string }[]
    }
  }
  /** The files that the connection's session has changed and that differ from what they were before its first turn; also while a turn runs. */
  'session/changes': { params: Record<never, never>; result: { files: ChangedFile[] } }
  /** Opens the session's shell, or gives it this client's size when it is open. The shell lives until it ends or the session does. */
  'shell/open': { params: OpenUserShell; result: UserShellState }
  /** Keys for the shell, as base64. Fails with `shell.not_open` when the session has no shell, or its shell has ended. */
  'shell/write': { params: { bytes: string }; result: Record<never, never> }
  'shell/resize': { params: { columns: number; rows: number }; result: Record<never, never> }
  /**
   * From here on the shell's output is pushed to this connection, by `shell/push`; see shell-view.ts. `state`: only changes of the state
   * are pushed, for a client that shows the shell's directory and no screen. A second call replaces the first.
   */
  'shell/subscribe': { params: { from: ShellStart; what: 'output' | 'state' }; result: SubscribedShell }
  /** The last commands with an id above `after`, oldest first; at most `limit`. */
  'shell/commands': { params: { after?: number; limit?: number }; result: { commands: UserCommand[] } }
  /** Moves the session to the shell's directory, as `shell.follow_cd = "on"` does by itself. Fails with `session.busy` while a turn runs. */
  'shell/follow': { params: Record<never, never>; result: { workDir: string } }
  /** Hangs the shell up; `wasOpen` is false when there was none. */
  'shell/close': { params: Record<never, never>; result: { wasOpen: boolean } }
  /** From here on events are pushed to this connection, with what has happened since a cursor; see events.ts. */
  'events/subscribe': { params: Subscription; result: Subscribed }
  /** Begins a task, or puts it into the queue. */
  'task/run': { params: TaskWish; result: TaskView }
  /**
   * The running tasks, then at most `ended` of those that have ended, all by default; newest first. Live turns that are no tasks
   * are listed as tasks of kind `agent` with their session's id. `queued` is the number of tasks that wait for a place. A reply
   * holds a page of a few hundred: `next` is the `after` of the following one, and missing in the last.
   */
  'task/list': {
    params: { ended?: number; after?: string }
    result: { tasks: TaskView[]; queued: number; next?: string }
  }
  /** `id` is the id of a task or session, or enough of its beginning to tell it from all others. */
  'task/show': { params: { id: string }; result: TaskView }
  /** The client has shown the notice with this key to the user of the shell that it runs in, which shows it no more. */
  'task/noticed': { params: { key: string }; result: Record<never, never> }
  /** Answers the approval or question that blocks the task; with `request`, only that one. */
  'task/answer': {
    params: { id: string; request?: string; answer: 'approve' | 'approve_for_session' | 'reject'; text?: string }
    /** `text` is the approval or question that was answered. */
    result: { task: TaskView; text: string }
  }
  /** Gives the agent words for its next step. */
  'task/steer': { params: { id: string; words: string }; result: TaskView }
  /** Ends a task; the reply comes when it has ended. */
  'task/stop': { params: { id: string; reason?: string }; result: TaskView }
  /** Begins the same again as a new task, with the environment of this client. */
  'task/retry': { params: { id: string } & Pick<TaskWish, 'env' | 'shellEnv' | 'umask' | 'shellPid'>; result: TaskView }
  /**
   * Removes the files of a task that has ended; without `id`, of all that have ended, some hundreds with each call: `left` is
   * the number of those that are still there.
   */
  'task/remove': { params: { id?: string }; result: { removed: number; left: number } }
  /**
   * At most `limit` bytes of what the task has printed, from position `from` on (negative: from the end), or from where its last
   * `lines` lines begin. When there is nothing new and the task runs, the reply waits for it, at most `waitMs`.
   */
  'task/output': {
    params: { id: string; from?: number; limit?: number; lines?: number; waitMs?: number }
    result: TaskOutput
  }
  /** The reply comes when the task has ended, or after `limitMs`. */
  'task/wait': { params: { id: string; limitMs: number }; result: TaskView }
  /** The folders about which the user has decided. */
  'trust/list': { params: Record<never, never>; result: { folders: TrustedFolderView[] } }
  /** Lists what the project around a directory brings, as it is now. Fails for the home and the root of the disk. */
  'trust/show': { params: { path: string }; result: FolderView }
  /** Trusts the project as it is now; the result describes it as it was before. */
  'trust/add': { params: { path: string }; result: FolderView }
  'trust/remove': { params: { path: string }; result: { root: string; removed: boolean } }
  /** The rules of the user, and of the project around `workDir` when it is trusted; `isLive` is told for that directory. */
  'permission/list': { params: { workDir: string }; result: { rules: RuleView[] } }
  /** The decision on `act`: a command, or as a rule is spelled: `Edit(src/x.ts)`. `path`: where the shell finds programs. */
  'permission/explain': {
    params: { act: string; workDir: string; mode: Mode; path: string }
    result: RuleAnswer
  }
  /** Writes a rule into config.toml. With `scope` it holds in `workDir` alone. `expires` is a date. */
  'permission/add': {
    params: {
      decision: 'allow' | 'ask' | 'deny'
      rule: string
      workDir: string
      scope?: boolean
      reason?: string
      expires?: string
    }
    result: RuleView
  }
  /** `id` may be the beginning of one. */
  'permission/remove': { params: { id: string }; result: { id: string; removed: number } }
  /** Reads the rules of Claude Code or Kimi Code; without `apply` nothing is written. `left`: what was not carried over. */
  'permission/import': {
    params: { path: string; workDir: string; scope?: boolean; apply: boolean }
    result: { rules: RuleView[]; left: string[] }
  }
  /** The next step of this connection's login by device code; the first call begins it. After `success` or `error` the next begins anew. */
  'account/login': { params: { region?: Region; env?: ClientEnv }; result: LoginEvent }
  /** `kimiCode`: also the logins in Kimi Code's own home. `left` are those that stay. */
  'account/logout': { params: { kimiCode: boolean }; result: { removed: string[]; left: string[] } }
  /** Keeps an API key of the open platform, once the platform has accepted it. */
  'account/key': { params: { key: string; region?: Region; env: ClientEnv }; result: StoredKeyView }
  'account/status': { params: Record<never, never>; result: AccountStatus }
  'account/whoami': { params: { env?: ClientEnv }; result: WhoAmI }
  /** The limits and the use of today, with the sums of the session that was used last in `workDir`. */
  'account/usage': { params: { workDir: string; env: ClientEnv }; result: UsageReport }
  /** A line about getting a model, and the command for it; null when a model can answer this environment, or the line was given before. */
  'account/offer': { params: { env: ClientEnv }; result: { text: string | null } }
  /**
   * Lists what can be taken over from other agents. `apply` takes it; `secrets` takes keys and tokens, too, those of servers into the
   * keyring. `workDir`: the project whose servers count, too. `from`: the beginning of the name of the only agent.
   */
  'account/import': {
    params: { apply: boolean; secrets: boolean; only?: ImportKind[]; workDir?: string; from?: string }
    result: { items: ImportItem[] }
  }
  /** The models that can be used. With `fresh` all providers are asked for their lists, else only those whose list is a day old. */
  'model/list': { params: { env: ClientEnv; fresh?: boolean }; result: ModelList }
  /** The model that answers, or the model with this name. Fails with `model.not_configured` when there is no such model. */
  'model/show': { params: { env: ClientEnv; name?: string }; result: ModelView }
  /**
   * Files below `workDir` that git does not ignore, by a few letters of their paths, the best first; folders end with `/`. A query
   * that begins with `/`, `~/` or `../` is looked up in that directory. At most `limit`, by default 20.
   */
  'workspace/find_files': {
    params: { workDir: string; query: string; limit?: number; env: ClientEnv }
    result: { paths: string[] }
  }
  'daemon/hello': { params: { protocol: number; version: string }; result: DaemonHello }
  /** With `loop` the daemon begins to measure how long it serves nobody, and `longestStall` begins anew. */
  'daemon/status': { params: { loop?: boolean }; result: DaemonStatus }
  /** The checks of `kimi doctor` that only the daemon's side can make. `env` holds CLIENT_VARIABLES. */
  'daemon/checks': { params: { areas: CheckArea[]; env: ClientEnv }; result: { findings: Finding[] } }
  /** Ends the daemon; with `ifIdle` only when nobody waits for an answer. */
  'daemon/stop': { params: { ifIdle?: boolean }; result: { stopping: boolean } }
  'suggest/line': { params: AskContext & { line: string }; result: Answer }
  /** The proposals of the last Ctrl-X in the shell with this process id. Throws `suggest.empty`. */
  'suggest/last': { params: { shellPid: number }; result: Answer }
  'suggest/fix': {
    /** Without `failed`, the last failed command of the shell with process id `shellPid` is meant. */
    params: AskContext & { failed?: string; output?: string; exit?: number; shellPid?: number }
    result: Answer
  }
  'suggest/explain': { params: AskContext & { command: string }; result: { parts: Part[]; ms: number } }
  'suggest/check': { params: { command: string; shell: ShellName | 'any' }; result: Risk & { ms: number } }
  /** Forgets the lessons and commands in which `text` occurs; all of them with ''. Returns how many. */
  'suggest/forget': {
    /** `isDry`: nothing is forgotten; the result counts all that is remembered. */
    params: { text: string; isDry?: boolean }
    result: { lessons: number; commands: number }
  }
  /** The request that would be sent to the model. */
  /** The body of the request that the model's provider would get; null when no model would be asked. */
  'suggest/request': { params: AskContext & { line: string }; result: { request: unknown } }
}
export type Method = keyof Methods

/** A slash command, skill or flow of a session. */
export interface SlashCommandView {
  name: string
  description: string
  aliases: string[]
}

/** The acts that an editor offers to a session's tools: to read and write files as its user sees them, and to run commands in terminals. */
export interface EditorOffer {
  reads: boolean
  writes: boolean
  runs: boolean
}

/** The methods of Kimi CLI's wire protocol that our own clients call. */
export interface WireCalls {
  initialize: {
    params: {
      protocol_version: string
      capabilities: {
        supports_question: boolean
        supports_plan_mode: boolean
        kimi_events: boolean
        /** The acts that the client offers to tools in the name of an editor. */
        editor?: EditorOffer
      }
    }
    result: { slash_commands: SlashCommandView[] }
  }
  prompt: {
    params: { user_input: Content }
    result: { status: 'finished' | 'cancelled' | 'max_steps_reached'; steps?: number }
  }
  steer: { params: { user_input: Content }; result: { status: string } }
  cancel: { params: Record<never, never>; result: unknown }
  set_plan_mode: { params: { enabled: boolean }; result: unknown }
  /** Sends all stored events of the session again, before its reply. */
  replay: { params: Record<never, never>; result: unknown }
}

/** The proposals for a question, best first. `note` is a remark for the user, such as that the model was unreachable. */
export interface Answer {
  proposals: Proposal[]
  note?: string
  ms: number
}

/**
 * Areas of `kimi doctor`: the logins, whether the model answers, the MCP servers, the plugins, other programs called kimi, whether the hooks and the user's
 * own knowledge files are valid, what runs unasked runs in a sandbox, tasks outlive a logout.
 */
export type CheckArea = 'account' | 'model' | 'mcp' | 'plugins' | 'neighbours' | 'hooks' | 'own' | 'sandbox' | 'tasks'

/** A line of `kimi doctor`. */
export interface Finding {
  area: string
  ok: boolean
  text: string
  hint?: string
}

export interface DaemonHello {
  version: string
  protocol: number
  wire: string
  pid: number
}

/** The binding of a shell's key, as the shell told it at one of its last prompts. */
export interface KeyBinding {
  key: string
  keymap: string
  /** The widget, function or macro that the key runs. Ours begin with `_kimi`; '' means that nothing is known to be bound. */
  binding: string
}

export interface ShellStatus {
  id: string
  shell: ShellName
  pid: number
  cwd: string
  door: 'socket' | 'fifo'
  atPrompt: boolean
  /** True for the shell of a conversation, which the daemon has opened itself. */
  isInSession: boolean
  key: KeyBinding | null
}

export interface DaemonStatus extends DaemonHello {
  upSeconds: number
  rssBytes: number
  socket: string
  shells: ShellStatus[]
  connections: number
  asking: number
  asked: number
  idleExitSeconds: number
  /**
   * The longest time for which the daemon served nobody since the last call with `loop`, in milliseconds: by the clock, and by the
   * processor, which does not count the time that other programs took. Null before the first such call.
   */
  longestStall: { ms: number; cpuMs: number } | null
}
