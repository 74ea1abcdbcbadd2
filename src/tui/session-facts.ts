// The facts about the session that the footer shows: taken from its events and from those of the daemon.

import { isRunningNow, isTerminal, type TaskView } from '../protocol/task.ts'
import type { DaemonEvent } from '../protocol/events.ts'
import type { OpenedSession, SlashCommandView } from '../protocol/methods.ts'
import type { WireEvent } from '../protocol/wire.ts'
import type { FooterFacts } from '../view/footer-line.ts'

export interface SessionFactsBook {
  readonly facts: FooterFacts
  readonly session: OpenedSession | null
  /** True while a rewind that was asked for here is under way: its event is no news. */
  isRewinding: boolean
  /** The session's own slash commands, skills and flows. */
  readonly slashCommands: readonly SlashCommandView[]
  onOpened(session: OpenedSession, slashCommands: readonly SlashCommandView[]): void
  /** The events of the session's last turns: they tell how full the model's window is. */
  onHistory(events: readonly WireEvent[]): void
  onEvent(event: WireEvent): void
  onDaemonEvent(event: DaemonEvent): void
  /** True for a task of this session: the session itself tells of it. */
  ownsTask(id: string): boolean
  /** Takes a fresh list of the tasks that run. */
  onTasks(tasks: readonly TaskView[]): void
}

const UNKNOWN: FooterFacts = {
  mode: 'ask',
  model: '',
  effort: '',
  contextUsed: null,
  tokens: 0,
  usd: 0,
  workDir: '',
  home: '',
  branch: '',
  title: '',
  tasks: 0,
  waiting: 0,
  allowed: [],
}

/** `home` is shortened to `~` in paths. */
export function createSessionFacts(workDir: string, home: string): SessionFactsBook {
  let session: OpenedSession | null = null
  let slashCommands: readonly SlashCommandView[] = []
  const tasks = new Map<string, TaskView>()
  const facts: FooterFacts = { ...UNKNOWN, workDir, home }
  const owned = new Set<string>()
  const countTasks = () => {
    for (const { id, sessionId } of tasks.values()) if (sessionId !== '' && sessionId === session?.id) owned.add(id)
    const others = [...tasks.values()].filter(({ status, id }) => !isTerminal(status) && id !== session?.id)
    facts.waiting = others.filter(({ waiting }) => waiting !== null).length
    facts.tasks = others.filter((task) => isRunningNow(task) && task.waiting === null).length
  }

  return {
    facts,
    isRewinding: false,
    get session() {
      return session
    },
    get slashCommands() {
      return slashCommands
    },
    onOpened(opened, commands) {
      slashCommands = commands
      if (opened.id !== session?.id) Object.assign(facts, { contextUsed: null, tokens: 0, usd: 0 })
      session = opened
      const { mode, model, effort, title, allowed, workDir: directory } = opened
      Object.assign(facts, { mode, model, effort, title, allowed, workDir: directory })
      countTasks()
    },
    onHistory(events) {
      for (const event of events)
        if (event.type === 'StatusUpdate') facts.contextUsed = event.payload.context_usage ?? facts.contextUsed
    },
    onEvent(event) {
      if (event.type === 'CommandsChanged') slashCommands = event.payload.slash_commands
      else takeFacts(facts, event)
    },
    onDaemonEvent(event) {
      if (event.topic === 'sessions' && event.id === session?.id && event.change === 'renamed')
        facts.title = event.title
      if (event.topic !== 'tasks') return
      if (event.change === 'removed') tasks.delete(event.id)
      else if (isTerminal(event.task.status)) tasks.delete(event.task.id)
      else tasks.set(event.task.id, event.task)
      countTasks()
    },
    ownsTask: (id) => owned.has(id),
    onTasks(list) {
      tasks.clear()
      for (const task of list) tasks.set(task.id, task)
      countTasks()
    },
  }
}

function takeFacts(facts: FooterFacts, event: WireEvent): void {
  if (event.type === 'SessionChanged') {
    const { mode, model, effort, title, allowed, work_dir: directory } = event.payload
    Object.assign(facts, { mode, model, effort, title, allowed, workDir: directory })
  } else if (event.type === 'StatusUpdate') {
    const { context_usage: used, token_usage: usage } = event.payload
    if (used !== null) facts.contextUsed = used
    if (usage) facts.tokens += usage.input_other + usage.input_cache_read + usage.input_cache_creation + usage.output
  } else if (event.type === 'ModelCalled') {
    const { usd } = event.payload
    facts.usd = facts.usd === null || usd === null ? null : facts.usd + usd
  }
}
