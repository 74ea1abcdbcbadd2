// Requests of a turn to clients: approvals, questions, calls of their own tools and hooks. All attached clients are asked
// and the first answer counts, once. Requests that are open when the turn ends are refused.

import { randomUUID } from 'node:crypto'
import type { EditorOffer } from '../protocol/methods.ts'
import type { ToolResult } from '../tools/tool.ts'
import type {
  ApprovalChoice,
  ApprovalRequest,
  EditorAct,
  EditorAnswer,
  HookRequest,
  QuestionRequest,
  ToolCallRequest,
  ToolReturn,
  WireEvent,
  WireRequest,
} from '../protocol/wire.ts'

export interface ApprovalReply {
  response: ApprovalChoice
  feedback: string
}

/** An attached client. */
export interface Client {
  event(event: WireEvent): void
  /** The begin or end of a turn within the user's, for a node of a flow: Kimi CLI's clients know these, ours need none. */
  innerTurn?(event: WireEvent): void
  request(request: WireRequest): void
  /** Resolves when the client has read most of what was sent, or has gone; at once for a client that reads as fast as we write. */
  caughtUp?(): Promise<void>
  /** True when the client can show questions. */
  readonly takesQuestions: boolean
  /** True when the client can show plans. */
  readonly takesPlanMode: boolean
  /** The acts that the client offers to the session's tools in the name of an editor; missing for a client that is not an editor. */
  readonly editor?: EditorOffer | undefined
  /** True for a client of our own at which a user sits, who can be asked to trust a folder. */
  readonly asksForTrust?: boolean
  /** Null, or a promise for the time when it has read what it was sent. Without it the client always reads at once. */
  untilRead?(): Promise<void> | null
}

/**
 * The rules of a turn. `kimi-cli` are Kimi CLI's, for its clients: every command and edit is asked about, an approval for the
 * session covers every action of its kind, and a file may be edited unread. `own` are those of our own clients.
 */
export type Rules = 'own' | 'kimi-cli'

interface Replies {
  ApprovalRequest: ApprovalReply
  QuestionRequest: Record<string, string>
  ToolCallRequest: ToolReturn
  HookRequest: { action: 'allow' | 'block'; reason: string }
  EditorRequest: EditorAnswer
}
type Kind = keyof Replies

interface Open {
  request: WireRequest
  /** The only client that is asked; undefined when all are. */
  only: Client | undefined
  settle(reply: never): void
}

export interface Requests {
  /**
   * Called whenever an approval or question begins or ceases to wait, and whenever a client comes or goes while one waits. Null
   * calls nothing, as at first.
   */
  onWaitChanged: (() => void) | null
  attach(client: Client): void
  detach(client: Client): void
  readonly clients: ReadonlySet<Client>
  approve(ask: Omit<ApprovalRequest, 'id'>, signal: AbortSignal): Promise<ApprovalReply>
  question(ask: Omit<QuestionRequest, 'id'>, signal: AbortSignal): Promise<Record<string, string>>
  callTool(client: Client, ask: Omit<ToolCallRequest, 'id'> & { id: string }, signal: AbortSignal): Promise<ToolReturn>
  /** Asks the last attached editor that offers such an act; null when no client offers it. `id` is the id of the request. */
  askEditor(
    offer: keyof EditorOffer,
    callId: string,
    act: EditorAct,
  ): { id: string; answer: Promise<EditorAnswer> } | null
  callHook(client: Client, ask: Omit<HookRequest, 'id'>): Promise<Replies['HookRequest']>
  /** False when no request with this id and kind is open. */
  answer<K extends Kind>(kind: K, id: string, reply: Replies[K]): boolean
  /** The kind of the open request; null when no request with this id is open. */
  kindOf(id: string): Kind | null
  /** The open approvals and questions, oldest first. */
  open(): WireRequest[]
  /** Sends the open requests to a client that has just attached. */
  resend(client: Client): void
}

/** The replies to requests that nobody answers. */
const REFUSALS: { [K in Kind]: Replies[K] } = {
  ApprovalRequest: { response: 'reject', feedback: '' },
  QuestionRequest: {},
  ToolCallRequest: {
    is_error: true,
    output: '',
    message: 'The client of this tool went away.',
    display: [],
    extras: null,
  } satisfies ToolResult,
  HookRequest: { action: 'allow', reason: '' },
  // A command may have begun: it must not be run a second time.
  EditorRequest: { ok: false, reason: 'the editor went away', has_begun: true },
}

/** Null, or a promise for the time when all clients have read what they were sent, or the signal is aborted. */
export function waitForReaders(clients: ReadonlySet<Client>, signal: AbortSignal): Promise<unknown> | null {
  const waits = [...clients].flatMap((client) => client.untilRead?.() ?? [])
  if (waits.length === 0) return null
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = () => resolve()
  signal.addEventListener('abort', stop, { once: true })
  const read = Promise.all(waits).finally(() => signal.removeEventListener('abort', stop))
  return Promise.race([read, promise])
}

/** Readers of wire 1.10 know no rule that lasts longer than the session. */
function describeReply(id: string, { response, feedback }: ApprovalReply): WireEvent {
  const known = response === 'approve_always' ? 'approve_for_session' : response
  return { type: 'ApprovalResponse', payload: { request_id: id, response: known, feedback } }
}

function isForUser({ type }: WireRequest): boolean {
  return type === 'ApprovalRequest' || type === 'QuestionRequest'
}

export function createRequests(emit: (event: WireEvent) => void): Requests {
  const clients = new Set<Client>()
  const pending = createPending(clients, () => requests.onWaitChanged?.())
  const { ask } = pending

  const requests: Requests = {
    onWaitChanged: null,
    clients,
    attach(client) {
      clients.add(client)
      if (pending.open().length > 0) requests.onWaitChanged?.()
    },
    detach(client) {
      clients.delete(client)
      if (pending.open().length > 0) requests.onWaitChanged?.()
      pending.refuseFor(client)
    },
    async approve(payload, signal) {
      const id = randomUUID()
      const reply = await ask({ type: 'ApprovalRequest', payload: { id, ...payload } }, undefined, signal)
      emit(describeReply(id, reply))
      return reply
    },
    async question(payload, signal) {
      const id = randomUUID()
      const answers = await ask({ type: 'QuestionRequest', payload: { id, ...payload } }, undefined, signal)
      emit({ type: 'QuestionResponse', payload: { request_id: id, answers } })
      return answers
    },
    callTool: (client, payload, signal) => ask({ type: 'ToolCallRequest', payload }, client, signal),
    askEditor(offer, callId, act) {
      const editor = [...clients].findLast((client) => client.editor?.[offer])
      const payload = { id: randomUUID(), tool_call_id: callId, act }
      return editor ? { id: payload.id, answer: ask({ type: 'EditorRequest', payload }, editor) } : null
    },
    callHook: (client, payload) => ask({ type: 'HookRequest', payload: { id: randomUUID(), ...payload } }, client),
    answer: pending.answer,
    kindOf: pending.kindOf,
    open: pending.open,
    resend: pending.resend,
  }
  return requests
}

/** The requests that wait. `onChanged` is called when one for the user begins or ceases to wait. */
function createPending(clients: ReadonlySet<Client>, onChanged: () => void) {
  const pending = new Map<string, Open>()

  /** Asks all clients, or `only` one of them; when the signal is aborted the request is refused. */
  function ask<K extends Kind>(request: WireRequest & { type: K }, only?: Client, signal?: AbortSignal) {
    const { id } = request.payload
    return new Promise<Replies[K]>((resolve) => {
      const settle = (reply: Replies[K]) => {
        if (!pending.delete(id)) return
        signal?.removeEventListener('abort', refuse)
        resolve(reply)
        if (isForUser(request)) onChanged()
      }
      const refuse = () => settle(REFUSALS[request.type as K])
      pending.set(id, { request, only, settle: settle as Open['settle'] })
      signal?.addEventListener('abort', refuse, { once: true })
      if (signal?.aborted) return refuse()
      for (const client of only ? [only] : clients) client.request(request)
      if (isForUser(request)) onChanged()
    })
  }

  return {
    ask,
    answer<K extends Kind>(kind: K, id: string, reply: Replies[K]): boolean {
      const found = pending.get(id)
      if (found?.request.type !== kind) return false
      found.settle(reply as never)
      return true
    },
    kindOf: (id: string) => pending.get(id)?.request.type ?? null,
    open: () => [...pending.values()].map(({ request }) => request).filter(isForUser),
    resend(client: Client): void {
      for (const { request, only } of pending.values()) if (!only || only === client) client.request(request)
    },
    /** Refuses what only this client was asked. */
    refuseFor(client: Client): void {
      for (const { request, only, settle } of pending.values())
        if (only === client) settle(REFUSALS[request.type] as never)
    },
  }
}
