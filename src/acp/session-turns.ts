// The prompts of an editor in one session. ACP has one prompt for a turn; words that come while a turn runs steer it, and end with it.

import type { StopReason } from '@agentclientprotocol/sdk'
import type { Client } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { WireEvent } from '../protocol/wire.ts'

export interface Turns {
  /** True while a prompt of the editor is not answered. */
  readonly isPrompting: boolean
  /** Hears the beginnings and ends of turns. */
  note(event: WireEvent): void
  /** Resolves when the turn has ended. Throws KimiErrors. */
  prompt(content: Content, signal: AbortSignal): Promise<StopReason>
  /** Cancels the turn that runs, also one that another door has begun; does nothing when nothing runs. */
  cancel(): void
  /** The connection has ended, and with it the turn. A prompt that steers it fails, as one that has begun it does. */
  lose(): void
  /** The editor lets go of the session: a prompt that is not answered counts as cancelled when the connection ends. */
  close(): void
}

/** `expectOwnWords` is called before words of the editor are sent; what it returns takes that back. */
export function createTurns(call: Client['call'], expectOwnWords: () => () => void): Turns {
  const running = createRunningTurn()
  const { steer, begin } = createWays(call, running, expectOwnWords)
  let prompting = 0
  /** Counts the cancellations, so that a prompt notices one that came before its turn began. */
  let cancels = 0
  let isClosed = false
  const cancel = () => {
    cancels++
    call('cancel', {}).catch(() => {}) // no turn runs, or it has just ended
  }
  return {
    get isPrompting() {
      return prompting > 0
    },
    note({ type }) {
      if (type === 'TurnBegin') running.begin()
      else if (type === 'TurnEnd') running.end()
    },
    cancel,
    lose: () => running.end(new KimiError('daemon.unreachable', 'the daemon closed the connection')),
    close: () => void (isClosed = true),
    async prompt(content, signal) {
      const before = cancels
      prompting++
      signal.addEventListener('abort', cancel, { once: true })
      try {
        // A turn may end, or begin, between the look and the call: then the other way is taken.
        for (;;) {
          if (cancels !== before || signal.aborted) return 'cancelled'
          const reason = (await steer(content)) ?? (await begin(content))
          if (reason !== null) return cancels === before ? reason : 'cancelled'
        }
      } catch (error) {
        if (isClosed) return 'cancelled'
        throw error
      } finally {
        prompting--
        signal.removeEventListener('abort', cancel)
      }
    },
  }
}

/** The two ways of a prompt: to steer the turn that runs, or to begin one. Each resolves with null when it is not the right one now. */
function createWays(
  call: Client['call'],
  running: ReturnType<typeof createRunningTurn>,
  expectOwnWords: () => () => void,
) {
  /** The outcome of the turn that the editor itself has begun. */
  let own: Promise<StopReason> | null = null
  return {
    async steer(content: Content): Promise<StopReason | null> {
      const { ended } = running
      if (ended === null) return null
      const forget = expectOwnWords()
      try {
        await call('steer', { user_input: content })
      } catch {
        forget()
        return null
      }
      return own ?? ended.then(() => 'end_turn' as const)
    },
    async begin(content: Content): Promise<StopReason | null> {
      const forget = expectOwnWords()
      const outcome = call('prompt', { user_input: content }).then(reasonOf).catch(reasonOfFailure)
      own ??= outcome
      try {
        return await outcome
      } catch (error) {
        if (!(error instanceof KimiError && error.code === 'session.busy')) throw error
        running.begin()
        return null
      } finally {
        if (own === outcome) own = null
        forget()
      }
    },
  }
}

/** The turn of the session that runs, whoever has begun it. `ended` is null while none does. */
function createRunningTurn() {
  let turn: PromiseWithResolvers<void> | null = null
  return {
    get ended() {
      return turn?.promise ?? null
    },
    begin() {
      if (turn !== null) return
      turn = Promise.withResolvers()
      turn.promise.catch(() => {}) // nobody may be waiting for it
    },
    /** `failure`: nothing will be heard of its end. */
    end(failure?: KimiError) {
      if (failure === undefined) turn?.resolve()
      else turn?.reject(failure)
      turn = null
    },
  }
}

/** Failures that ACP has a stop reason for. */
const REASONS: Partial<Record<KimiError['code'], StopReason>> = {
  'turn.max_tokens': 'max_tokens',
  'model.refused': 'refusal',
  'turn.cancelled': 'cancelled',
}

function reasonOf({ status }: { status: 'finished' | 'cancelled' | 'max_steps_reached' }): StopReason {
  if (status === 'cancelled') return 'cancelled'
  return status === 'finished' ? 'end_turn' : 'max_turn_requests'
}

/** Throws the failure when ACP has no stop reason for it. */
function reasonOfFailure(error: unknown): StopReason {
  const reason = error instanceof KimiError ? REASONS[error.code] : undefined
  if (reason === undefined) throw error
  return reason
}
