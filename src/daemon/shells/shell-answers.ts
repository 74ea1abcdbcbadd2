// The answers to the Ctrl-X questions of one connected shell: at most one question is open, its offers are sent as they
// arrive, and the outcome of its first offers is reported once the user has run or dropped them.

import { failedIn } from '../../knowledge/history/run-outcome.ts'
import type { UserCommand } from '../../protocol/shell-view.ts'
import type { KimiError } from '../../protocol/errors.ts'
import type { ClientEnv } from '../../protocol/methods.ts'
import type { Proposal } from '../../protocol/proposals.ts'
import type { DaemonRecordName } from '../../protocol/records.ts'
import type { Question, RecentCommand } from '../../suggest/prompt-question.ts'
import type { Suggester } from '../../suggest/suggester.ts'
import { describeOffer, describeWords } from './offer-record.ts'
import type { Shell } from './shell-state.ts'
import { describeFailure } from './terminal-output.ts'

export interface ShellAnswersDeps {
  /** A question of this shell has ended, by an answer or without one, after so many milliseconds. */
  onAnswered(shell: Shell, ms: number): void
  suggester: Suggester
  /** True when the settings of a client with this environment allow to read a failed command's output from the terminal. */
  readsTerminal(env: ClientEnv): boolean
  /** The last command, if it failed, of the shell with this process id, where it runs in a session. */
  failureOf(pid: number): UserCommand | undefined
  /** The name of the model that answers a client with this environment; '' when the offline engine does. */
  sourceOf(env: ClientEnv): string
  /** The title of the session of this shell's agent; '' without one. */
  agentTaskOf(shell: Shell): string
  /** Counts a proposal that the user sees; true while its keys shall be named. */
  teachesKeys(): boolean
  /** The first time that a client with this environment has no model: a line about how to get one; else ''. */
  offersModel(env: ClientEnv): string
  /** Offers at an empty line that go before all others: answers to tasks that wait for the user. */
  offersFirst(shell: Shell): Proposal[]
  /**
   * The user has run `ran` in place of `offered`, which was proposed for `about`. `ran` is '' when they dropped it.
   * @param failedIn the directory in which it failed, '' for everywhere; undefined when it went well
   */
  onProposalSettled(about: string, offered: string, ran: string, failedIn?: string): void
}

/** The fields of an `ask` record. */
export interface ShellAsk {
  id: string
  cwd: string
  line: string
  /** Names of aliases. */
  aliases: string[]
}

export interface ShellAnswers {
  /** Answers a question; one that is open is cancelled. */
  ask(shell: Shell, ask: ShellAsk): void
  /** Cancels the open question: the one with this id, or any. */
  cancel(id?: string): void
  /** The user has run offer `index` of question `id` as `command`. What repairs a failure is known only when it has ended. */
  onUsed(shell: Shell, id: string, index: number, command: string): void
  /** The user has run something else than what was offered. */
  onDropped(): void
}

/** A leading blank, HISTIGNORE, HISTORY_IGNORE, HISTCONTROL or fish's private mode. */
const NOT_RECORDED = 'the last command was not recorded: it is kept out of the history'

type Send = (name: DaemonRecordName, ...fields: (string | number)[]) => void

/** The last question, and its offers by index from 1. */
interface Offered {
  id: string
  about: string
  /** True when `about` is a command that failed. */
  isRepair: boolean
  commands: string[]
}

/** `onAsking` is called with 1 when a question opens and with -1 when it has been answered. */
export function createShellAnswers(
  deps: ShellAnswersDeps,
  send: Send,
  onAsking: (change: number) => void,
): ShellAnswers {
  let current: { id: string; abort: AbortController } | undefined
  let offered: Offered | undefined

  function cancel(id?: string): void {
    if (id !== undefined && current?.id !== id) return
    current?.abort.abort()
    current = undefined
  }

  return {
    ask(shell, ask) {
      cancel()
      const abort = new AbortController()
      current = { id: ask.id, abort }
      send('asking', ask.id, describeWords(deps.sourceOf(shell.env)))
      shell.digest.noteQuestion(ask.id, ask.line)
      shell.offers = []
      shell.withheld = []
      const question = describeQuestion(shell, ask, deps.agentTaskOf(shell))
      const onQuestion = (about: string, isRepair: boolean) => {
        const own = { id: ask.id, about, isRepair, commands: [] }
        if (about.trim() !== '') offered = own
        return own
      }
      onAsking(1)
      const begin = performance.now()
      void answer({ deps, send, shell, id: ask.id, question, signal: abort.signal, onQuestion }).finally(() => {
        onAsking(-1)
        deps.onAnswered(shell, performance.now() - begin)
        if (current?.abort === abort) current = undefined
      })
    },
    cancel,
    onUsed(shell, id, index, command) {
      const proposal = offered?.id === id ? offered.commands[index] : undefined
      shell.trial = undefined
      if (offered && proposal !== undefined) {
        const { about, isRepair } = offered
        shell.trial = { about, offered: proposal, ran: command, isRepair }
        // A shell may end by it, and nothing is heard of its end.
        if (!isRepair) deps.onProposalSettled(about, proposal, command)
      }
      offered = undefined
    },
    onDropped() {
      const first = offered?.commands[1]
      if (offered && first !== undefined) deps.onProposalSettled(offered.about, first, '')
      offered = undefined
    },
  }
}

/**
 * A command has ended at the prompt. Where it was a proposal that failed, that is learned. One that was to repair a failure is learned
 * only now, when it went well; of those that failed themselves only a program that is not there speaks against it.
 */
export function settleTrial(
  shell: Pick<Shell, 'trial'>,
  ended: RecentCommand,
  deps: Pick<ShellAnswersDeps, 'onProposalSettled'>,
): void {
  const { trial } = shell
  shell.trial = undefined
  if (!trial || trial.ran !== ended.command) return
  const { about, offered, ran, isRepair } = trial
  const failed = failedIn(ended, isRepair)
  if (failed !== undefined) deps.onProposalSettled(about, offered, ran, failed)
  else if (isRepair && ended.status === 0) deps.onProposalSettled(about, offered, ran)
}

function describeQuestion(shell: Shell, { line, cwd, aliases }: ShellAsk, agentTask: string): Question {
  const { name, env, recent, digest, screen } = shell
  const earlier = digest.lines()
  return { line, cwd, shell: name, env, offline: false, recent: [...recent], earlier, agentTask, aliases, screen }
}

interface Answering {
  deps: ShellAnswersDeps
  send: Send
  shell: Shell
  id: string
  question: Question
  signal: AbortSignal
  /** Called once, with the line or failed command that the question is about; the offers go into what it returns. */
  onQuestion(about: string, isRepair: boolean): Offered
}

async function answer({ deps, send, shell, id, question, signal, onQuestion }: Answering): Promise<void> {
  const offer = (index: number, proposal: Proposal) => {
    shell.digest.noteOffer(id, index, proposal.command)
    shell.offers[index - 1] = proposal
    send('offer', id, index, ...describeOffer(proposal, shell.name))
  }
  const isEmpty = question.line.trim() === ''
  const first = isEmpty ? deps.offersFirst(shell) : []
  first.forEach((proposal, index) => offer(index + 1, proposal))
  const failed = isEmpty ? await describeFailure(shell, deps.readsTerminal(shell.env), deps.failureOf) : undefined
  const done = (total: number, message: string) =>
    send('done', id, total, message, total > 0 && deps.teachesKeys() ? '1' : '')
  if (first.length > 0 && !failed) return done(first.length, '')
  if (isEmpty && !failed && shell.hidesFailure) return send('failed', id, NOT_RECORDED)
  if (failed) question.failed = failed
  const { commands } = onQuestion(failed?.command ?? question.line, failed !== undefined)
  let total = first.length
  for await (const event of deps.suggester.ask(question, signal)) {
    if (signal.aborted) return // the shell has moved on: not a byte more
    if (event.type === 'offer') {
      const index = event.index + first.length
      total = Math.max(total, index)
      commands[index] = event.proposal.command
      offer(index, event.proposal)
    } else if (event.type === 'stands_in') {
      // The offers stand at the prompt already, and the model may still add its own.
    } else if (event.type === 'withheld') shell.withheld[event.index - 1] = event.proposal
    else if (event.type === 'looking')
      send('asking', id, describeWords(`${deps.sourceOf(shell.env)} (looking: ${event.at})`))
    else if (event.type === 'done')
      done(total, describeWords([event.note, deps.offersModel(shell.env)].filter(Boolean).join(' · ')))
    else if (first.length > 0) done(total, '')
    else
      send('failed', id, describeWords(describeFailedAnswer(event.error, isEmpty ? '' : deps.offersModel(shell.env))))
  }
}

/**
 * The message of an error with its hint, without the full stop that a model's own words may end with. `offer`, the way to a model, takes
 * the place of the hint; '' where no model would help.
 */
function describeFailedAnswer({ message, hint }: KimiError, offer: string): string {
  const what = message.replace(/(?<!\.)\.$|。$/u, '')
  return offer ? `${what} · ${offer}` : [what, hint].filter(Boolean).join(': ')
}
