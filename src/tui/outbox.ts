// Prompts on their way to the session: sent at once while nothing runs, and one after the other behind the running turn otherwise. When
// that turn was interrupted or has failed, those that wait are held until the user lets them go on: they were written for its end.

import { toKimiError, type KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { Call } from './link/session-link.ts'

/** A session that another client has just used is asked again so soon. */
const BUSY_MS = 200

export interface Outbox {
  /** Prompts that wait, the oldest first. */
  readonly waiting: readonly Content[]
  /** True when prompts wait until the user lets them go on. */
  readonly isHeld: boolean
  /** Sends a prompt behind those that wait; before them when they are held, and lets them go on. */
  send(content: Content): void
  /** Puts prompts before those that wait, without sending any. */
  putFirst(contents: readonly Content[]): void
  /** Holds the prompts that wait, if any. */
  hold(): void
  /** Lets held prompts go on. False when none is held. */
  release(): boolean
  /** Takes the newest waiting prompt back; undefined when no prompt waits. */
  takeBack(): Content | undefined
  /** Takes the oldest waiting prompt, to be said to the running turn. */
  takeFirst(): Content | undefined
  /** A turn has begun in the session. */
  onTurnBegan(): void
  /** The session may be free now. */
  pump(): void
}

export interface OutboxDeps {
  call: Call
  /** True when the session is connected and no turn runs. */
  isFree(): boolean
  onChanged(): void
  /** The prompt was refused, or its turn ended in an error. `hasBegun`: its turn has told the reason already. */
  onFailed(error: KimiError, hasBegun: boolean): void
  /** A turn reached its limit of steps. */
  onLimit(steps: number): void
}

export function createOutbox({ call, isFree, onChanged, onFailed, onLimit }: OutboxDeps): Outbox {
  const waiting: Content[] = []
  let isHeld = false
  let sending: { content: Content; hasBegun: boolean } | null = null

  const pump = () => {
    if (sending || isHeld || waiting.length === 0 || !isFree()) return
    const sent = { content: waiting.shift()!, hasBegun: false }
    sending = sent
    onChanged()
    call('prompt', { user_input: sent.content })
      .then(({ status, steps = 0 }) => {
        if (status !== 'finished') hold()
        if (status === 'max_steps_reached') onLimit(steps)
      })
      .catch((error: unknown) => fail(sent, toKimiError(error)))
      .finally(() => {
        if (sending === sent) sending = null
        onChanged()
        pump()
      })
  }
  const hold = () => void (isHeld ||= waiting.length > 0)
  const fail = (sent: { content: Content; hasBegun: boolean }, error: KimiError) => {
    const isLost = error.code === 'daemon.unreachable'
    const isBusy = error.code === 'session.busy' // a turn that has begun meanwhile is another client's
    if (isBusy) setTimeout(pump, BUSY_MS)
    if (isBusy || isLost) return void ((isLost && sent.hasBegun) || waiting.unshift(sent.content))
    hold()
    onFailed(error, sent.hasBegun)
  }
  const goOn = () => {
    isHeld = false
    pump()
    onChanged()
    return true
  }
  const taken = (content: Content | undefined) => {
    isHeld &&= waiting.length > 0
    return content
  }

  return {
    waiting,
    get isHeld() {
      return isHeld
    },
    send(content) {
      waiting.splice(isHeld ? 0 : waiting.length, 0, content)
      goOn()
    },
    putFirst: (contents) => void waiting.unshift(...contents),
    hold,
    release: () => isHeld && goOn(),
    takeBack: () => taken(waiting.pop()),
    takeFirst: () => taken(waiting.shift()),
    onTurnBegan: () => void (sending && (sending.hasBegun = true)),
    pump,
  }
}
