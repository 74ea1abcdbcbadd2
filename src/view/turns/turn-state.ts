// The state of a turn, as any front end shows it: a plain value that JSON can hold, built from wire events one by one.
// Applying an event costs the same at the end of a long turn as at its beginning.

import type { Content, ContentPart } from '../../protocol/message.ts'
import type {
  ApprovalRequest,
  NotificationPayload,
  StatusUpdate,
  TokenUsage,
  ToolReturn,
  WireEvent,
  WireRequest,
} from '../../protocol/wire.ts'

/** More than the lines that are shown of a running call. */
const TAIL_CHARACTERS = 2_000

export interface CallItem {
  kind: 'call'
  id: string
  /** Empty when only the result was seen: the client came in the middle of the turn. */
  name: string
  /** JSON text, as far as it has streamed in. */
  arguments: string
  /** Null until the call has ended. */
  result: ToolReturn | null
  /** The end of its output so far, and the number of lines of the whole output. */
  tail: string
  lines: number
  /** The time when the call began to work: its arguments were complete, and the user had allowed it. */
  beganAt: number
  /** Null while it works. */
  endedAt: number | null
  /** The id of the approval that it waits for, or null. */
  approvalId: string | null
}

export interface SubagentItem {
  kind: 'subagent'
  /** The call that began the subagent. */
  callId: string | null
  agentId: string | null
  type: string | null
  turn: TurnState
}

export interface RetryItem {
  kind: 'retry'
  /** The attempt that follows, of so many. */
  attempt: number
  maxAttempts: number
  waitS: number
  /** The reason for which the attempt before has failed. */
  reason: string
  beganAt: number
}

export type TurnItem = (
  | { kind: 'words'; content: Content; isSteer: boolean }
  | { kind: 'text'; text: string }
  | { kind: 'thinking'; text: string; beganAt: number; endedAt: number }
  | { kind: 'media'; part: ContentPart }
  | CallItem
  | SubagentItem
  | { kind: 'plan'; text: string; path: string }
  | { kind: 'notice'; notice: NotificationPayload }
  | RetryItem
  | { kind: 'compaction'; isDone: boolean }
  | { kind: 'failure'; code: string; message: string; hint: string }
  /** The user has interrupted the turn, after so many calls had their results. `hasText`: the model had said something. */
  | { kind: 'interruption'; hasText: boolean; results: number }
) & {
  /** The attempt that made this item failed: not part of the conversation. */
  isDiscarded?: true
}

export interface TurnState {
  /** Oldest first. Items are added, grow and are completed; none is removed, so an index stays valid. */
  items: TurnItem[]
  isRunning: boolean
  /** True when the current step has not come to its end: it was interrupted, or failed. */
  isBrokenOff: boolean
  /** Model calls so far, without retries. */
  steps: number
  /** Index of the first item of the current attempt. A retry discards from there. */
  attemptStart: number
  /** Index of the call that streamed arguments belong to; null when no call streams. */
  openCall: number | null
  /** Index of the newest item of each call and subagent, by `callKey` and `agentKey`. */
  indexes: Record<string, number>
  /** Sum over all model calls. */
  usage: TokenUsage
  /** US dollars for all model calls; null where a price is not known. */
  usd: number | null
  /** The model that has answered last; '' before. */
  model: string
  /** The reason for which the last attempt failed, until its retry is announced; '' when that was not said. */
  failure: string
  /** The times when the turn began, and when its last event came. */
  beganAt: number
  heardAt: number
  /** The last value of each field that was not null. */
  status: { [Field in keyof StatusUpdate]?: NonNullable<StatusUpdate[Field]> }
}

/** The effect of one event. */
export type TurnChange =
  /** A new item. `text`: its text or arguments so far. */
  | { type: 'added'; index: number; text: string }
  /** A text, thought or call has grown by `text`. */
  | { type: 'grown'; index: number; text: string }
  /** A running call has printed something. */
  | { type: 'output'; index: number }
  /** A call has its result, or a compaction has ended. */
  | { type: 'completed'; index: number }
  | { type: 'subagent'; index: number; change: TurnChange }
  /** A model call begins. */
  | { type: 'step' }
  | { type: 'ended' }
  /** No item has changed; usage or status may have. */
  | { type: 'status' }

export function createTurnState(): TurnState {
  return {
    items: [],
    isRunning: false,
    isBrokenOff: false,
    steps: 0,
    attemptStart: 0,
    openCall: null,
    indexes: {},
    usage: createUsage(),
    usd: 0,
    model: '',
    failure: '',
    beganAt: 0,
    heardAt: 0,
    status: {},
  }
}

export function createUsage(): TokenUsage {
  return { input_other: 0, output: 0, input_cache_read: 0, input_cache_creation: 0 }
}

/** Adds the tokens of one model call to `total`. */
export function addUsage(total: TokenUsage, usage: TokenUsage | null): void {
  if (usage) for (const key of Object.keys(total) as (keyof TokenUsage)[]) total[key] += usage[key]
}

/**
 * Applies the next event of the turn to `state`, in place, and says what has changed. `now` is in milliseconds of any steady
 * clock; the times in the state are of the same.
 */
export function applyEvent(state: TurnState, event: WireEvent, now = 0): TurnChange {
  state.heardAt = now
  switch (event.type) {
    case 'TurnBegin':
      state.isRunning = true
      state.beganAt = now
      return addItem(state, { kind: 'words', content: event.payload.user_input, isSteer: false })
    case 'SteerInput':
      return addItem(state, { kind: 'words', content: event.payload.user_input, isSteer: true })
    case 'StepInterrupted':
      state.isBrokenOff = true
      return { type: 'status' }
    case 'TurnEnd':
      return endTurn(state)
    case 'StepBegin':
      return beginStep(state)
    case 'StepRetry':
      return retryStep(state, event.payload)
    case 'ContentPart':
      return addPart(state, event.payload)
    case 'ToolCall': {
      const { id, function: called } = event.payload
      const change = addCall(state, id, called.name, called.arguments ?? '')
      state.openCall = change.index
      return change
    }
    case 'ToolCallPart':
      return growCall(state, event.payload.arguments_part ?? '')
    case 'ToolOutput':
      return growOutput(state, event.payload)
    case 'ToolResult':
      return completeCall(state, event.payload.tool_call_id, event.payload.return_value)
    case 'SubagentEvent':
      return applyToSubagent(state, event.payload)
    case 'CompactionBegin':
      return addItem(state, { kind: 'compaction', isDone: false })
    case 'CompactionEnd':
      return completeCompaction(state)
    case 'PlanDisplay':
      return addItem(state, { kind: 'plan', text: event.payload.content, path: event.payload.file_path })
    case 'Notification':
      return addItem(state, { kind: 'notice', notice: event.payload })
    case 'TurnFailed':
      return addItem(state, { kind: 'failure', ...event.payload })
    case 'StatusUpdate':
      return updateStatus(state, event.payload)
    case 'ModelCalled':
      state.model = event.payload.model
      state.usd = state.usd === null || event.payload.usd === null ? null : state.usd + event.payload.usd
      return { type: 'status' }
    case 'AttemptFailed':
      state.failure = event.payload.message
      return { type: 'status' }
    case 'ApprovalResponse':
      return endApproval(state, event.payload.request_id)
    default:
      return { type: 'status' }
  }
}

type Payload<Type extends WireEvent['type']> = Extract<WireEvent, { type: Type }>['payload']
type Added = Extract<TurnChange, { type: 'added' }>

/** A step that failed is broken off as well; then the turn has told of its failure. */
function endTurn(state: TurnState): TurnChange {
  const { items, isBrokenOff } = state
  if (isBrokenOff && !items.some(({ kind }) => kind === 'failure')) {
    const counted = items.filter(({ isDiscarded }) => !isDiscarded)
    const hasText = counted.some((item) => item.kind === 'text' && item.text.trim() !== '')
    const results = counted.filter((item) => item.kind === 'call' && item.result !== null).length
    addItem(state, { kind: 'interruption', hasText, results })
  }
  Object.assign(state, { isRunning: false, isBrokenOff: false, openCall: null })
  return { type: 'ended' }
}

function addItem(state: TurnState, item: TurnItem, text = ''): Added {
  return { type: 'added', index: state.items.push(item) - 1, text }
}

/** A client that joins a turn in its middle learns from the next step that it runs. */
function beginStep(state: TurnState): TurnChange {
  if (!state.isRunning) Object.assign(state, { isRunning: true, beganAt: state.heardAt })
  state.steps++
  state.attemptStart = state.items.length
  state.openCall = null
  return { type: 'step' }
}

function retryStep(state: TurnState, { next_attempt, max_attempts, wait_s, ...cause }: Payload<'StepRetry'>): Added {
  for (const item of state.items.slice(state.attemptStart)) {
    if (['text', 'thinking', 'media', 'call'].includes(item.kind)) item.isDiscarded = true
  }
  const change = addItem(state, {
    kind: 'retry',
    attempt: next_attempt,
    maxAttempts: max_attempts,
    waitS: wait_s,
    reason: state.failure || describeCause(cause),
    beganAt: state.heardAt,
  })
  state.failure = ''
  state.attemptStart = state.items.length
  state.openCall = null
  return change
}

/** The reason of an attempt that failed in a session that is read from its log, which knows it no better. */
function describeCause({
  error_type: type,
  status_code: status,
}: Pick<Payload<'StepRetry'>, 'error_type' | 'status_code'>): string {
  return status === null ? type : `the model answered with status ${status}`
}

/** True for a turn that was interrupted, or has failed: its work is not done. */
export function isTurnBroken({ items }: TurnState): boolean {
  return items.some(({ kind }) => kind === 'interruption' || kind === 'failure')
}

/** True for a retry behind text of the attempt that has failed. */
export function hasBrokenOff({ items }: TurnState, index: number): boolean {
  const before = items[index - 1]
  return before?.isDiscarded === true && before.kind !== 'call'
}

/** Text and thoughts that follow each other in one attempt are one item. */
function addPart(state: TurnState, part: ContentPart): TurnChange {
  if (part.type !== 'text' && part.type !== 'think') return addItem(state, { kind: 'media', part })
  const { heardAt } = state
  const item: TurnItem =
    part.type === 'text'
      ? { kind: 'text', text: part.text }
      : { kind: 'thinking', text: part.think, beganAt: heardAt, endedAt: heardAt }
  const { text } = item
  const index = state.items.length - 1
  const last = state.items[index]
  if (index < state.attemptStart || last?.kind !== item.kind) return addItem(state, item, text)
  ;(last as typeof item).text += text
  if (last.kind === 'thinking') last.endedAt = heardAt
  return { type: 'grown', index, text }
}

// The prefixes keep ids that strangers made, such as `__proto__`, from being names that objects already have.
const callKey = (id: string) => `call ${id}`
const agentKey = (callId: string | null, agentId: string | null) => `agent ${callId ?? ''} ${agentId ?? ''}`

/** Some models use an id again in a later step: the newest call of an id counts. */
function addCall(state: TurnState, id: string, name: string, text: string): Added {
  const { heardAt } = state
  const fresh = { result: null, tail: '', lines: 0, beganAt: heardAt, endedAt: null, approvalId: null }
  const change = addItem(state, { kind: 'call', id, name, arguments: text, ...fresh }, text)
  state.indexes[callKey(id)] = change.index
  return change
}

function growCall(state: TurnState, text: string): TurnChange {
  const index = state.openCall ?? -1
  const call = state.items[index]
  if (call?.kind !== 'call') return { type: 'status' }
  call.arguments += text
  call.beganAt = state.heardAt
  return { type: 'grown', index, text }
}

function completeCall(state: TurnState, id: string, result: ToolReturn): TurnChange {
  const index = state.indexes[callKey(id)] ?? addCall(state, id, '', '').index
  const call = state.items[index] as CallItem
  call.result = result
  call.endedAt = state.heardAt
  return { type: 'completed', index }
}

function applyToSubagent(
  state: TurnState,
  { parent_tool_call_id: callId, agent_id: agentId, subagent_type: type, event }: Payload<'SubagentEvent'>,
): TurnChange {
  const key = agentKey(callId, agentId)
  const index = (state.indexes[key] ??= addItem(state, {
    kind: 'subagent',
    callId,
    agentId,
    type,
    turn: createTurnState(),
  }).index)
  return {
    type: 'subagent',
    index,
    change: applyEvent((state.items[index] as SubagentItem).turn, event, state.heardAt),
  }
}

/** The newest call with this id; the index is -1 when no call has it. */
export function findCall(state: TurnState, id: string): { index: number; call: CallItem | null } {
  const index = state.indexes[callKey(id)] ?? -1
  const call = state.items[index]
  return { index, call: call?.kind === 'call' ? call : null }
}

function growOutput(state: TurnState, { tool_call_id: id, text, lines }: Payload<'ToolOutput'>): TurnChange {
  const { index, call } = findCall(state, id)
  if (!call) return { type: 'status' }
  call.tail = (call.tail + text).slice(-TAIL_CHARACTERS)
  call.lines = lines
  return { type: 'output', index }
}

/**
 * The call of this turn that an approval is about. A call of a subagent does not count, even with the id of a call here: models count their calls
 * in each conversation anew.
 */
export function findAskedCall(state: TurnState, request: ApprovalRequest): ReturnType<typeof findCall> {
  return request.agent_id === null ? findCall(state, request.tool_call_id) : { index: -1, call: null }
}

/** The user is asked whether the call may work: it does not until it is allowed. Requests of other kinds change nothing. */
export function noteRequest(state: TurnState, { type, payload }: WireRequest): void {
  const { call } = type === 'ApprovalRequest' ? findAskedCall(state, payload) : { call: null }
  if (call) call.approvalId = payload.id
}

function endApproval(state: TurnState, requestId: string): TurnChange {
  const call = state.items.findLast((item) => item.kind === 'call' && item.approvalId === requestId)
  if (call?.kind === 'call') Object.assign(call, { approvalId: null, beganAt: state.heardAt })
  return { type: 'status' }
}

/** A compaction ends before the next step begins, so its item is among the last. */
function completeCompaction(state: TurnState): TurnChange {
  const index = state.items.findLastIndex(({ kind }) => kind === 'compaction')
  const item = state.items[index]
  if (item?.kind !== 'compaction') return { type: 'status' }
  item.isDone = true
  return { type: 'completed', index }
}

function updateStatus(state: TurnState, update: StatusUpdate): TurnChange {
  addUsage(state.usage, update.token_usage)
  const known = Object.entries(update).filter(([, value]) => value !== null)
  Object.assign(state.status, Object.fromEntries(known))
  return { type: 'status' }
}
