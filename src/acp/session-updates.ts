// A session's wire events as ACP's session updates. The state of the turn is the one that every door keeps (view/turns/turn-state.ts);
// this file says what of each change an editor is told.

import { randomUUID } from 'node:crypto'
import type { SessionUpdate } from '@agentclientprotocol/sdk'
import { showLinks } from '../protocol/attached-text.ts'
import type { Content } from '../protocol/message.ts'
import { partsOf } from '../protocol/message.ts'
import type { NotificationPayload, WireEvent } from '../protocol/wire.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'
import {
  applyEvent,
  createTurnState,
  type TurnChange,
  type TurnItem,
  type TurnState,
} from '../view/turns/turn-state.ts'
import { createCallBook, type CallOwner } from './call-book.ts'
import type { EditorAbilities } from './handshake.ts'
import { mediaOf } from './tool-call-view.ts'

export interface SessionUpdates {
  /** The updates that the event means, in their order. */
  take(event: WireEvent): SessionUpdate[]
  /** The next words of the user come from this editor, which shows them already. What is returned takes that back. */
  expectOwnWords(): () => void
  /** The editor's id for the newest call with this id of ours; the same id when no such call was shown. */
  idOf(callId: string): string
  /** The call's output is shown by a terminal of the editor. */
  noteTerminal(callId: string, terminalId: string): SessionUpdate
  /** Ends calls that never ended, as after a crash. */
  finish(): SessionUpdate[]
}

export function createSessionUpdates(abilities: EditorAbilities, workDir: () => string): SessionUpdates {
  let state = createTurnState()
  const calls = createCallBook(workDir)
  const usage = createUsageMeter()
  const ownWords = new Set<object>()
  const items = createItemView(abilities, () => {
    const [own] = ownWords
    return own !== undefined && ownWords.delete(own)
  })

  /** Calls of subagents are shown beside those of the session: `within` and `owner` are those of the subagent then. */
  function showChange(change: TurnChange, within: TurnState, owner: CallOwner): SessionUpdate[] {
    if (change.type === 'ended') return calls.finish(within)
    if (!('index' in change)) return []
    const item = within.items[change.index]
    if (item === undefined) return []
    if (item.kind === 'call') return calls.show(change, item, owner)
    if (item.kind === 'subagent' && change.type === 'subagent') {
      const inner = { prefix: `${owner.prefix}${item.agentId ?? item.callId ?? ''}/`, name: item.type ?? 'agent' }
      return showChange(change.change, item.turn, inner)
    }
    // Words and thoughts of subagents come back to the agent, which says what they are worth.
    if (within !== state) return []
    const discarded = item.kind === 'retry' ? calls.discard(state) : []
    return [...discarded, ...items.show(change, item)]
  }

  return {
    take(event) {
      // A turn that the daemon's death cut off has no end in the stored events.
      const left = event.type === 'TurnBegin' ? calls.finish(state) : []
      if (event.type === 'TurnBegin') {
        state = createTurnState()
        items.forget()
      }
      const change = applyEvent(state, event)
      const settled = event.type === 'ToolCallPart' || isOfSubagent(event) ? [] : calls.settle()
      return [...left, ...settled, ...showChange(change, state, ROOT), ...usage.take(event, state)]
    },
    expectOwnWords() {
      const words = {}
      ownWords.add(words)
      return () => void ownWords.delete(words)
    },
    idOf: calls.idOf,
    noteTerminal: calls.noteTerminal,
    finish: () => calls.finish(state),
  }
}

/** The items of a turn that are no calls. `takeOwnWords`: true when the next words of the user are the editor's own. */
function createItemView(abilities: EditorAbilities, takeOwnWords: () => boolean) {
  let message = { index: -1, id: '' }
  let compactionId = ''

  /** A text and the chunks that follow it are one message. */
  const messageId = (index: number) => {
    if (message.index !== index) message = { index, id: randomUUID() }
    return message.id
  }

  function add(item: TurnItem, id: () => string, text: string): SessionUpdate[] {
    if (item.kind === 'words') return takeOwnWords() ? [] : showUserWords(item.content)
    if (item.kind === 'text') return say('agent_message_chunk', text, id())
    if (item.kind === 'thinking') return say('agent_thought_chunk', text, id())
    if (item.kind === 'plan') return say('agent_message_chunk', `\n\n${item.text}\n`, id())
    if (item.kind === 'notice') return showNotice(item.notice, abilities)
    if (item.kind === 'retry')
      return remark(`${item.reason}; trying again (${item.attempt} of ${item.maxAttempts})`, abilities)
    if (item.kind === 'media') {
      const content = mediaOf(item.part)
      return content === null ? [] : [{ sessionUpdate: 'agent_message_chunk', content, messageId: id() }]
    }
    if (item.kind !== 'compaction') return []
    if (!abilities.showsCompaction) return remark('The conversation is summarised to make room', abilities)
    compactionId = randomUUID()
    return [{ sessionUpdate: 'compaction_update', compactionId, status: 'in_progress' }]
  }

  return {
    /** Another turn begins. */
    forget: () => void (message = { index: -1, id: '' }),
    show(change: TurnChange, item: TurnItem): SessionUpdate[] {
      if (change.type === 'added' || change.type === 'grown')
        return add(item, () => messageId(change.index), change.text)
      if (change.type !== 'completed' || item.kind !== 'compaction' || !abilities.showsCompaction) return []
      return [{ sessionUpdate: 'compaction_update', compactionId, status: 'completed' }]
    },
  }
}

const ROOT: CallOwner = { prefix: '', name: '' }

function isOfSubagent(event: WireEvent): boolean {
  return event.type === 'SubagentEvent' && event.payload.event.type === 'ToolCallPart'
}

type Chunk = 'user_message_chunk' | 'agent_message_chunk' | 'agent_thought_chunk'

function say(kind: Chunk, text: string, messageId: string): SessionUpdate[] {
  return text === '' ? [] : [{ sessionUpdate: kind, content: { type: 'text', text: sanitiseText(text) }, messageId }]
}

function showUserWords(content: Content): SessionUpdate[] {
  const messageId = randomUUID()
  return partsOf(content).flatMap((part): SessionUpdate[] => {
    if (part.type === 'text') return say('user_message_chunk', showLinks(part.text), messageId)
    const media = mediaOf(part)
    return media === null ? [] : [{ sessionUpdate: 'user_message_chunk', content: media, messageId }]
  })
}

/** A notice about the turn itself, such as a server that is waited for, is told in every editor; others only where notices are shown. */
function showNotice(notice: NotificationPayload, abilities: EditorAbilities): SessionUpdate[] {
  if (abilities.showsNotices) return [noticeOf(notice)]
  return notice.category === 'turn' ? remark(notice.title, abilities) : []
}

function noticeOf({ title, body, severity }: NotificationPayload): SessionUpdate {
  const level = severity === 'success' ? 'info' : severity
  return {
    sessionUpdate: 'notice',
    severity: level,
    title: sanitiseText(title) || 'Notice',
    ...(body === '' ? {} : { description: sanitiseText(body) }),
  }
}

/** A remark of ours: a notice where the editor shows notices, else a thought, which is no part of the answer. */
export function remark(title: string, { showsNotices }: EditorAbilities): SessionUpdate[] {
  const text = sanitiseText(title)
  return showsNotices
    ? [{ sessionUpdate: 'notice', severity: 'warning', title: text }]
    : say('agent_thought_chunk', `${text}\n`, randomUUID())
}

/** Tells how full the window is, and what the session's turns have cost since it was opened here. */
function createUsageMeter() {
  let used = -1
  let spent = 0
  let shown = ''
  return {
    take(event: WireEvent, { status }: TurnState): SessionUpdate[] {
      if (event.type === 'ModelCalled') spent += event.payload.usd ?? 0
      if (event.type !== 'ModelCalled' && event.type !== 'StatusUpdate') return []
      const size = status.max_context_tokens ?? 0
      used = status.context_tokens ?? used
      if (used < 0 || size <= 0) return []
      const cost = spent > 0 ? { cost: { amount: spent, currency: 'USD' } } : {}
      const update: SessionUpdate = { sessionUpdate: 'usage_update', used, size, ...cost }
      const text = JSON.stringify(update)
      if (text === shown) return []
      shown = text
      return [update]
    },
  }
}
