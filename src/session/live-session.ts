// A session in memory: its conversation, its mode, who is attached, and the turns that run in it one after the other.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createConversation, type Conversation } from '../agent/conversation.ts'
import { KimiError } from '../protocol/errors.ts'
import { textOf, type Content } from '../protocol/message.ts'
import type { Mode, WireEvent } from '../protocol/wire.ts'
import { openContextFile } from './store/context-file.ts'
import { createRequests, type Client } from './requests.ts'
import type { PromptOutcome, Session } from './session.ts'
import { createSessionMode } from './session-mode.ts'
import type { StateStore } from './store/state-file.ts'
import { readWireLog, type WireLog } from './store/wire-log.ts'

export interface LiveSessionDeps {
  id: string
  dir: string
  workDir: string
  isNew: boolean
  wireLog: WireLog
  state: StateStore
  /** The mode it begins in, before what its state says; `isUnattended` is never written down. */
  isUnattended: boolean
  mode: Mode | undefined
  modelName(): string
  /** Gives the lock back. */
  release(): void
  /** Runs what the user said: slash command or turn. */
  run(input: Content): Promise<PromptOutcome>
  hasNews(): boolean
  sendToBackground: Session['sendToBackground']
  /** Ends what outlives turns: tasks, and hooks of the session's end. */
  ended(): Promise<void>
  rewind: Session['rewind']
  extensions: Pick<Session, 'slashCommands' | 'addTools' | 'addHooks' | 'countHooks'> & { forget(client: Client): void }
}

/** What a turn sees of its session. */
export interface Running {
  readonly id: string
  readonly dir: string
  readonly workDir: string
  readonly conversation: Conversation
  readonly mode: Mode
  readonly requests: Session['requests']
  readonly state: StateStore
  /** Of the turn that runs. */
  readonly signal: AbortSignal
  readonly steers: Content[]
  /** What the model is to be told with the next words of the user. */
  readonly facts: string[]
  emit(event: WireEvent): void
  setMode(mode: Mode): void
  setPlanMode(isOn: boolean): void
  /** Whether some client can show questions, and plans. */
  readonly takesQuestions: boolean
  readonly takesPlanMode: boolean
}

/** `running` is the same session as its turns see it. */
export function createLiveSession(deps: LiveSessionDeps): { session: Session; running: Running } {
  const { id, dir, wireLog, state } = deps
  const requests = createRequests(emit)
  const steers: Content[] = []
  const facts: string[] = []
  let workDir = deps.workDir
  let conversation: Conversation | null = null
  let turn: { abort: AbortController; ended: Promise<unknown>; began: number } | null = null
  const mode = createSessionMode({ state, first: deps.mode, isUnattended: deps.isUnattended, onChanged: announce })

  function emit(event: WireEvent): void {
    wireLog.append(event)
    for (const client of requests.clients) client.event(event)
  }

  /** Read when first needed: an idle session is a few hundred bytes. */
  const open = () => {
    if (conversation) return conversation
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const file = openContextFile(join(dir, 'context.jsonl'))
    return (conversation = createConversation(file.records, file.journal))
  }

  function announce(): void {
    const payload = { mode: mode.current, model: deps.modelName(), title: session.title, work_dir: workDir }
    for (const client of requests.clients) client.event({ type: 'SessionChanged', payload })
  }

  const running: Running = {
    id,
    dir,
    get workDir() {
      return workDir
    },
    get conversation() {
      return open()
    },
    get mode() {
      return mode.current
    },
    requests,
    state,
    get signal() {
      return turn?.abort.signal ?? AbortSignal.abort()
    },
    steers,
    facts,
    emit,
    setMode: mode.set,
    setPlanMode: mode.setPlanMode,
    get takesQuestions() {
      return [...requests.clients].some(({ takesQuestions }) => takesQuestions)
    },
    get takesPlanMode() {
      return [...requests.clients].some(({ takesPlanMode }) => takesPlanMode)
    },
  }

  const session: Session = {
    id,
    dir,
    isNew: deps.isNew,
    requests,
    get workDir() {
      return workDir
    },
    get title() {
      return state.read().custom_title ?? ''
    },
    get mode() {
      return mode.current
    },
    get modelName() {
      return deps.modelName()
    },
    get isBusy() {
      return turn !== null
    },
    get turnBegan() {
      return turn?.began ?? 0
    },
    slashCommands: deps.extensions.slashCommands,
    addTools: deps.extensions.addTools,
    addHooks: deps.extensions.addHooks,
    countHooks: deps.extensions.countHooks,
    attach: requests.attach,
    detach(client) {
      requests.detach(client)
      deps.extensions.forget(client)
    },
    async prompt(input) {
      if (turn) return failed(new KimiError('session.busy', 'an agent turn is already in progress'))
      const abort = new AbortController()
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      turn = { abort, ended, began: Date.now() / 1000 }
      try {
        return await deps.run(input)
      } catch (error) {
        return failed(error)
      } finally {
        abort.abort() // what still asks is a no
        wireLog.flush()
        turn = null
        resolve()
      }
    },
    steer(input) {
      if (!turn) return false
      steers.push(input)
      return true
    },
    cancel() {
      turn?.abort.abort()
      return turn !== null
    },
    setMode: mode.set,
    setPlanMode(isOn) {
      mode.setPlanMode(isOn)
      emit({
        type: 'StatusUpdate',
        payload: {
          context_usage: null,
          context_tokens: null,
          max_context_tokens: null,
          token_usage: null,
          message_id: null,
          plan_mode: isOn,
          mcp_status: null,
        },
      })
    },
    sendToBackground: deps.sendToBackground,
    tell: (fact) => void facts.push(fact),
    get hasNews() {
      return deps.hasNews()
    },
    moveTo(next) {
      if (next === workDir) return
      workDir = next
      // Said with the next words, at the end: what came before stays byte for byte what the provider has cached.
      facts.push(`The working directory is now ${next}`)
      announce()
    },
    async replay(client) {
      wireLog.flush()
      let events = 0
      for await (const { message } of readWireLog(join(dir, 'wire.jsonl'))) {
        client.event(message)
        events++
      }
      return { events, requests: 0 }
    },
    async rewind(wish) {
      if (turn) throw new KimiError('session.busy', 'a turn is running')
      wireLog.flush()
      const result = await deps.rewind(wish)
      conversation = null // read anew with the next turn
      return result
    },
    async close() {
      turn?.abort.abort()
      await turn?.ended
      await deps.ended()
      wireLog.flush()
      conversation = null
      deps.release()
    },
  }
  return { session, running }
}

export function failed(error: unknown): PromptOutcome {
  if (error instanceof KimiError) return { status: 'failed', error }
  const message = error instanceof Error ? error.message : String(error)
  return { status: 'failed', error: new KimiError('protocol.invalid', message, { cause: error }) }
}

/** The words of a prompt, for titles and hooks. */
export function wordsOf(input: Content): string {
  return textOf(input).replaceAll(/\s+/g, ' ').trim()
}
