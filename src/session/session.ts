// A live session as clients and the daemon see it: one conversation in which turns run one after the other.

import type { NoModel } from '../models/model-catalog.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { Effort, Methods } from '../protocol/methods.ts'
import type { ChangedFile, HookView, WindowView } from '../protocol/session-view.ts'
import type { Mode } from '../protocol/wire.ts'
import type { ModelChoice } from './agent-run.ts'
import type { HookSubscription } from './hooks/hooks.ts'
import type { Client, Requests, Rules } from './requests.ts'

export type PromptOutcome =
  | { status: 'finished' }
  | { status: 'cancelled' }
  | { status: 'max_steps_reached'; steps: number }
  | { status: 'failed'; error: KimiError }

/** A tool that a client runs itself. */
export interface ExternalTool {
  name: string
  description: string
  /** JSON Schema. */
  parameters: Record<string, unknown>
}

export interface Session {
  readonly id: string
  /** The directory of the session's files. */
  readonly dir: string
  readonly workDir: string
  /** The directory in which the session had worked when it was opened here; '' where it was this one, or is not known. */
  readonly movedFrom: string
  /** True when the session was created by being opened. */
  readonly isNew: boolean
  readonly title: string
  readonly mode: Mode
  /** '' when no model is configured. */
  readonly modelName: string
  /** The degree of thinking that the model is asked for; '' leaves it to the model. */
  readonly effort: string
  readonly isBusy: boolean
  /** Start of the running turn in seconds since the epoch; 0 when none runs. */
  readonly turnBegan: number
  readonly requests: Requests
  slashCommands(): { name: string; description: string; aliases: string[] }[]
  attach(client: Client): void
  /** Requests that only this client could answer are answered with a refusal. */
  detach(client: Client): void
  addTools(
    client: Client,
    tools: readonly ExternalTool[],
  ): { accepted: string[]; rejected: { name: string; reason: string }[] }
  addHooks(client: Client, hooks: readonly HookSubscription[]): void
  /** The model that answers the next turn; null when no model is configured. */
  findModel(): ModelChoice | null
  /** The number of hooks for each event. */
  countHooks(): Record<string, number>
  listHooks(): HookView[]
  /** The approvals that the user has given for this session, in their words. */
  allowed(): string[]
  /** The parts that fill the model's window, with their tokens. Throws `agent.invalid`. */
  measureWindow(): Promise<WindowView>
  /**
   * Runs one turn or a slash command, by our own rules unless others are given. Never rejects; `failed` with `session.busy`
   * while another turn runs.
   */
  prompt(input: Content, rules?: Rules): Promise<PromptOutcome>
  /** Adds the user's words to the running turn. False when no turn is running. */
  steer(input: Content): boolean
  /** `reason`: PROCESS_ENDS, or nothing where the user interrupts. False when no turn is running. */
  cancel(reason?: string): boolean
  /** Moves the commands that run in the foreground to the background, and returns their number. */
  sendToBackground(): number
  setMode(mode: Mode): void
  /** Changes what answers the next turns, and says what holds then. Throws `model.not_found`; nothing has changed then. */
  setModel(wish: { name?: string; effort?: Effort | null }): Methods['session/model']['result']
  setPlanMode(isOn: boolean): void
  /** Adds a line that the model reads with the user's next words. */
  addContext(text: string): void
  /** Lets in the instructions and skills of the folder, for a client of Kimi CLI's that shows questions. */
  admitLikeKimiCli(): Promise<void>
  /** Looks at the folder again, behind what the session does: the user's trust in it may have changed. */
  lookAtFolder(): void
  /** Follows the shell to another directory: relative paths and commands start there. */
  moveTo(workDir: string): void
  /**
   * The session belongs to another directory from now on, with all that depends on it: trust, skills, hooks, and `kimi -C`. Its files
   * and its id stay. Throws `session.busy` while a turn runs.
   */
  relocate(workDir: string): void
  /** The same once no turn runs. */
  relocateWhenFree(workDir: string): Promise<void>
  /** True when a background task has ended and the model has not been told. */
  readonly hasNotices: boolean
  /** The events of the last turns, or of those before byte `before` of the log, and what is open now. */
  history(turns: number, before?: number): Methods['session/history']['result']
  /** Sends the stored events to the client. */
  replay(client: Client): Promise<{ events: number; requests: number }>
  /**
   * Puts the conversation, the files or both back to before a turn; without `apply` it only describes what would change.
   * Throws `session.busy` while a turn runs.
   */
  rewind(wish: Methods['session/rewind']['params']): Promise<Methods['session/rewind']['result']>
  /** The files that the session has changed, as they are now. */
  changes(): Promise<ChangedFile[]>
  /** Ends the running turn and the tasks, and releases the session for other processes. */
  close(): Promise<void>
}

/** The outcome for an exception. */
export function failedOutcome(error: unknown): PromptOutcome {
  return { status: 'failed', error: toKimiError(error) }
}

/** The outcome of a turn that has no model to answer it. */
export function failWithoutModel({ reason, hint }: NoModel): PromptOutcome {
  return { status: 'failed', error: new KimiError('model.not_configured', reason, { hint }) }
}
