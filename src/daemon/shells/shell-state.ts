// The daemon's knowledge of one interactive shell: as it said hello, where it is, and its last commands.

import { CLIENT_VARIABLES, type ClientEnv, type KeyBinding } from '../../protocol/methods.ts'
import type { Proposal, ShellName } from '../../protocol/proposals.ts'
import type { DaemonRecordName } from '../../protocol/records.ts'
import { USUAL_SCREEN, type PromptScreen } from '../../safety/text/prompt-room.ts'
import { createDigest, type Digest } from '../../suggest/offer-digest.ts'
import type { RecentCommand } from '../../suggest/prompt-question.ts'
import { startTime } from '../../sys/processes.ts'
import type { Sleeper } from './prompt-wake.ts'

/** The id that a shell gives itself: files of the run directory bear it as their name. */
export const SHELL_ID = /^[A-Za-z0-9_.-]{1,64}$/

export interface Shell extends Sleeper {
  id: string
  name: ShellName
  /** The tmux server's socket and the pane's id, separated by a blank; '' outside tmux. */
  tmux: string
  cwd: string
  env: ClientEnv
  door: 'socket' | 'fifo'
  /** Commands, oldest first. The older half is dropped at once, so that in between the model's prompt grows only at its end. */
  recent: RecentCommand[]
  /** The last few proposals and their outcomes. */
  digest: Digest
  /** The last command at the prompt; undefined when the status that the user sees is not its own. */
  last: RecentCommand | undefined
  /** The proposals of the last question, which the shell's message may have cut. */
  offers: Proposal[]
  /** The proposals of the last question that its prompt could not show whole: `kimi suggest` prints them. */
  withheld: Proposal[]
  /**
   * A proposal that runs now, in the form in which the user has run it; `isRepair`: it was made for a failed command. A zsh closes its
   * connection meanwhile.
   */
  trial: { about: string; offered: string; ran: string; isRepair: boolean } | undefined
  /** The terminal, as the last question has told it. */
  screen: PromptScreen
  /** True when the command whose failure the user sees was kept out of the history, and so is unknown here. */
  hidesFailure: boolean
  /** Start time of its process, which tells it from a later process with the same id; null where the system cannot tell. */
  started: string | null
  /** Milliseconds since the epoch: the last time that the user did something there. */
  usedAt: number
  /** Names that the shell's terminal is known by (`hello` in protocol/records.ts). */
  features: string
  /** The binding of the shell's key, as the shell has told it (`key` in protocol/records.ts); null until then. */
  key: KeyBinding | null
  /** Sends a record to the shell; undefined while it is not connected. */
  send: ((name: DaemonRecordName, ...fields: (string | number)[]) => void) | undefined
  /** The task counts that the shell was last told, as `running waiting`. */
  toldTasks: string
  /** True when the shell has read a greeting of this daemon. */
  isGreeted: boolean
}

/** The fields of a `hello` record, as far as they are kept. */
export interface ShellHello {
  id: string
  name: ShellName
  pid: number
  tty: string
  tmux: string
}

/** Twice this many recent commands are kept before the older half goes. */
const RECENT_BLOCK = 8
/** Commands that ask about the last failure: one that found nothing is not the failure to fix next. */
const ASKS_ABOUT_FAILURE = /^\S*\bkimi['"]?\s+(fix|explain|suggest|check)\b/
const INTERRUPTED = 130
export const NO_TASKS = '0 0'

export function createShellState({ id, name, pid, tty, tmux }: ShellHello, door: Shell['door']): Shell {
  return {
    id,
    name,
    pid,
    tty,
    tmux,
    cwd: '/',
    env: {},
    door,
    atPrompt: true,
    isWaiting: false,
    isListening: false,
    losesReports: name === 'fish',
    recordCount: 0,
    reportsAsked: [],
    hasUnread: () => false,
    recent: [],
    digest: createDigest(),
    offers: [],
    withheld: [],
    trial: undefined,
    screen: USUAL_SCREEN,
    last: undefined,
    hidesFailure: false,
    started: startTime(pid),
    usedAt: Date.now(),
    features: '',
    key: null,
    send: undefined,
    toldTasks: NO_TASKS,
    isGreeted: false,
  }
}

/** Any other name than `bash` and `fish` means zsh. */
export function readShellName(name: string): ShellName {
  return name === 'bash' || name === 'fish' ? name : 'zsh'
}

/** Keeps a command that has ended at the prompt. */
export function keepCommand(shell: Shell, ended: RecentCommand): void {
  if (!ASKS_ABOUT_FAILURE.test(ended.command)) shell.last = ended
  shell.recent.push(ended)
  if (shell.recent.length > 2 * RECENT_BLOCK) shell.recent.splice(0, RECENT_BLOCK)
}

/**
 * The newest command that failed and was not the last one; undefined where it has gone well since. Ctrl-C is no failure. Its output is
 * not known any more.
 */
export function findEarlierFailure({ recent }: Pick<Shell, 'recent'>): RecentCommand | undefined {
  const wentWell = new Set<string>()
  return recent.findLast(({ command, status }) => {
    if (status === 0) wentWell.add(command)
    const isFailure = status !== 0 && status !== INTERRUPTED && !ASKS_ABOUT_FAILURE.test(command)
    return isFailure && !wentWell.has(command)
  })
}

/** Reads NAME=value fields; names outside CLIENT_VARIABLES are dropped. */
export function readClientEnv(pairs: readonly string[]): ClientEnv {
  const entries = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const)
  return Object.fromEntries(entries.filter(([name]) => (CLIENT_VARIABLES as readonly string[]).includes(name)))
}
