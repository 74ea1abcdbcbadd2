// The agent of a session: its tools, its subagents, what it is reminded of, and how its conversation is kept short.

import { join } from 'node:path'
import { createDMailbox } from '../agent/d-mail.ts'
import { describeNotice, isNotice } from '../agent/notice-messages.ts'
import { collectReminders, createAfkReminder, createPlanReminder } from '../agent/reminders.ts'
import type { TurnOutcome } from '../agent/loop.ts'
import type { NoModel } from '../models/model-catalog.ts'
import { KimiError } from '../protocol/errors.ts'
import { systemNote, textOf, type Content, type Message } from '../protocol/message.ts'
import type { AgentSettings } from '../config/agent-settings.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { readText } from '../sys/files.ts'
import type { SpawnReply } from '../tools/agent.ts'
import type { BackgroundTasks } from '../tools/tasks/background.ts'
import { readLogTail } from '../tools/tasks/output-log.ts'
import { findShell } from '../tools/shell/shell-process.ts'
import type { Tool } from '../tools/tool.ts'
import type { Workspace } from '../tools/files/work-folders.ts'
import { runAgent, type ModelReply } from './agent-run.ts'
import { renderAgentPrompt } from './persona/agent-spec.ts'
import { createAgentTools } from './agent-tools.ts'
import { SUBAGENT_TYPES, type AgentSpec } from './persona/builtin-agents.ts'
import { runCompaction, type CompactionJob } from './compaction-run.ts'
import type { FileKeeper } from './rewind/file-keeper.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { SessionPlace } from './store/session-layout.ts'
import type { Running } from './live-session.ts'
import type { Permit } from './permissions.ts'
import { gatherVariables } from './persona/prompt-variables.ts'
import { directoryOf, type Skill } from './persona/skills.ts'
import { createSubagents } from './subagents.ts'
import type { NotificationStore } from './store/notification-store.ts'

export interface RootAgentDeps {
  spec: AgentSpec
  place: SessionPlace
  session: Running
  open: OpenSession
  home: string
  settings: AgentSettings
  workspace: Workspace
  model(name?: string): ModelReply
  hooks: Hooks
  permit: Permit
  planFile(): string
  skills: readonly Skill[]
  /** Tools of attached clients. */
  externalTools(): readonly Tool[]
  /** Keeps what files were, for a rewind. */
  keeper: FileKeeper
  tasks: BackgroundTasks
  /** What the model is to hear of them. */
  news: NotificationStore
}

export interface RootAgent {
  run(input: Content): Promise<TurnOutcome | NoModel>
  compact(trigger: CompactionJob['trigger'], focus: string): Promise<{ ok: boolean; reason: string } | NoModel>
  readonly toolNames: readonly string[]
  close(): void
}

export function createRootAgent(deps: RootAgentDeps): RootAgent {
  const { spec, place, session, open, home, settings, workspace, hooks, permit, planFile, tasks } = deps
  const dmail = spec.tools.includes('SendDMail') ? createDMailbox() : undefined
  const limits = { maxSteps: open.maxSteps ?? settings.maxSteps, ratio: settings.ratio, reserved: settings.reserved }
  const thinking = open.thinking ?? settings.thinking
  const reminders = [
    createPlanReminder({
      isOn: () => session.mode === 'plan',
      planFile,
      hasPlan: () => (readText(planFile()) ?? '').trim() !== '',
    }),
    createAfkReminder({ isOn: () => session.mode === 'auto' && !open.isUnattended && !settings.skipsAfkReminder }),
  ]
  const variables = () =>
    gatherVariables({
      workDir: workspace.workDir,
      additionalDirs: workspace.additionalDirs,
      share: place.share,
      home,
      skills: deps.skills,
      shell: findShell(),
    })
  const subagents = createSubagents({
    dir: place.dir,
    types: SUBAGENT_TYPES.map((type) => ({
      name: type.name,
      about: type.whenToUse,
      systemPrompt: async () => render(type, await variables()),
      tools: type.tools,
      model: type.model ?? undefined,
    })),
    model: deps.model,
    tools: (names) => makeTools(refuseNesting).filter(({ name }) => names.includes(name)),
    hooks,
    emit: session.emit,
    run: { limits, ...(thinking === undefined ? {} : { thinking }), permit, cacheKey: place.id },
    background: (task, work) => tasks.startAgent(task, work),
  })
  const tools = makeTools(subagents.spawn)

  function makeTools(spawn: (request: never) => Promise<SpawnReply>): Tool[] {
    const found = deps.model()
    return createAgentTools({
      session,
      workspace,
      settings,
      env: open.shellEnv,
      umask: open.umask,
      planFile,
      keeper: deps.keeper,
      tasks,
      dmail,
      takes: found.ok ? found.model.takes : { image: false, video: false },
      skillDirs: deps.skills.map(directoryOf),
      agents: {
        spawn: spawn as never,
        types: SUBAGENT_TYPES.map(({ name, whenToUse }) => ({ name, about: whenToUse })),
      },
      async ask(questions, callId, signal) {
        if (session.mode === 'auto') return 'afk'
        if (!session.takesQuestions) return 'unsupported'
        const answers = await session.requests.question({ tool_call_id: callId, questions }, signal)
        return Object.keys(answers).length === 0 ? 'dismissed' : answers
      },
    })
  }

  const isOffered = ({ name }: Tool) => {
    if (name === 'AskUserQuestion') return session.takesQuestions
    if (name === 'EnterPlanMode' || name === 'ExitPlanMode') return session.takesPlanMode
    return spec.tools.includes(name) || (name === 'AgentSwarm' && spec.tools.includes('Agent'))
  }

  async function begin(): Promise<void> {
    const { conversation, signal } = session
    if (conversation.systemPrompt !== '' || conversation.messages.length > 0) return
    conversation.append({ role: '_system_prompt', content: render(spec, await variables()) })
    const { context } = await hooks.fire('SessionStart', 'startup', { source: 'startup' }, signal)
    for (const text of context) conversation.append({ role: 'user', content: systemNote(text) })
  }

  async function compact(
    trigger: CompactionJob['trigger'],
    focus: string,
  ): Promise<{ ok: boolean; reason: string } | NoModel> {
    const found = deps.model()
    if (!found.ok) return found
    const { model } = found
    return runCompaction({
      conversation: session.conversation,
      stream: model.stream,
      windowTokens: model.windowTokens,
      trigger,
      focus,
      extra: [],
      hooks,
      emit: session.emit,
      onCompacted: () => reminders.forEach((reminder) => reminder.onCompacted?.()),
      signal: session.signal,
    })
  }

  return {
    toolNames: tools.map(({ name }) => name),
    compact,
    async run(input) {
      const found = deps.model()
      if (!found.ok) return found
      const { model } = found
      await begin()
      deps.keeper.beginTurn()
      const outcome = await runAgent({
        input,
        conversation: session.conversation,
        model,
        tools: () => [...tools.filter(isOffered), ...deps.externalTools()],
        limits,
        thinking,
        cacheKey: place.id,
        steers: session.steers,
        reminders() {
          const due = collectReminders(reminders, session.conversation)
          return [...takeNews(deps.news, session.conversation.messages, place.dir), ...(due ? [due] : [])]
        },
        compact: async (trigger) => (await compact(trigger, '')).ok,
        dmail,
        isSubagent: false,
        permit,
        source: { kind: 'foreground_turn', id: place.id, agentId: null, subagentType: null, description: null },
        hooks,
        emit: session.emit,
        signal: session.signal,
      })
      deps.keeper.endTurn()
      return outcome
    },
    close() {
      deps.keeper.close()
    },
  }
}

const NEWS_AT_ONCE = 4
const TAIL_BYTES = 3_000

/** What has ended meanwhile, as messages; a restored conversation may hold some of it already. */
function takeNews(news: NotificationStore, messages: readonly Message[], dir: string): Message[] {
  const pending = news.pending()
  if (pending.length === 0) return []
  const isTold = (id: string) => messages.some((message) => isNotice(message) && textOf(message.content).includes(id))
  const [told, untold] = [pending.filter(({ id }) => isTold(id)), pending.filter(({ id }) => !isTold(id))]
  const now = untold.slice(0, NEWS_AT_ONCE)
  // Once they stand in the conversation, which they do when this has returned.
  queueMicrotask(() =>
    news.acknowledge(
      [...told, ...now].map(({ id }) => id),
      'llm',
    ),
  )
  return now.map((notice) =>
    describeNotice(notice, readLogTail(join(dir, 'tasks', notice.source_id, 'output.log'), TAIL_BYTES).text),
  )
}

function render(spec: AgentSpec, variables: Awaited<ReturnType<typeof gatherVariables>>): string {
  const rendered = renderAgentPrompt(spec, variables)
  if (!rendered.ok) throw new KimiError('agent.invalid', rendered.reason)
  return rendered.text
}

async function refuseNesting(): Promise<SpawnReply> {
  return { ok: false, reason: 'Subagents cannot launch other subagents.' }
}
