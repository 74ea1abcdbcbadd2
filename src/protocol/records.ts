// The shell dialect: records that zsh, bash and fish read and write without jq, eval or a fork.
//
// A record is fields separated by US (0x1f) and ended by NUL; the first field names it. NUL, because fish can stop
// reading only there or at a newline, and commands may hold newlines. Fields hold neither byte: senders drop them.
// The shell chooses an id for each ask; every answer carries it, so that late answers can be dropped.

import { createSplitter } from './byte-split.ts'

const FIELD = '\x1f'
export const END = '\0'
/** Below the kernel's socket buffer (over 200 KB), which a stopped daemon does not empty: so a prompt never blocks. */
export const RECORD_LIMIT_BYTES = 64 * 1024

/** shell → daemon: the order of the fields behind the name. The shell files follow this table. */
export const SHELL_RECORDS = {
  /**
   * Opens a connection (zsh, each prompt) or asks for a fifo pair (bash, fish). `features` describes the terminal, for
   * notices on the desktop (notices/desktop-notice.ts). The fields of `key` may follow, and a last one that is not empty when a
   * shell with fifos may be woken for notices at once, as after `wait`; it is `line` when the shell has a line to put back, and is
   * to be woken in any case.
   */
  hello: ['protocol', 'shell', 'shellId', 'pid', 'tty', 'histfile', 'tmuxPane', 'features'],
  /** The shell's variables out of CLIENT_VARIABLES, as NAME=value fields. */
  env: [],
  /**
   * Tells the command that the shell's key runs in the keymap or mode in use: `_kimi…` while it is ours. A shell without a key sends an empty
   * name. For `kimi doctor`: while that runs, the shell that runs it cannot answer.
   */
  key: ['key', 'keymap', 'binding'],
  /**
   * A prompt is about to be drawn. `command` is empty when it is private, or when there was none. A last field that may follow is
   * the id of a `ghost`: the shell wants to show the next command on the empty prompt. Nothing is answered where there was none.
   */
  prompt: ['status', 'durationMs', 'cwd', 'command'],
  /**
   * Enter is pressed: the daemon asks the terminal for no more reports until the next `wait`, and answers with `held` (bash and
   * fish, which cannot keep a report from the command).
   */
  hold: [],
  /**
   * A command starts: the daemon writes nothing to the terminal until the next prompt. An id and the command may follow: the shell
   * wants the record `next`, which it reads when the command has ended.
   */
  exec: [],
  /**
   * Ctrl-X. An empty buffer asks for a fix of the last failed command. The columns and rows of the terminal may follow: a command that
   * could not be seen whole there is not offered.
   */
  ask: ['id', 'cwd', 'cursor', 'buffer', 'aliases'],
  cancel: ['id'],
  /**
   * Asks for the grey text behind the cursor. The shell asks again only after an answer. On a connection without a hello,
   * `shellId` names the shell (zsh-autosuggestions asks in a child).
   */
  ghost: ['id', 'buffer', 'shellId'],
  /**
   * A turn of agent mode has ended: asks for the message that the user most likely sends next. It is answered by a `ghost` of this id,
   * or not at all; any later record of the shell withdraws it.
   */
  message: ['id'],
  /**
   * The shell goes back to its prompt after it has read `seen` records of the answer: the daemon wakes it by DSR for the next
   * one (bash, fish). An empty id asks to be woken for notices; `seen` then counts all records since the hello.
   */
  wait: ['id', 'seen'],
  /** The fate of a proposal: `how` is run, edited or dropped. */
  used: ['id', 'index', 'how', 'command'],
  /** Asks for the values of `kind` (tasks, sessions, models) that Tab offers. Needs no hello, as `ghost`. */
  list: ['kind', 'shellId'],
  /** A notice has been shown. With an empty `delivery`, a report of the terminal has arrived (bash, fish). */
  seen: ['delivery'],
  bye: [],
} as const satisfies Record<string, readonly string[]>
export type ShellRecordName = keyof typeof SHELL_RECORDS

/** daemon → shell. */
const DAEMON_RECORDS = {
  hello: ['protocol', 'version'],
  /**
   * The ask has arrived. `source` is the name of the model that answers, or empty for this machine alone. Sent again with
   * the thing that the model looks at, while it does.
   */
  asking: ['id', 'source'],
  /**
   * Proposal number `index` (from 1) of ask `id`. Sent again with the same index when its explanation arrives. `tone` colours
   * the risk: bad, asks, or empty for what every second command does.
   */
  offer: ['id', 'index', 'command', 'note', 'risk', 'tone'],
  /** No more offers for `id`; `message` is one line for the user, often empty. `keys` is 1 while the user learns the keys. */
  done: ['id', 'total', 'message', 'keys'],
  /** The ask has failed: one line with the reason and a command to type. */
  failed: ['id', 'message'],
  /** The whole line that the buffer of this id most likely begins, or empty. For an empty buffer the next command. */
  ghost: ['id', 'text'],
  /** The commands that come next in `cwd` when the one of `exec` succeeds, and when it fails; empty where nothing is nearly sure. */
  next: ['id', 'cwd', 'afterSuccess', 'afterFailure'],
  /** The number of reports that are still on their way from the terminal. */
  held: ['reports'],
  /** Lines of `value TAB description`. */
  list: ['kind', 'text'],
  /** A line about tasks; `tone` is good, bad or asks. The shell shows each `delivery` once, and answers with `seen`. */
  notice: ['delivery', 'tone', 'text'],
  /** The mode of the session that the shell goes on with, where it had one before it said hello. */
  mode: ['mode'],
  /** The number of tasks that run, and of those that wait for the user. */
  tasks: ['running', 'waiting'],
} as const satisfies Record<string, readonly string[]>
export type DaemonRecordName = keyof typeof DAEMON_RECORDS

export interface ShellRecord {
  name: ShellRecordName
  fields: string[]
}

/**
 * A record as text. Control bytes are dropped and not escaped, since no shell could unescape them cheaply: NUL and US would break
 * the framing, and a shell prints what it is sent. Newlines and tabs stay. (A shell shows a blank for each that reaches it all the same.)
 */
export function encodeRecord(name: string, ...fields: (string | number)[]): string {
  return (
    [name, ...fields].map((field) => String(field).replaceAll(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '')).join(FIELD) + END
  )
}

export type RecordResult = { ok: true; record: ShellRecord } | { ok: false; reason: 'too_large' | 'invalid' }

/** Cuts a byte stream into records. After any `ok: false` the stream is lost: close the connection. */
export function createRecordDecoder(limitBytes: number = RECORD_LIMIT_BYTES): (chunk: Uint8Array) => RecordResult[] {
  const split = createSplitter(0, limitBytes)
  return (chunk) =>
    split(chunk).map((unit) =>
      unit === 'too_large' ? { ok: false, reason: unit } : parseRecord(unit.toString('utf8')),
    )
}

function parseRecord(text: string): RecordResult {
  const [name = '', ...fields] = text.split(FIELD)
  if (!Object.hasOwn(SHELL_RECORDS, name)) return { ok: false, reason: 'invalid' }
  const known = name as ShellRecordName
  return fields.length < SHELL_RECORDS[known].length
    ? { ok: false, reason: 'invalid' }
    : { ok: true, record: { name: known, fields } }
}
