// What a subscriber hears of the daemon's sessions, tasks and notices, and how it goes on after a lost connection.
//
// Every event has a sequence number. The daemon keeps the last events, so that a client which comes back with the number of
// the last event that it has read gets those it has missed. When they are no longer kept, or when another daemon answers, it
// is told to reset: to forget what it knows and to take fresh lists.

import type { TaskView } from './task.ts'

export const TOPICS = ['sessions', 'tasks', 'notices'] as const
export type Topic = (typeof TOPICS)[number]

/** A place in the events of one daemon. Its epoch is new with each start, so that numbers of two daemons never mix. */
export interface EventCursor {
  epoch: string
  seq: number
}

export type SessionChange =
  | 'opened'
  | 'closed'
  | 'turn_began'
  | 'turn_ended'
  | 'renamed'
  | 'archived'
  | 'unarchived'
  | 'deleted'

export interface SessionEvent {
  topic: 'sessions'
  change: SessionChange
  id: string
  workDir: string | null
  title: string
}

/** `changed`: begun, waiting for its user, ended. `progress`: nothing but its figures and its last line have changed. */
export type TaskEvent =
  | { topic: 'tasks'; change: 'changed' | 'progress'; task: TaskView }
  | { topic: 'tasks'; change: 'removed'; id: string }

export interface NoticeEvent {
  topic: 'notices'
  /** Notices with the same key are the same notice. */
  key: string
  tone: 'good' | 'bad' | 'asks'
  text: string
  /** Seconds since the epoch. */
  at: number
}

export type DaemonEvent = SessionEvent | TaskEvent | NoticeEvent

export interface Subscription {
  topics: readonly Topic[]
  /** Push also the events after this one. Without it, only events from now on. */
  since?: EventCursor
}

/** `reset`: events after `since` are lost; take fresh lists. The cursor is where the pushed events begin. */
export type Subscribed = EventCursor & { reset: boolean }

/** The method of the notifications to a subscriber; `params` is a PushedEvent. */
export const EVENT_METHOD = 'events/push'

/** An event, or the news that events were lost because the client read too slowly. */
export type PushedEvent = { seq: number; event: DaemonEvent } | { seq: number; reset: true }
