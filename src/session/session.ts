// A live session as its clients see it: one conversation that turns are run in, one after the other.

import type { KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { Methods } from '../protocol/methods.ts'
import type { Mode } from '../protocol/wire.ts'
import type { HookSubscription } from './hooks/hooks.ts'
import type { Client, Requests } from './requests.ts'

export type PromptOutcome =
  | { status: 'finished' }
  | { status: 'cancelled' }
  | { status: 'max_steps_reached'; steps: number }
  | { status: 'failed'; error: KimiError }

export interface ExternalTool {
  name: string
  description: string
  /** JSON Schema. */
  parameters: Record<string, unknown>
}

export interface Session {
  readonly id: string
  /** Where its files lie. */
  readonly dir: string
  readonly workDir: string
  readonly isNew: boolean
  readonly title: string
  readonly mode: Mode
  readonly modelName: string
  readonly isBusy: boolean
  /** When the turn that runs has begun; seconds since the epoch, 0 when none runs. */
  readonly turnBegan: number
  readonly requests: Requests
  slashCommands(): { name: string; description: string; aliases: string[] }[]
  attach(client: Client): void
  /** What only this client could answer is answered with a no. */
  detach(client: Client): void
  addTools(
    client: Client,
    tools: readonly ExternalTool[],
  ): { accepted: string[]; rejected: { name: string; reason: string }[] }
  addHooks(client: Client, hooks: readonly HookSubscription[]): void
  /** How many hooks there are for each event. */
  countHooks(): Record<string, number>
  /** One turn, or a slash command. Never rejects; `failed` with `session.busy` while another turn runs. */
  prompt(input: Content): Promise<PromptOutcome>
  /** False when no turn is running. */
  steer(input: Content): boolean
  cancel(): boolean
  /** Commands that run in the foreground go on in the background; how many there were. */
  sendToBackground(): number
  setMode(mode: Mode): void
  setPlanMode(isOn: boolean): void
  /** Something the model should know with the next turn. */
  tell(fact: string): void
  /** The shell has moved: relative paths and commands follow. */
  moveTo(workDir: string): void
  /** What the model has not been told yet of tasks that ended. */
  readonly hasNews: boolean
  /** Tells the stored events again. */
  replay(client: Client): Promise<{ events: number; requests: number }>
  /** Puts conversation, files or both back to before a turn; without `apply` only says what would change. */
  rewind(wish: Methods['session/rewind']['params']): Promise<Methods['session/rewind']['result']>
  /** Ends what runs, and gives the session free for others. */
  close(): Promise<void>
}
