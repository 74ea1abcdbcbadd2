// The session that clients hold: what they may ask of a live session, in the terms of `Session`.

import { join } from 'node:path'
import { PROCESS_ENDS } from '../agent/abort-reason.ts'
import { KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { Extensions } from './extensions.ts'
import type { LiveSession } from './live-session.ts'
import { statusUpdate } from '../protocol/wire.ts'
import type { Client, Rules } from './requests.ts'
import type { RewindAnswer, RewindRequest } from './rewind/rewind-request.ts'
import { failedOutcome, type PromptOutcome, type Session } from './session.ts'
import { disarm } from '../safety/sources/source-of-call.ts'
import { isRequest, readWireLog } from './store/wire-log.ts'
import { readWireTail } from './store/wire-tail.ts'
import { createTurnNotice } from './admission/turn-notice.ts'
import { takeWords } from './user-words.ts'

export interface ClientSessionDeps extends Pick<
  Session,
  | 'slashCommands'
  | 'findModel'
  | 'setModel'
  | 'sendToBackground'
  | 'rewind'
  | 'changes'
  | 'admitLikeKimiCli'
  | 'lookAtFolder'
  | 'measureWindow'
  | 'movedFrom'
  | 'relocate'
  | 'relocateWhenFree'
> {
  extensions: Extensions
  share: string
  /** Runs the user's input as a turn or a slash command. */
  runInput(input: Content): Promise<PromptOutcome>
  hasNotices(): boolean
  /** Ends what outlives turns: the agent and the tasks; fires the hooks of the session's end. */
  endWork(): Promise<void>
  /** Releases the session's lock. */
  release(): void
}

export function createClientSession(live: LiveSession, deps: ClientSessionDeps): Session {
  return describeTurn(live, createCalls(live, deps))
}

type SessionCalls = Omit<Session, 'modelName' | 'effort' | 'isBusy' | 'turnBegan'>

/** The session with what it is doing, and by which model. */
function describeTurn(live: LiveSession, calls: SessionCalls): Session {
  return Object.defineProperties(calls, {
    modelName: { get: () => live.modelName, enumerable: true },
    effort: { get: live.effort, enumerable: true },
    isBusy: { get: () => live.turn.isBusy, enumerable: true },
    turnBegan: { get: () => live.turn.began, enumerable: true },
  }) as Session
}

function createCalls(live: LiveSession, deps: ClientSessionDeps): SessionCalls {
  const { id, dir, isNew, requests, turn, setMode, moveTo } = live
  const { extensions, share, runInput, hasNotices, endWork, release, rewind, ...offered } = deps
  const { addTools, addHooks, countHooks, listHooks } = extensions
  const tell = (line: string) => live.emit(createTurnNotice(line))
  const take = (input: Content) => takeWords(input, live.hosts, { share, tell })
  return {
    ...offered,
    allowed: live.allowed,
    ...{ id, dir, isNew, requests, setMode, moveTo, addTools, addHooks, countHooks, listHooks },
    get workDir() {
      return live.workDir
    },
    get title() {
      return live.title
    },
    get mode() {
      return live.mode
    },
    get hasNotices() {
      return hasNotices()
    },
    attach: requests.attach,
    detach(client) {
      requests.detach(client)
      extensions.forget(client)
    },
    prompt: (input, rules = 'own') => runPrompt(live, rules, () => runInput(take(input))),
    steer: (input) => turn.isBusy && live.steers.push(take(input)) > 0,
    cancel: turn.cancel,
    setPlanMode(isOn) {
      const before = live.mode
      live.setPlanMode(isOn)
      // Kimi CLI answers with a status update also when nothing has changed.
      if (live.mode === before) live.emit(statusUpdate({ plan_mode: isOn }))
    },
    addContext: (text) => void live.pendingContext.push(disarm(text)),
    history: (turns, before) => readHistory(live, turns, before),
    replay: (client) => replayEvents(live, client),
    rewind: (wish) => rewindSession(live, wish, rewind),
    async close() {
      turn.cancel(PROCESS_ENDS)
      await turn.untilFree()
      try {
        await endWork()
        live.wireLog.flush()
      } finally {
        live.forgetConversation()
        release() // on a full disk too: the session would count as in use until the daemon ends
      }
    },
  }
}

async function runPrompt(live: LiveSession, rules: Rules, run: () => Promise<PromptOutcome>): Promise<PromptOutcome> {
  const { turn, wireLog, steers } = live
  if (turn.isBusy) return failedOutcome(new KimiError('session.busy', 'an agent turn is already in progress'))
  live.rules = rules
  steers.splice(0) // words that came after the last turn's end were not meant for this one
  try {
    return await turn.run(() => run().finally(() => wireLog.flush()))
  } catch (error) {
    return failedOutcome(error)
  }
}

/** `rewind` changes the files of the conversation and of the events, so that both are read again afterwards. */
async function rewindSession(
  live: LiveSession,
  wish: RewindRequest,
  rewind: ClientSessionDeps['rewind'],
): Promise<RewindAnswer> {
  if (live.turn.isBusy) throw new KimiError('session.busy', 'a turn is running')
  const result = await live.turn.between(async () => {
    live.wireLog.flush()
    try {
      return await rewind(wish)
    } finally {
      live.forgetConversation()
    }
  })
  const { applied, to, what } = result
  if (applied && to !== undefined && what !== undefined) {
    const payload = { what, turn: to, is_undone: wish.undo ?? false }
    for (const client of live.requests.clients) client.event({ type: 'SessionRewound', payload })
  }
  return result
}

function readHistory({ dir, wireLog, turn, requests }: LiveSession, turns: number, before?: number) {
  wireLog.flush()
  return { ...readWireTail(join(dir, 'wire.jsonl'), turns, before), isBusy: turn.isBusy, requests: requests.open() }
}

async function replayEvents(
  { dir, wireLog, requests }: LiveSession,
  client: Client,
): Promise<{ events: number; requests: number }> {
  wireLog.flush()
  const count = { events: 0, requests: 0 }
  for await (const { message } of readWireLog(join(dir, 'wire.jsonl'))) {
    // Older versions of Kimi CLI stored their requests, too.
    if (isRequest(message)) {
      client.request(message)
      count.requests++
    } else {
      client.event(message)
      count.events++
    }
    await client.caughtUp?.() // a log of 200 MB is not queued for a slow reader
    if (!requests.clients.has(client)) break
  }
  return count
}
