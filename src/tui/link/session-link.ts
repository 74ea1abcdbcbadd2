// The connection to the session on the screen. When it breaks, it is made again until the user leaves: the daemon is started if need
// be, and the same session is opened there. A daemon that was stopped on purpose is started again only when the user wishes it.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, EventListener, Listener } from '../../client/peer.ts'
import { KimiError, toKimiError } from '../../protocol/errors.ts'
import { TOPICS } from '../../protocol/events.ts'
import type { Methods, OpenedSession, OpenSession, SlashCommandView } from '../../protocol/methods.ts'
import { WIRE_PROTOCOL } from '../../protocol/version.ts'
import type { Mode, WireRequest } from '../../protocol/wire.ts'

/** Waits before each attempt to connect again, in milliseconds; the last one is repeated. */
const WAITS_MS = [50, 100, 200, 500, 1_000, 2_000]
/** The attempt after which the user is told that the daemon was stopped: `kimi daemon restart` starts the next one before. */
const STOPPED_AFTER = 4
/** Turns that are shown when a session is opened. */
const SHOWN_TURNS = 30

/** `again`: after the connection was lost. */
export type OpenReason = 'new' | 'again'

export interface OpenedLink {
  session: OpenedSession
  slashCommands: readonly SlashCommandView[]
  /** The last turns, and what is open now. */
  history: Methods['session/history']['result']
}

/** The calls that the app makes while a session is open. */
export type Call = Client['call']

export interface Connect {
  /** Makes a connection to a daemon. `starts`: a daemon is started if none runs. `onRemark` gets words for the user about it. */
  open(ways: { starts: boolean; onRemark(text: string): void }): Promise<Client>
}

export interface LinkListener extends Listener, EventListener {
  /** The session is open. Its events follow. */
  onOpened(opened: OpenedLink, why: OpenReason): void
  /** The connection broke, or could not be made again for this reason. `wasStopped`: the daemon was stopped on purpose. */
  onLost(error: KimiError, wasStopped: boolean): void
  /** The daemon was stopped on purpose, and no other one was started: it is started again by `start`. */
  onStopped(): void
  /** The daemon has a word for the user; not sanitised. */
  onRemark(text: string): void
}

export interface SessionLink {
  /** Resolves when the session is open for the first time; rejects when it cannot be opened. */
  readonly opened: Promise<void>
  /** Rejects with `daemon.unreachable` while there is no connection. */
  call: Call
  /** Opens another session in place of this one. Rejects when it cannot be opened; then this one stays. */
  open(wish: Partial<OpenSession>): Promise<void>
  /** The session works in this directory and mode now: so it is opened again after the connection was lost. */
  changed(now: { workDir: string; mode: Mode }): void
  /** Starts the daemon again that was stopped on purpose. False when there is nothing to start. */
  start(): boolean
  /** The connection itself; null while the daemon is not connected. */
  client(): Client | null
  close(): void
}

/** Opens the session and keeps it open. */
export function createSessionLink(connect: Connect, wish: OpenSession, listener: LinkListener): SessionLink {
  const reach = (starts: boolean) => connect.open({ starts, onRemark: listener.onRemark })
  let pause = createPause()
  let isClosed = false
  let current: Opened | null = null
  // A turn goes on when this terminal is closed or lost.
  let wanted: OpenSession = { ...wish, outlives: true }

  const enter = async (opened: Opened, why: OpenReason) => {
    if (isClosed) return opened.client.close() // the user has left meanwhile
    current = opened
    const { session, client } = opened
    wanted = { ...byId(wanted, session.id), lastMode: session.mode }
    client.follow(listener)
    listener.onOpened(opened, why)
    for (const { request, answer } of opened.requests) listener.request(request, answer)
    void client.closed.then(() => {
      if (current === opened && !isClosed) void again(opened.wasStopped)
    })
    await client.subscribe({ topics: TOPICS }, hearStop(opened, listener)).catch(() => {})
  }
  const again = async (wasStopped: boolean) => {
    current = null
    pause = createPause()
    listener.onLost(new KimiError('daemon.unreachable', 'the daemon closed the connection'), wasStopped)
    const mayStart = () => !wasStopped || pause.isOver
    const open = async () => {
      const opened = await begin(() => reach(mayStart()), wanted)
      pause.end()
      await enter(opened, 'again')
    }
    await repeat({ open, pause, isLeft: () => isClosed, onFailed })
    function onFailed(error: unknown, attempt: number) {
      if (mayStart()) listener.onLost(toKimiError(error), wasStopped)
      else if (attempt === STOPPED_AFTER) listener.onStopped()
    }
  }

  return {
    opened: begin(() => reach(true), wanted).then((opened) => enter(opened, 'new')),
    call: (method, params) => current?.client.call(method, params) ?? refuseCall(),
    async open(next) {
      const { id: _, continues: _continues, lastMode: _mode, ...rest } = wanted
      const opened = await begin(() => reach(true), { ...rest, ...next })
      const before = current
      wanted = { ...rest, ...next }
      await enter(opened, 'new')
      before?.client.close()
    },
    changed: ({ workDir, mode }) => void (wanted = { ...wanted, workDir, lastMode: mode }),
    start: () => current === null && pause.end(),
    client: () => current?.client ?? null,
    close() {
      isClosed = true
      pause.end()
      current?.client.close()
    },
  }
}

/** A listener that notes when the daemon says that it stops. */
function hearStop(opened: Opened, listener: LinkListener): EventListener {
  return {
    onEvent(event, cursor) {
      if (event.topic === 'daemon') opened.wasStopped = true
      listener.onEvent(event, cursor)
    },
    onReset: listener.onReset,
  }
}

/** The wish for a session that is open already. It is asked for by its id, as neither new nor "the last one", when it is opened again. */
function byId(wish: OpenSession, id: string): OpenSession {
  const { continues: _, mode: _mode, ...rest } = wish
  return { ...rest, id }
}

interface Attempts {
  open(): Promise<void>
  pause: Pause
  isLeft(): boolean
  onFailed(error: unknown, attempt: number): void
}

/** Tries again and again until the session is open or the user has left. */
async function repeat({ open, pause, isLeft, onFailed }: Attempts): Promise<void> {
  let attempt = 0
  for (const waitMs of waits()) {
    await pause.wait(waitMs)
    if (isLeft()) return
    try {
      return await open()
    } catch (error) {
      onFailed(error, ++attempt)
    }
  }
}

interface Pause {
  /** True once the user wishes that the daemon is started. */
  readonly isOver: boolean
  /** Resolves after so many milliseconds, or as soon as the pause ends. */
  wait(ms: number): Promise<unknown>
  /** False when it had ended before. */
  end(): boolean
}

/** The time in which the terminal waits for somebody else to start the daemon. */
function createPause(): Pause {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  let isOver = false
  return {
    get isOver() {
      return isOver
    },
    wait: (ms) => (isOver ? sleep(ms) : Promise.race([sleep(ms), over])),
    end() {
      const wasOver = isOver
      isOver = true
      resolve()
      return !wasOver
    },
  }
}

function refuseCall(): Promise<never> {
  return Promise.reject(new KimiError('daemon.unreachable', 'there is no connection to the daemon'))
}

function* waits(): Generator<number> {
  yield* WAITS_MS
  for (;;) yield WAITS_MS.at(-1)!
}

interface Opened extends OpenedLink {
  client: Client
  /** The daemon has said that it stops. */
  wasStopped: boolean
  /** The requests that were already open when the session was opened. */
  requests: { request: WireRequest; answer(result: unknown): void }[]
}

async function begin(connect: () => Promise<Client>, wish: OpenSession): Promise<Opened> {
  const client = await connect()
  const asked: Opened['requests'] = []
  client.follow({ event() {}, request: (request, answer) => void asked.push({ request, answer }) })
  try {
    const session = await client.call('session/open', wish)
    const { slash_commands: slashCommands } = await client.call('initialize', {
      protocol_version: WIRE_PROTOCOL,
      capabilities: { supports_question: true, supports_plan_mode: true, kimi_events: true },
    })
    // The history holds all events that were sent before this reply: none is missed, and none is shown twice.
    const history = await client.call('session/history', { turns: SHOWN_TURNS })
    const open = new Set(history.requests.map(({ payload }) => payload.id))
    return {
      client,
      wasStopped: false,
      session,
      slashCommands,
      history,
      requests: asked.filter(({ request }) => open.has(request.payload.id)),
    }
  } catch (error) {
    client.close()
    throw error
  }
}
