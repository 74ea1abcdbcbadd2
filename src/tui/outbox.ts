// Prompts on their way to the session: sent at once while nothing runs, and one after the other behind the running turn otherwise. When
// that turn was interrupted or has failed, those that wait are held until the user lets them go on: they were written for its end.

import { toKimiError, type KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { Call } from './link/session-link.ts'

/** A message whose turn has not begun by then is shown: a hook of the user runs, or the daemon is busy. */
const SLOW_MS = 200
/** A session that another client has just used is asked again so soon. */
const BUSY_MS = 200

export interface Outbox {
  /** Prompts that wait, the oldest first. */
  readonly waiting: readonly Content[]
  /** The prompt that was sent, while its turn is slow to begin; null otherwise. */
  readonly underWay: Content | null
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

/** A prompt that was sent, until its turn has ended. */
interface Sent {
  content: Content
  hasBegun: boolean
  isSlow: boolean
  timer: NodeJS.Timeout
}

function noteSent(content: Content, onSlow: () => void): Sent {
  const timer = setTimeout(() => {
    sent.isSlow = true
    onSlow()
  }, SLOW_MS)
  const sent: Sent = { content, hasBegun: false, isSlow: false, timer }
  return sent
}

/** Prompts that wait, and whether they are held; an empty list never is. */
function createList() {
  const waiting: Content[] = []
  const list = {
    waiting,
    isHeld: false,
    hold: () => void (list.isHeld ||= waiting.length > 0),
    /** Called with what was just taken out. */
    taken(content: Content | undefined): Content | undefined {
      list.isHeld &&= waiting.length > 0
      return content
    },
  }
  return list
}

export function createOutbox({ call, isFree, onChanged, onFailed, onLimit }: OutboxDeps): Outbox {
  const list = createList()
  let sending: Sent | null = null

  const pump = () => {
    if (sending || list.isHeld || list.waiting.length === 0 || !isFree()) return
    const sent = (sending = noteSent(list.waiting.shift()!, onChanged))
    onChanged()
    call('prompt', { user_input: sent.content })
      .then(({ status, steps = 0 }) => {
        if (status !== 'finished') list.hold()
        if (status === 'max_steps_reached') onLimit(steps)
      })
      .catch((error: unknown) => fail(sent, toKimiError(error)))
      .finally(() => {
        clearTimeout(sent.timer)
        if (sending === sent) sending = null
        onChanged()
        pump()
      })
  }
  const fail = (sent: Sent, error: KimiError) => {
    const isLost = error.code === 'daemon.unreachable'
    const isBusy = error.code === 'session.busy' // a turn that has begun meanwhile is another client's
    if (isBusy) setTimeout(pump, BUSY_MS)
    if (isBusy || (isLost && !sent.hasBegun)) list.waiting.unshift(sent.content)
    if (isBusy) return
    // The daemon may have run the user's hooks before it ended: the user decides whether they run again.
    list.hold()
    if (!isLost) onFailed(error, sent.hasBegun)
  }
  const goOn = () => {
    list.isHeld = false
    pump()
    onChanged()
    return true
  }

  return {
    waiting: list.waiting,
    get isHeld() {
      return list.isHeld
    },
    get underWay() {
      return sending?.isSlow && !sending.hasBegun ? sending.content : null
    },
    send(content) {
      list.waiting.splice(list.isHeld ? 0 : list.waiting.length, 0, content)
      goOn()
    },
    putFirst: (contents) => void list.waiting.unshift(...contents),
    hold: list.hold,
    release: () => list.isHeld && goOn(),
    takeBack: () => list.taken(list.waiting.pop()),
    takeFirst: () => list.taken(list.waiting.shift()),
    onTurnBegan: () => void (sending && (sending.hasBegun = true)),
    pump,
  }
}
