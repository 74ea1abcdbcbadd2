// The connection of a shell, or its fifo pair: the records that arrive are handled here, and answers go back the same way.

import type { ClientEnv } from '../../protocol/methods.ts'
import { encodeRecord, type DaemonRecordName, type ShellRecord, type ShellRecordName } from '../../protocol/records.ts'
import { PROTOCOL, VERSION } from '../../protocol/version.ts'
import { readScreen } from '../../safety/text/prompt-room.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { RecentCommand } from '../../suggest/prompt-question.ts'
import type { Connection } from '../connection.ts'
import type { Ghost } from './ghost-text.ts'
import { unwatchWaiting, watchWaiting } from './death-watch.ts'
import { holdShell, wakeShell } from './prompt-wake.ts'
import { createShellAnswers, settleTrial, type ShellAnswers, type ShellAnswersDeps } from './shell-answers.ts'
import type { ShellRegister } from './shell-register.ts'
import {
  createShellState,
  keepCommand,
  NO_TASKS,
  readClientEnv,
  readShellName,
  SHELL_ID,
  type Shell,
} from './shell-state.ts'

export interface ShellConnectionDeps extends ShellAnswersDeps {
  ghost: Ghost
  /** The message that the user of agent mode most likely sends next; '' when no message can be guessed, or when `signal` aborts. */
  guessMessage(shell: Shell, signal: AbortSignal): Promise<string>
  /** The mode of the session that the shell goes on with; '' when it has no session yet. */
  modeOf(shell: Shell): Promise<string>
  /** The values that Tab offers behind a kimi command: tasks, models, and the sessions of `cwd`. */
  listTabValues(kind: string, cwd: string | undefined): Promise<{ value: string; about: string }[]>
  /** A shell has said hello for the first time. `histfile` is the path of its history, or ''. */
  onOpened(shell: Shell, histfile: string): void
  /** A shell can be told notices: it has connected, or waits at its prompt. */
  onConnected(shell: Shell): void
  /** A shell has ended, or its process has become another shell. */
  onGone(shell: Shell): void
  /** A shell has sent its variables: among them may be keys and the name of a model. */
  onEnvironment(env: ClientEnv): void
  /** A prompt is drawn in `cwd`. */
  onPrompt(cwd: string): void
  onCommandEnded(shell: Shell, command: RecentCommand): void
  /** A shell has shown this delivery of notices. */
  onNoticeShown(delivery: string): void
}

export interface ShellReceiver {
  record(record: ShellRecord): void
  closed(isUnread: boolean): void
}

/** A zsh whose user types at once may close its connection before it has read what came: within this time nothing counts as read. */
const READ_MS = 200

/** The shell is greeted again, and told the counts of tasks, when it says hello next. */
function forgetTold(shell: Shell): void {
  shell.isGreeted = false
  shell.toldTasks = ''
}

interface Link {
  readonly connection: Connection
  readonly door: Shell['door']
  readonly shells: ShellRegister
  readonly deps: ShellConnectionDeps
  readonly answers: ShellAnswers
  /** Undefined until the shell has said hello. */
  shell: Shell | undefined
  /** The time of that hello in milliseconds, on the clock of `performance.now()`. */
  helloAt: number
  /** Records sent since the last ask, and its id. */
  sent: { id: string; count: number }
  /** Records sent since the last hello, and their number when the shell was last woken for one that it had not read. */
  all: { count: number; wokenAt: number }
  /** A notice, or the counts of tasks, came while the shell had not yet said that it waits again: nothing has woken it for that. */
  hasMissed: boolean
  /** Ends the model's ghost text: the next record of the shell aborts it. */
  ghostAbort: AbortController | undefined
  send(name: DaemonRecordName, ...fields: (string | number)[]): void
}

const TAB_CELLS = 60
const KEY_CELLS = 60
/** In a bash's hello: Ctrl-C has ended its line, which it puts back once its line editor reads keys. */
const WAITS_FOR_ITS_LINE = 'line'

export function openShellConnection(
  connection: Connection,
  door: Shell['door'],
  shells: ShellRegister,
  deps: ShellConnectionDeps,
): ShellReceiver {
  const send: Link['send'] = (name, ...fields) => {
    connection.send(encodeRecord(name, ...fields))
    link.all.count++
    if (link.shell?.door !== 'fifo') return
    if (!link.shell.isWaiting && (name === 'notice' || name === 'tasks')) link.hasMissed = true
    link.shell.hasUnread = connection.hasUnread ?? link.shell.hasUnread
    wakeShell(link.shell)
  }
  // The shell counts the records of its question alone: with task counts and notices among them the daemon would wake it for ever.
  const sendAnswer: Link['send'] = (...record) => {
    link.sent.count++
    send(...record)
  }
  const answers = createShellAnswers(deps, sendAnswer, (change) => void (shells.asking += change))
  const link: Link = {
    connection,
    door,
    shells,
    deps,
    answers,
    send,
    shell: undefined,
    helloAt: 0,
    sent: { id: '', count: 0 },
    all: { count: 0, wokenAt: 0 },
    hasMissed: false,
    ghostAbort: undefined,
  }
  return {
    record({ name, fields }) {
      link.ghostAbort?.abort()
      if (link.shell) {
        link.shell.recordCount++
        unwatchWaiting(link.shell)
      }
      HANDLERS[name](link, ...fields)
    },
    closed(isUnread) {
      answers.cancel()
      link.ghostAbort?.abort()
      const { shell } = link
      if (!shell) return
      unwatchWaiting(shell)
      if (shell.send === send) shell.send = undefined
      if (door === 'fifo') shells.remove(shell)
      // A zsh closes its connection to run a command: it is still there while its process is.
      else shell.atPrompt = false
      if (isUnread || performance.now() - link.helloAt < READ_MS) forgetTold(shell)
    },
  }
}

type Handler = (link: Link, ...fields: string[]) => void

/** The fields of each record: SHELL_RECORDS in protocol/records.ts. */
const HANDLERS: Record<ShellRecordName, Handler> = {
  hello: onHello,
  env: afterHello(({ deps }, shell, ...pairs) => {
    shell.env = readClientEnv(pairs)
    deps.onEnvironment(shell.env)
  }),
  key: afterHello((_, shell, ...fields) => keepKey(shell, fields)),
  prompt: afterHello((link, shell, ...fields) => {
    onPrompt(link, shell, ...fields)
    // A shell with a socket says hello at each prompt.
    if (link.door === 'fifo') link.deps.onConnected(shell)
  }),
  hold: afterHello(({ connection, all }, shell) => {
    all.count++
    connection.send(encodeRecord('held', holdShell(shell)))
  }),
  exec(link, id = '', command = '') {
    const { shell, answers } = link
    if (shell) shell.atPrompt = false
    answers.cancel()
    if (shell && id !== '') void foretell(link, shell, id, command)
  },
  ask: afterHello((link, shell, id = '', cwd = '/', _cursor = '', line = '', aliases = '', ...size) => {
    link.sent = { id, count: 0 }
    shell.screen = readScreen(...size)
    link.answers.ask(shell, { id, cwd, line, aliases: aliases.split(' ').filter(Boolean) })
  }),
  wait: afterHello(onWait),
  cancel: ({ answers }, id = '') => answers.cancel(id),
  ghost: onGhost,
  message: afterHello(sendNextMessage),
  list({ connection, deps, shell, shells }, kind = '', shellId = '') {
    const cwd = (shell ?? shells.find(shellId))?.cwd
    const reply = (values: readonly { value: string; about: string }[]) => {
      // A value goes into the user's line as it is: one that could not be shown as itself is not offered.
      const lines = values
        .filter(({ value }) => value === sanitiseLine(value, TAB_CELLS))
        .map(({ value, about }) => `${value}\t${sanitiseLine(about, TAB_CELLS)}`)
      connection.send(encodeRecord('list', kind, lines.join('\n')))
    }
    void deps.listTabValues(kind, cwd).then(reply, () => reply([]))
  },
  used: afterHello(({ answers }, shell, id = '', index = '', how = '', command = '') => {
    shell.digest.noteUse(id, Number(index), how)
    answers.onUsed(shell, id, Number(index), command)
  }),
  seen({ deps, shell }, delivery = '') {
    if (delivery === '') shell?.reportsAsked.shift()
    else deps.onNoticeShown(delivery)
  },
  bye({ connection, shell, shells }) {
    if (shell) shells.remove(shell)
    connection.close()
  },
}

/** A handler of records that mean nothing before the shell has said hello. */
function afterHello(handler: (link: Link, shell: Shell, ...fields: string[]) => void): Handler {
  return (link, ...fields) => {
    if (link.shell) handler(link, link.shell, ...fields)
  }
}

function keepKey(shell: Shell, fields: string[]): void {
  const [key = '', keymap = '', binding = ''] = fields.map((field) => sanitiseLine(field, KEY_CELLS))
  shell.key = { key, keymap, binding }
}

function onHello(link: Link, ...fields: string[]): void {
  const [, name = '', id = '', pid = '', tty = '', histfile = '', tmux = '', features = '', ...more] = fields
  const key = more.slice(0, 3)
  const waits = more[3] ?? ''
  const { deps, door, shells, send } = link
  if (!SHELL_ID.test(id)) return
  const known = shells.find(id)
  const shell = known ?? createShellState({ id, name: readShellName(name), pid: Number(pid), tty, tmux }, door)
  link.shell = shell
  link.helloAt = performance.now()
  shell.features = features
  if (key.length > 0) keepKey(shell, key)
  shell.send = send
  shells.add(shell)
  link.all = { count: 0, wokenAt: 0 }
  // A zsh says hello at each prompt; the others do it when they begin, also as another program in the same process.
  const isGreeting = !shell.isGreeted || door === 'fifo'
  if (isGreeting) send('hello', PROTOCOL, VERSION)
  if (isGreeting) Object.assign(shell, { isGreeted: true, toldTasks: NO_TASKS }) // the greeting makes the shell forget what it was told
  if (!known) deps.onOpened(shell, histfile)
  shells.tellTaskCounts(shell)
  if (isGreeting) void tellMode(link, shell)
  // The prompt at which the shell has said hello is drawn.
  if (!known && waits !== '') Object.assign(shell, { atPrompt: true, isWaiting: true, isListening: true })
  deps.onConnected(shell)
  if (!known && waits === WAITS_FOR_ITS_LINE) wakeShell(shell)
}

/** A shell that was replaced by another (`exec zsh`) goes on with its session, and names the mode in the mark of agent mode. */
async function tellMode({ deps, send }: Link, shell: Shell): Promise<void> {
  const mode = await deps.modeOf(shell)
  if (mode !== '' && shell.send === send) send('mode', mode)
}

function onPrompt(link: Link, shell: Shell, ...fields: string[]): void {
  const { deps, answers } = link
  const [status = '0', , cwd = '/', command = '', ghostId = ''] = fields
  const ranIn = shell.recent.length === 0 && shell.cwd === '/' ? cwd : shell.cwd // '/': not told yet
  shell.atPrompt = true
  shell.isWaiting = false
  shell.reportsAsked = []
  shell.usedAt = Date.now()
  shell.cwd = cwd
  deps.onPrompt(cwd)
  if (command === '') {
    // The command was private, or the shell could not tell it: an earlier failure is not the one that the user sees.
    if (shell.last?.status !== Number(status)) {
      shell.last = undefined
      shell.hidesFailure = status !== '0'
    }
    return
  }
  shell.hidesFailure = false
  answers.onDropped()
  const ended = { command, status: Number(status), cwd: ranIn }
  settleTrial(shell, ended, deps)
  keepCommand(shell, ended)
  deps.onCommandEnded(shell, ended)
  if (ghostId !== '') sendNextCommand(link, shell, ghostId)
}

function onWait(link: Link, shell: Shell, id = '', read = '0'): void {
  const { deps, sent, all, hasMissed } = link
  link.hasMissed = false
  shell.isWaiting = true
  shell.isListening = id === ''
  // A record that was sent while this one was on its way has woken nobody.
  if (shell.isListening) {
    deps.onConnected(shell)
    if (all.count <= Number(read) || all.wokenAt === all.count) return
    all.wokenAt = all.count // once: the shell may have lost a record that did not fit into its fifo
    return wakeShell(shell)
  }
  watchWaiting(shell)
  if (hasMissed || (sent.id === id && sent.count > Number(read))) wakeShell(shell)
}

/** Answers, while a command runs, what comes after it: the shell reads that before its next prompt, and need not be woken. */
async function foretell({ all, connection, deps }: Link, shell: Shell, id: string, command: string): Promise<void> {
  const { cwd } = shell
  const behind = (status: number) =>
    deps.ghost.continue({ ...shell, recent: [...shell.recent, { command, status, cwd }] }, '')
  const [success, failure] = await Promise.all([behind(0), behind(1)]).catch(() => ['', ''] as const)
  if (success === '' && failure === '') return
  all.count++
  connection.send(encodeRecord('next', id, cwd, success, failure))
}

/** The next command for the empty prompt, which a shell that sleeps there is woken for. Any record of the shell makes it stale. */
function sendNextCommand(link: Link, shell: Shell, id: string): void {
  const { ghost } = link.deps
  const { signal, show } = beginGhost(link, id)
  void ghost.continue(shell, '').then(show, () => {})
  void ghost.continueByModel(shell, '', signal).then(show, () => {})
}

/** Grey text that nobody has typed the beginning of: it is shown when it comes, unless another record was first. */
function beginGhost(link: Link, id: string): { signal: AbortSignal; show(text: string): void } {
  const { signal } = (link.ghostAbort = new AbortController())
  return {
    signal,
    show(text) {
      if (text !== '' && !signal.aborted) link.send('ghost', id, text)
    },
  }
}

function sendNextMessage(link: Link, shell: Shell, id = ''): void {
  const { signal, show } = beginGhost(link, id)
  void link.deps.guessMessage(shell, signal).then(show, () => {})
}

/** A shell asks again only after an answer: it always gets one, if only an empty one. */
function onGhost(link: Link, id = '', buffer = '', shellId = ''): void {
  const { connection, deps } = link
  const shell = link.shell ?? link.shells.find(shellId)
  const reply = (text: string) => connection.send(encodeRecord('ghost', id, text))
  if (!shell) return reply('')
  void deps.ghost.continue(shell, buffer).then(reply, () => reply(''))
  if (!link.shell) return
  link.ghostAbort = new AbortController()
  void deps.ghost.continueByModel(shell, buffer, link.ghostAbort.signal).then(
    (text) => text !== '' && reply(text),
    () => {}, // the answer of the offline engine stays
  )
}
