// The shells at the doors: what each has told us, and the answer it waits for.

import type { ClientEnv } from '../protocol/methods.ts'
import { CLIENT_VARIABLES } from '../protocol/methods.ts'
import type { Proposal, ShellName } from '../protocol/proposals.ts'
import { encodeRecord, type DaemonRecordName, type ShellRecord } from '../protocol/records.ts'
import { PROTOCOL, VERSION } from '../protocol/version.ts'
import { createDigest, type Digest } from '../suggest/offer-digest.ts'
import type { Question, RecentCommand } from '../suggest/prompt-question.ts'
import type { Suggester } from '../suggest/suggester.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { isAlive, startTime } from '../sys/processes.ts'
import type { Connection } from './connection.ts'
import type { Ghost } from './ghost-text.ts'
import { captureOutput } from './terminal-output.ts'
import { wakeShell, type Sleeper } from './prompt-wake.ts'

export interface Shell extends Sleeper {
  id: string
  name: ShellName
  tmux: string
  cwd: string
  env: ClientEnv
  door: 'socket' | 'fifo'
  /** Oldest first; the older half is dropped at once, so that the model's prompt grows only at its end in between. */
  recent: RecentCommand[]
  /** Proposals and what became of them, the last few. */
  digest: Digest
  /** The last command at the prompt, while its status is what the user sees. */
  last: RecentCommand | undefined
  /** When its process began: its number is used again some day. */
  started: string | null
  /** Milliseconds since the epoch: when its user last did something there. */
  usedAt: number
  /** What is known of its terminal. */
  features: string
  /** Sends it a record; undefined while it is not connected. */
  send: ((name: DaemonRecordName, ...fields: (string | number)[]) => void) | undefined
  /** What it was last told of the number of tasks. */
  toldTasks: string
}

export interface ShellsDeps {
  suggester: Suggester
  /** A shell has said hello, with a history file that may be new: get warm for it. */
  greet(shell: Shell, histfile: string): void
  /** A command has ended. */
  record(shell: Shell, command: RecentCommand): void
  /** What became of a proposal: what was run in its place, or '' when it was sent away. */
  learn(about: string, offered: string, ran: string): void
  /** A prompt is drawn in `cwd`. */
  warm(cwd: string): void
  readsTerminal(): boolean
  /** A shell has said what it has: models and keys. */
  knows(env: ClientEnv): void
  /** A shell can hear of its tasks. */
  came(shell: Shell): void
  /** It has shown a notice. */
  seen(delivery: string): void
  /** What is offered before anything else to an empty line: approvals that wait. */
  offersFirst(): Proposal[]
  ghost: Ghost
  /** What Tab may offer: tasks, the sessions of `cwd`, models. */
  list(kind: string, cwd: string | undefined): { value: string; about: string }[]
  /** Who answers a shell with this environment: a model's name, or ''. */
  sourceOf(env: ClientEnv): string
  /** What the shell's agent works on; '' when it has none. */
  agentTaskOf(shell: Shell): string
  touch(): void
}

export interface Shells {
  /** The receiver of one connection, or of one fifo pair. */
  open(connection: Connection, door: Shell['door']): { record(record: ShellRecord): void; closed(): void }
  list(): Shell[]
  /** Tells all that are connected how many tasks run and wait. */
  tellTasks(running: number, waiting: number): void
  describeFailure(shell: Shell): Promise<Question['failed']>
  /** Whether a shell is open, at its prompt or running a command. */
  isAny(): boolean
  /** How many questions are being answered. */
  readonly asking: number
}

/** Twice this many recent commands are kept before the older half goes. */
const RECENT_BLOCK = 8
const NOTE_LIMIT = 200
const LIST_CELLS = 60
/** `kimi fix` that found nothing is not what is to be fixed next. */
const ASKS_ABOUT_IT = /^\S*\bkimi['"]?\s+(fix|explain|suggest|check)\b/

export function createShells(deps: ShellsDeps): Shells {
  const shells = new Map<string, Shell>()
  let asking = 0

  const forgetDead = () => {
    for (const shell of shells.values()) if (!isAlive(shell.pid)) shells.delete(shell.id)
  }

  let counts = '0 0'
  const sendTasks = (shell: Shell) => {
    if (!shell.send || shell.toldTasks === counts) return
    shell.toldTasks = counts
    shell.send('tasks', ...counts.split(' '))
  }

  /** The shell's last command, if it failed, with what it printed as far as the terminal can tell. */
  async function describeFailure({ last, tmux }: Shell): Promise<Question['failed']> {
    if (!last || last.status === 0) return undefined
    const output = deps.readsTerminal() ? await captureOutput(tmux, last.command) : ''
    return { ...last, output }
  }

  function open(connection: Connection, door: Shell['door']) {
    let shell: Shell | undefined
    let current: { id: string; abort: AbortController } | undefined
    let sent = { id: '', count: 0 }
    /** Whatever the shell says next ends it. */
    let pause: AbortController | undefined
    /** The last question, and what was offered for it, from 1. */
    let asked: { id: string; about: string; commands: string[] } | undefined
    const sendAway = () => {
      const first = asked?.commands[1]
      if (asked && first !== undefined) deps.learn(asked.about, first, '')
      asked = undefined
    }

    const send = (name: DaemonRecordName, ...fields: (string | number)[]) => {
      connection.send(encodeRecord(name, ...fields))
      sent.count++
      if (shell?.door === 'fifo') wakeShell(shell)
    }
    const cancel = () => {
      current?.abort.abort()
      current = undefined
    }

    const handlers: Partial<Record<ShellRecord['name'], (...fields: string[]) => void>> = {
      hello(_protocol, name = '', id = '', pid = '', tty = '', histfile = '', tmux = '', features = '') {
        const known = shells.get(id)
        for (const other of shells.values()) if (other.pid === Number(pid) && other.id !== id) shells.delete(other.id) // by exec
        shell = known ?? {
          id,
          name: name === 'bash' || name === 'fish' ? name : 'zsh',
          pid: Number(pid),
          tty,
          tmux,
          cwd: '/',
          env: {},
          door,
          atPrompt: true,
          isWaiting: false,
          isListening: false,
          losesReports: name === 'fish',
          heard: 0,
          recent: [],
          digest: createDigest(),
          last: undefined,
          started: startTime(Number(pid)),
          usedAt: Date.now(),
          features: '',
          send: undefined,
          toldTasks: '0 0',
        }
        shell.features = features
        shell.send = send
        shells.set(id, shell)
        if (!known || door === 'fifo') send('hello', PROTOCOL, VERSION)
        if (!known) deps.greet(shell, histfile)
        sendTasks(shell)
        deps.came(shell)
      },
      env(...pairs) {
        if (!shell) return
        shell.env = readEnv(pairs)
        deps.knows(shell.env)
      },
      prompt(status = '0', _durationMs, cwd = '/', command = '') {
        if (!shell) return
        shell.atPrompt = true
        shell.isWaiting = false
        shell.usedAt = Date.now()
        shell.cwd = cwd
        deps.warm(cwd)
        if (command === '') {
          // A private command, or one the shell could not tell: what failed before it is not what the user sees.
          if (shell.last?.status !== Number(status)) shell.last = undefined
          return
        }
        sendAway() // something else was run
        const ran = { command, status: Number(status) }
        if (!ASKS_ABOUT_IT.test(command)) shell.last = ran
        shell.recent.push(ran)
        if (shell.recent.length > 2 * RECENT_BLOCK) shell.recent.splice(0, RECENT_BLOCK)
        deps.record(shell, ran)
      },
      exec() {
        if (shell) shell.atPrompt = false
        cancel()
      },
      ask(id = '', cwd = '/', _cursor, line = '', aliases = '') {
        if (!shell) return
        cancel()
        const abort = new AbortController()
        current = { id, abort }
        sent = { id, count: 0 }
        send('asking', id, deps.sourceOf(shell.env))
        const { name, env, recent, digest } = shell
        digest.noteQuestion(id, line)
        const question: Question = {
          line,
          cwd,
          shell: name,
          env,
          offline: false,
          recent: [...recent],
          earlier: digest.lines(),
          agentTask: deps.agentTaskOf(shell),
          aliases: aliases.split(' ').filter(Boolean),
        }
        asking++
        void answer(shell, id, question, abort.signal).finally(() => {
          asking--
          if (current?.abort === abort) current = undefined
        })
      },
      wait(id, seen = '0') {
        if (!shell) return
        shell.isWaiting = true
        shell.isListening = id === ''
        if (shell.isListening) return deps.came(shell)
        // What was sent while this record was on its way would wake nobody.
        if (sent.id === id && sent.count > Number(seen)) wakeShell(shell)
      },
      cancel(id) {
        if (current?.id === id) cancel()
      },
      ghost(id = '', buffer = '', shellId = '') {
        const asking = shell ?? shells.get(shellId)
        // Whoever asks waits for an answer before the next question, if only an empty one.
        const reply = (text: string) => connection.send(encodeRecord('ghost', id, text))
        if (!asking) return reply('')
        void deps.ghost.continue(asking, buffer).then(reply, () => reply(''))
        if (!shell) return
        pause = new AbortController()
        void deps.ghost.continueByModel(shell, buffer, pause.signal).then(
          (text) => text !== '' && reply(text),
          () => {}, // the engine's stays
        )
      },
      list(kind = '', shellId = '') {
        const cwd = (shell ?? shells.get(shellId))?.cwd
        const lines = deps.list(kind, cwd).map(({ value, about }) => `${value}\t${sanitiseLine(about, LIST_CELLS)}`)
        connection.send(encodeRecord('list', kind, lines.join('\n')))
      },
      used(id = '', index = '', how = '', command = '') {
        if (!shell) return
        shell.digest.noteUse(id, Number(index), how)
        const offered = asked?.id === id ? asked.commands[Number(index)] : undefined
        if (asked && offered !== undefined) deps.learn(asked.about, offered, command)
        asked = undefined
      },
      seen: (delivery = '') => deps.seen(delivery),
      bye() {
        if (shell) shells.delete(shell.id)
        connection.close()
      },
    }

    async function answer(shell: Shell, id: string, question: Question, signal: AbortSignal): Promise<void> {
      const isEmpty = question.line.trim() === ''
      const first = isEmpty ? deps.offersFirst() : []
      first.forEach((proposal, index) => offer(shell, id, index + 1, proposal))
      const failed = isEmpty ? await describeFailure(shell) : undefined
      if (first.length > 0 && !failed) return send('done', id, first.length, '')
      if (failed) question.failed = failed
      const own = { id, about: failed?.command ?? question.line, commands: [] as string[] }
      if (own.about.trim() !== '') asked = own
      let total = first.length
      for await (const event of deps.suggester.ask(question, signal)) {
        if (signal.aborted) return // the shell has moved on: not a byte more
        if (event.type === 'offer') {
          const index = event.index + first.length
          total = Math.max(total, index)
          own.commands[index] = event.proposal.command
          offer(shell, id, index, event.proposal)
        } else if (event.type === 'looking') send('asking', id, `${deps.sourceOf(shell.env)} (looking: ${event.at})`)
        else if (event.type === 'done') send('done', id, total, event.note.slice(0, NOTE_LIMIT))
        else if (first.length > 0) send('done', id, total, '')
        else send('failed', id, [event.error.message, event.error.hint].filter(Boolean).join(': ').slice(0, NOTE_LIMIT))
      }
    }

    function offer(shell: Shell, id: string, index: number, proposal: Proposal): void {
      shell.digest.noteOffer(id, index, proposal.command)
      send('offer', id, index, guardTab(proposal.command, shell.name), noteOf(proposal), riskOf(proposal))
    }

    return {
      record(record: ShellRecord) {
        deps.touch()
        pause?.abort()
        if (shell) shell.heard++
        handlers[record.name]?.(...record.fields)
      },
      closed() {
        cancel()
        pause?.abort()
        if (shell?.send === send) shell.send = undefined
        if (door === 'fifo' && shell) shells.delete(shell.id)
        // A zsh closes its connection to run a command: it is still there while its process is.
        else if (shell) shell.atPrompt = false
      },
    }
  }

  return {
    open,
    list: () => [...shells.values()],
    tellTasks(running, waiting) {
      counts = `${running} ${waiting}`
      for (const shell of shells.values()) sendTasks(shell)
    },
    describeFailure,
    isAny() {
      forgetDead()
      return shells.size > 0
    },
    get asking() {
      return asking
    },
  }
}

function readEnv(pairs: readonly string[]): ClientEnv {
  const entries = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const)
  return Object.fromEntries(entries.filter(([name]) => (CLIENT_VARIABLES as readonly string[]).includes(name)))
}

/**
 * At Tab zsh expands the word before the cursor, and runs the substitution or glob qualifier in it: behind a blank there
 * is no such word. Nothing of a proposal may run before Enter.
 */
function guardTab(command: string, shell: ShellName): string {
  return shell === 'zsh' && /[`(]/.test(command) ? `${command} ` : command
}

/** One line below the buffer; who proposed it is said when it was not the model. No sign of ours is beyond ASCII. */
function noteOf({ explanation, source, confidence }: Proposal): string {
  const origin = confidence < 1 ? `(offline: ${source})` : ''
  return [explanation, origin].filter(Boolean).join(' ').slice(0, NOTE_LIMIT)
}

/** The labels worth a warning, with the first reason; empty for what only reads, writes or talks as asked. */
function riskOf({ labels, reasons }: Proposal): string {
  const serious = labels.filter((label) => !['safe-readonly', 'writes', 'network'].includes(label))
  if (serious.length === 0) return ''
  const reason = reasons.find(({ label }) => label === serious[0])?.text ?? ''
  return [serious.join(', '), reason].filter(Boolean).join(': ').slice(0, NOTE_LIMIT)
}
