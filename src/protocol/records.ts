// The shell dialect: records that zsh, bash and fish read and write without jq, eval or a fork.
//
// A record is fields separated by US (0x1f) and ended by NUL; the first field names it. NUL, because fish can stop
// reading only there or at a newline, and commands may hold newlines. Fields hold neither byte: senders drop them.
// Every ask has an id chosen by the shell; every answer carries it, and late ones are dropped by it.

import { createSplitter } from './byte-split.ts'

export const FIELD = '\x1f'
export const END = '\0'
/** A stopped daemon leaves at most the kernel's socket buffer (over 200 KB): below it a prompt can never block. */
export const RECORD_LIMIT_BYTES = 64 * 1024

/** shell → daemon: the order of the fields behind the name. The shell files follow this table. */
export const SHELL_RECORDS = {
  /**
   * Opens a connection (zsh, each prompt) or asks for a fifo pair (bash, fish). `features`: what is known of the terminal,
   * for notices on the desktop (tasks/desktop.ts).
   */
  hello: ['protocol', 'shell', 'shellId', 'pid', 'tty', 'histfile', 'tmuxPane', 'features'],
  /** The shell's variables out of CLIENT_VARIABLES, as NAME=value fields. */
  env: [],
  /** A prompt is about to be drawn. `command` is empty when it is private, or when there was none. */
  prompt: ['status', 'durationMs', 'cwd', 'command'],
  /** A command starts: say nothing to the terminal until the next prompt. */
  exec: [],
  /** Ctrl-X. An empty buffer asks for a fix of the last failed command. */
  ask: ['id', 'cwd', 'cursor', 'buffer', 'aliases'],
  cancel: ['id'],
  /**
   * What may stand behind the cursor? The shell asks again only when it was answered. Without a hello on this connection,
   * `shellId` says who asks (zsh-autosuggestions asks in a child).
   */
  ghost: ['id', 'buffer', 'shellId'],
  /**
   * The shell goes back to its prompt, having read `seen` records of the answer: wake it by DSR for the next (bash, fish).
   * With an empty id: for notices.
   */
  wait: ['id', 'seen'],
  /** What became of a proposal: `how` is run, edited or dropped. */
  used: ['id', 'index', 'how', 'command'],
  /** For Tab: what is there of `kind` (tasks, sessions, models)? Also without a hello, as `ghost`. */
  list: ['kind', 'shellId'],
  /** A notice has been shown. */
  seen: ['delivery'],
  bye: [],
} as const satisfies Record<string, readonly string[]>
export type ShellRecordName = keyof typeof SHELL_RECORDS

/** daemon → shell. */
export const DAEMON_RECORDS = {
  hello: ['protocol', 'version'],
  /**
   * The ask has been heard; `source` is who is asked: a model's name, or empty for this machine alone. Again with what
   * the model looks at, while it does.
   */
  asking: ['id', 'source'],
  /** Proposal number `index` (from 1) of ask `id`. Sent again with the same index when its explanation arrives. */
  offer: ['id', 'index', 'command', 'note', 'risk'],
  /** No more offers for `id`; `message` is one line for the user, often empty. */
  done: ['id', 'total', 'message'],
  /** Nothing came of it: one line why, and what to type. */
  failed: ['id', 'message'],
  /** The whole line that the buffer of this id most likely begins, or empty. */
  ghost: ['id', 'text'],
  /** Lines of `value TAB description`. */
  list: ['kind', 'text'],
  /** A line about tasks: `tone` is good, bad or asks. Shown once, whatever comes twice under one name, and said to be `seen`. */
  notice: ['delivery', 'tone', 'text'],
  /** How many tasks run, and how many wait for the user. */
  tasks: ['running', 'waiting'],
} as const satisfies Record<string, readonly string[]>
export type DaemonRecordName = keyof typeof DAEMON_RECORDS

export interface ShellRecord {
  name: ShellRecordName
  fields: string[]
}

/** One record as text. Bytes that would break the framing are dropped, never escaped: no shell could undo it cheaply. */
export function encodeRecord(name: string, ...fields: (string | number)[]): string {
  return [name, ...fields].map((field) => String(field).replaceAll(/[\0\x1f]/g, '')).join(FIELD) + END
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
