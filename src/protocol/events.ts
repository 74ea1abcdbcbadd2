// The events of the daemon's sessions, tasks and notices, for subscribers.
//
// Every event has a sequence number. The daemon keeps the last events, so that a client which comes back with the number of
// the last event that it has read gets those it has missed. When they are no longer kept, or when another daemon answers, the
// client is told to reset: its lists are out of date, and it must take them anew.

import type { TaskView } from './task.ts'

export const TOPICS = ['sessions', 'tasks', 'notices', 'daemon'] as const
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

/** `changed`: the task has begun, waits for its user, goes on, or has ended. `progress`: only its figures and last line changed. */
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
  /** The process id of the shell that shows it at its prompt; null without one. */
  shellPid: number | null
}

/** The daemon was asked to stop, or has ended for want of work: its connections close soon. A daemon that is killed says nothing. */
export interface StopEvent {
  topic: 'daemon'
  change: 'stopping'
}

export type DaemonEvent = SessionEvent | TaskEvent | NoticeEvent | StopEvent

export interface Subscription {
  topics: readonly Topic[]
  /** Push also the events after this one. Without it, only events from now on. */
  since?: EventCursor
}

/** The pushed events begin after this cursor. `reset`: there was no `since`, or events after it are lost; take fresh lists. */
export type Subscribed = EventCursor & { reset: boolean }

/** The method of the notifications to a subscriber; `params` is a PushedEvent. */
export const EVENT_METHOD = 'events/push'

/** An event, or a reset because the client has read too slowly and events were lost. */
export type PushedEvent = { seq: number; event: DaemonEvent } | { seq: number; reset: true }
