// A session in memory: its conversation, its mode, its directory, the clients that are attached and the turn that runs.
// Everything that works inside a session (agent, hooks, slash commands, tasks) is given this.

import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { createConversation, type Conversation } from '../agent/conversation.ts'
import type { Content } from '../protocol/message.ts'
import { statusUpdate, type Mode, type WireEvent } from '../protocol/wire.ts'
import { nameAction, nameRule } from '../safety/rules/permission.ts'
import { tellPath } from '../safety/sources/source-of-call.ts'
import { createTurnSources, type TurnSources } from '../safety/sources/turn-sources.ts'
import { createRequests, waitForReaders, type Requests, type Rules } from './requests.ts'
import { createSessionMode } from './session-mode.ts'
import { loadContextInSlices, openContextFile, type StoredContext } from './store/context-file.ts'
import { findCutAnswer } from './store/cut-answer.ts'
import type { StateStore } from './store/state-file.ts'
import type { WireLog } from './store/wire-log.ts'
import { createHeardHosts, type HeardHosts } from './user-words.ts'
import { createTurnSlot, type TurnSlot } from './turn-slot.ts'
import { makeDirectory } from '../sys/files.ts'

export interface LiveSessionOptions {
  id: string
  dir: string
  workDir: string
  isNew: boolean
  wireLog: WireLog
  state: StateStore
  /** The mode to begin in; undefined takes the one in the state file. */
  mode: Mode | undefined
  /** True when nobody is there to answer: such a session never writes its mode down. */
  isUnattended: boolean
  modelName(): string
  /** The degree of thinking that the model is asked for; '' leaves it to the model. */
  effort(): string
}

export interface LiveSession {
  readonly id: string
  readonly dir: string
  readonly workDir: string
  readonly isNew: boolean
  readonly title: string
  readonly modelName: string
  effort(): string
  readonly state: StateStore
  readonly wireLog: WireLog
  /** Read from disk when first needed: an idle session takes a few hundred bytes. */
  readonly conversation: Conversation
  /** Reads the conversation in slices: whoever needs it next waits for nothing, and a long one holds nobody up. */
  loadConversation(): Promise<void>
  /** Has the conversation read again, after something else has changed its file. */
  forgetConversation(): void
  readonly mode: Mode
  setMode(mode: Mode): void
  setPlanMode(isOn: boolean): void
  /** The mode that follows plan mode when that is left. */
  modeAfterPlan(): Mode
  /** The acts that the user has allowed for the session, in words. */
  allowed(): string[]
  /** Tells all clients of the mode, the model, the title, the directory and what is allowed, as they are now. */
  announce(): void
  readonly requests: Requests
  /** The rules of the running turn, and of the work that outlives it. */
  rules: Rules
  readonly turn: TurnSlot
  /** The signal of the running turn. */
  readonly signal: AbortSignal
  /** The sources of foreign text that the running turn has read; work that outlives the turn keeps the sources of its own turn. */
  sources: TurnSources
  /** The sources of foreign text that agents in the background have read: their reports may come in any later turn. */
  readonly carried: Set<string>
  /** The user's words during the running turn. */
  readonly steers: Content[]
  /** The hosts that the user has named or approved. */
  readonly hosts: HeardHosts
  /** Lines that the model reads with the user's next words. */
  readonly pendingContext: string[]
  moveTo(workDir: string): void
  /** Sends the event to all clients, then stores it. Throws when the disk is full: the clients hear what the turn comes to all the same. */
  emit(event: WireEvent): void
  /** Null, or a promise for the time when all clients have read what they were sent, or the signal is aborted. */
  untilRead(signal: AbortSignal): Promise<unknown> | null
  /** Stores the begin or end of a turn within the user's, and sends it to Kimi CLI's clients. */
  emitInner(event: WireEvent): void
  /** True when some attached client can show questions. */
  readonly takesQuestions: boolean
  /** True when some attached client can show plans. */
  readonly takesPlanMode: boolean
}

export function createLiveSession(options: LiveSessionOptions): LiveSession {
  const { id, dir, isNew, wireLog, state, effort, mode: first, isUnattended } = options
  const requests = createRequests(emit)
  const turn = createTurnSlot()
  const mode = createSessionMode({ state, first, isUnattended, onChanged: (before) => announceMode(live, before) })
  let workDir = options.workDir
  const { conversation, ...stored } = createStoredConversation(dir)

  function emit(event: WireEvent): void {
    for (const client of requests.clients) client.event(event)
    wireLog.append(event)
  }
  const emitInner = (event: WireEvent) => {
    for (const client of requests.clients) client.innerTurn?.(event)
    wireLog.append(event)
  }
  const untilRead = (signal: AbortSignal) => waitForReaders(requests.clients, signal)
  const place = { id, dir, isNew, state, wireLog, requests, turn, allowed: () => listAllowed(state) }
  const ofMode = { setMode: mode.set, setPlanMode: mode.setPlanMode, modeAfterPlan: () => mode.afterPlan }
  const fixed = { ...createLists(() => workDir), ...stored, ...ofMode, ...place, effort, emit, emitInner, untilRead }
  const live: LiveSession = {
    ...fixed,
    rules: 'own',
    sources: createTurnSources(),
    announce: () => announceMode(live, live.mode),
    get workDir() {
      return workDir
    },
    get title() {
      return readTitle(state)
    },
    get modelName() {
      return options.modelName()
    },
    get conversation() {
      return conversation()
    },
    get mode() {
      return mode.current
    },
    get signal() {
      return turn.signal
    },
    moveTo(next) {
      if (next === workDir) return
      workDir = next
      // Said with the next words, at the end: the messages before stay byte for byte what the provider has cached.
      live.pendingContext.push(describeMove(next))
      live.announce()
    },
    get takesQuestions() {
      return [...requests.clients].some((client) => client.takesQuestions)
    },
    get takesPlanMode() {
      return [...requests.clients].some(({ takesPlanMode }) => takesPlanMode)
    },
  }
  return live
}

/** The line by which the model learns that the session works elsewhere. */
export function describeMove(workDir: string): string {
  return `The working directory is now ${tellPath(workDir)}`
}

/** The lists that a session carries from turn to turn, empty at first. */
function createLists(workDir: () => string): Pick<LiveSession, 'steers' | 'pendingContext' | 'carried' | 'hosts'> {
  const hosts = createHeardHosts((name) => existsSync(resolve(workDir(), name)))
  return { steers: [], pendingContext: [], carried: new Set(), hosts }
}

/** Tells the clients of the mode and what stands beside it; Kimi CLI's learn the plan mode from a status update. */
function announceMode(live: LiveSession, before: Mode): void {
  const { mode, modelName, effort, title, workDir, allowed, requests, emit } = live
  const payload = { mode, model: modelName, effort: effort(), title, work_dir: workDir, allowed: allowed() }
  for (const client of requests.clients) client.event({ type: 'SessionChanged', payload })
  if ((mode === 'plan') !== (before === 'plan')) emit(statusUpdate({ plan_mode: mode === 'plan' }))
}

/** The conversation in memory: read when it is needed, or in slices before that. */
function createStoredConversation(dir: string) {
  const path = join(dir, 'context.jsonl')
  let kept: Conversation | null = null
  /** The same as long as nobody has changed the file. */
  const readVersion = () => {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
    return stat && { ino: stat.ino, size: stat.size, changed: stat.mtimeNs }
  }
  return {
    conversation: () => (kept ??= readConversation(dir)),
    async loadConversation() {
      if (kept !== null) return
      const before = readVersion()
      const context = await loadContextInSlices(path)
      // A conversation that was changed meanwhile is not kept, and is read anew when it is needed.
      if (kept === null && isDeepStrictEqual(readVersion(), before)) kept = readConversation(dir, context)
    },
    forgetConversation: () => void (kept = null),
  }
}

/** `context`: what the file with the conversation holds, where it has been read already. */
function readConversation(dir: string, context?: StoredContext): Conversation {
  makeDirectory(dir)
  const { records, journal } = openContextFile(join(dir, 'context.jsonl'), context)
  const cut = findCutAnswer(join(dir, 'wire.jsonl'), records)
  if (cut.length > 0) journal.append(cut)
  return createConversation([...records, ...cut], journal)
}

/** Approvals of whole kinds of actions, by Kimi CLI's rules, come first. */
function listAllowed(state: StateStore): string[] {
  const { approval, kimi_rules: rules = [] } = state.read()
  return [...approval.auto_approve_actions.map(nameAction), ...rules.map(nameRule)]
}

/** '' also when the file of the session's state cannot be read now: a list of sessions must not fail for that. */
function readTitle(state: StateStore): string {
  try {
    return state.read().custom_title ?? ''
  } catch {
    return ''
  }
}
