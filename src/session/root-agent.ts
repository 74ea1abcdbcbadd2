// The agent of a session: its tools, its subagents, its reminders, and the compaction of its conversation.

import { randomUUID } from 'node:crypto'
import type { Conversation } from '../agent/conversation.ts'
import { createDMailbox } from '../agent/d-mail.ts'
import { collectReminders, createAfkReminder, createPlanReminder, type ReminderProvider } from '../agent/reminders.ts'
import type { TurnOutcome } from '../agent/loop.ts'
import type { Thinking } from '../models/chat-stream.ts'
import type { NoModel } from '../models/model-catalog.ts'
import { KimiError } from '../protocol/errors.ts'
import { systemNote, type Content, type Message } from '../protocol/message.ts'
import type { AgentSettings } from '../config/agent-settings.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { failed } from '../protocol/tool-result.ts'
import type { WindowView } from '../protocol/session-view.ts'
import type { WireEvent } from '../protocol/wire.ts'
import { readText } from '../sys/files.ts'
import type { AgentDeps } from '../tools/agent.ts'
import type { BackgroundTasks } from '../tools/tasks/background.ts'
import { findShell } from '../tools/shell/shell-process.ts'
import type { UserShellDoor } from '../tools/shell/run-in-user-shell.ts'
import type { Tool } from '../tools/tool.ts'
import type { WebServices } from '../tools/web/web-service.ts'
import type { Workspace } from '../tools/files/work-folders.ts'
import { refuseBeyondWindow, runAgent, type ModelChoice, type ModelReply } from './agent-run.ts'
import { renderAgentPrompt } from './persona/agent-spec.ts'
import { createAgentTools } from './agent-tools.ts'
import { SUBAGENT_TYPES, type AgentSpec } from './persona/builtin-agents.ts'
import { runCompaction, type CompactionJob } from './compaction-run.ts'
import type { FileKeeper } from './rewind/file-keeper.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { LiveSession } from './live-session.ts'
import { takeNotices } from './pending-notices.ts'
import type { Forbidden, Permit, PermitSource } from './permissions.ts'
import type { Admit } from './persona/project-files.ts'
import { gatherVariables } from './persona/prompt-variables.ts'
import { directoryOf, type Skill } from './persona/skills.ts'
import type { SessionPlugins } from './plugins/session-plugins.ts'
import type { SessionServers } from './servers/session-servers.ts'
import type { SubagentRunDeps, SubagentType } from './subagent-run.ts'
import { createSubagents } from './subagents.ts'
import type { NoticeStore } from './store/notice-store.ts'
import { measureWindow } from './persona/window-parts.ts'

export interface RootAgentDeps {
  spec: AgentSpec
  session: LiveSession
  open: OpenSession
  share: string
  home: string
  settings: AgentSettings
  services: WebServices
  /** The user's wish; undefined leaves it to the model. */
  thinking(): Thinking | undefined
  /** Tokens that one turn may use; 0 = no limit. */
  maxTokens: number
  workspace: Workspace
  /** Lets in the files of the project that the user trusts; null for none of them. */
  admit(): Admit | null
  /** The environment of commands, as it is now. */
  commandEnv(): Record<string, string>
  /** The files and addresses that a rule forbids. */
  forbidden: Forbidden
  model(name?: string): ModelReply
  hooks: Hooks
  permit: Permit
  planFile(): string
  /** True when the user trusts the working directory. */
  isTrusted(): boolean
  skills: readonly Skill[]
  servers: SessionServers
  plugins: SessionPlugins
  /** Keeps copies of files for a rewind. */
  keeper: FileKeeper
  tasks: BackgroundTasks
  /** The user's shell in this session; undefined where sessions have none. */
  userShell: UserShellDoor | undefined
  /** Notices of tasks that the model has not received. */
  notices: NoticeStore
}

export interface RootAgent {
  /** Runs one turn. `externalTools` are asked before each model call: clients come and go. */
  run(input: Content, externalTools: () => readonly Tool[]): Promise<TurnOutcome | NoModel>
  /** The refusal of an input that is too long for the model; null for any other, and without a model. */
  refuse(input: Content): KimiError | null
  /** The fullness of the model's window, for clients; null without a model. */
  window(): { tokens: number; size: number } | null
  /** The parts that fill the model's window; before the first turn, the parts that would fill it. */
  measure(externalTools: readonly Tool[]): Promise<WindowView>
  compact(trigger: CompactionJob['trigger'], focus: string): Promise<{ ok: boolean; reason: string } | NoModel>
  /** The names that no client's tool can have. */
  toolNames(): readonly string[]
  /** Resolves when a rewind can put back what the turns have changed. */
  settled(): Promise<void>
  close(): Promise<void>
}

export function createRootAgent(deps: RootAgentDeps): RootAgent {
  const { spec, session, hooks, tasks } = deps
  const dmail = spec.tools.includes('SendDMail') ? createDMailbox() : undefined
  const run = describeRuns(deps)
  const reminders = createReminders(deps)
  const makeTools = (spawn: AgentDeps['spawn']) => createTools(deps, spawn, dmail)
  const subagents = createSubagents({
    dir: session.dir,
    types: describeSubagentTypes(deps),
    model: deps.model,
    tools: (names) => chooseTools(names, makeTools(refuseNesting), deps),
    hooks,
    emit: session.emit,
    run,
    sources: () => session.sources,
    carry: (source) => session.carried.add(source),
    startInBackground: (task, work) => tasks.startAgent(task, work),
  })
  const tools = makeTools(subagents.spawn)
  const compact: RootAgent['compact'] = async (trigger, focus) => {
    const found = deps.model()
    return found.ok ? compactConversation(found.model, deps, reminders, trigger, focus) : found
  }

  return {
    toolNames: () => [...tools, ...deps.plugins.tools()].map(({ name }) => name),
    ...describeWindow(deps),
    compact,
    measure: (externalTools) => measureAgent(tools, externalTools, deps),
    async run(input, externalTools) {
      const found = deps.model()
      // The conversation begins with the first model: what the folder brings is part of its prompt, and is not settled before.
      if (!found.ok) return keepWords(session.conversation, input, found)
      await beginConversation(deps)
      await deps.plugins.settle()
      await deps.keeper.beginTurn()
      const outcome = await runAgent({
        ...run,
        sources: session.sources,
        input,
        conversation: session.conversation,
        model: found.model,
        tools: () => listTools(tools, externalTools(), deps),
        steers: session.steers,
        reminders: () => takeReminders(deps, reminders),
        compact: async (trigger) => (await compact(trigger, '')).ok,
        dmail,
        isSubagent: false,
        source: makeSource(),
        hooks,
        emit: (event) => emitExpecting(event, deps),
        signal: session.signal,
      })
      deps.keeper.endTurn()
      return outcome
    },
    settled: deps.keeper.settled,
    close: deps.keeper.close,
  }
}

/** The parts that the runs of the agent and of its subagents have in common. */
function describeRuns({
  session,
  open,
  settings,
  permit,
  maxTokens,
  thinking,
  isTrusted,
}: RootAgentDeps): SubagentRunDeps['run'] {
  const { ratio, reserved } = settings
  return {
    limits: { maxSteps: open.maxSteps ?? settings.maxSteps, maxTokens, ratio, reserved },
    permit,
    cacheKey: session.id,
    thinking,
    untilRead: session.untilRead,
    isTrusted,
    isForScript: () => !session.takesQuestions,
  }
}

function makeSource(): PermitSource {
  return { kind: 'foreground_turn', id: randomUUID(), agentId: null, subagentType: null, description: null }
}

/** The tools of a subagent. One that changes nothing runs no plugin either. */
function chooseTools(names: readonly string[], all: readonly Tool[], { plugins }: RootAgentDeps): Tool[] {
  const own = all.filter(({ name }) => names.includes(name))
  return names.includes('WriteFile') ? [...own, ...plugins.tools()] : own
}

/** All tools of the moment. A client's tool that has the name of a plugin's gives way to it. */
function listTools(own: readonly Tool[], externalTools: readonly Tool[], deps: RootAgentDeps): Tool[] {
  const plugins = deps.plugins.tools()
  const external = externalTools.filter(({ name }) => plugins.every((tool) => tool.name !== name))
  return [...own.flatMap((tool) => offer(tool, deps)), ...plugins, ...deps.servers.tools(), ...external]
}

/** A command is known to come as soon as its call begins in the model's answer. */
function emitExpecting(event: WireEvent, { session, keeper }: RootAgentDeps): void {
  if (event.type === 'ToolCall' && event.payload.function.name === 'Shell') keeper.expectCommand()
  session.emit(withPlanMode(event, session.mode === 'plan'))
}

/** Words that no model could answer are kept: the session goes on from them once there is a model. */
function keepWords(conversation: Conversation, input: Content, missing: NoModel): NoModel {
  conversation.checkpoint()
  conversation.append({ role: 'user', content: input })
  return missing
}

function describeWindow({ model, session }: RootAgentDeps): Pick<RootAgent, 'refuse' | 'window'> {
  return {
    refuse(input) {
      const found = model()
      return found.ok ? refuseBeyondWindow(input, found.model) : null
    },
    window() {
      const found = model()
      return found.ok ? { tokens: session.conversation.tokens, size: found.model.windowTokens } : null
    },
  }
}

async function measureAgent(
  tools: readonly Tool[],
  externalTools: readonly Tool[],
  deps: RootAgentDeps,
): Promise<WindowView> {
  const { conversation } = deps.session
  const parts = measureWindow({
    systemPrompt: conversation.systemPrompt || (await renderPrompt(deps.spec, deps)),
    tools: [...tools.flatMap((tool) => offer(tool, deps)), ...deps.plugins.tools(), ...externalTools],
    serverTools: deps.servers.tools(),
    messages: conversation.messages,
  })
  return { parts, counted: conversation.tokens, size: describeWindow(deps).window()?.size ?? 0 }
}

function describeSubagentTypes(deps: RootAgentDeps): SubagentType[] {
  return SUBAGENT_TYPES.map((type) => ({
    name: type.name,
    systemPrompt: () => renderPrompt(type, deps),
    tools: type.tools,
    model: type.model ?? undefined,
  }))
}

function createReminders({ session, open, settings, planFile, servers }: RootAgentDeps): ReminderProvider[] {
  return [
    createPlanReminder({
      isOn: () => session.mode === 'plan',
      planFile,
      hasPlan: () => (readText(planFile()) ?? '').trim() !== '',
    }),
    createAfkReminder({ isOn: () => session.mode === 'auto' && !open.isUnattended && !settings.skipsAfkReminder }),
    servers.reminder,
  ]
}

/** The notices of tasks and the reminders that are due, for the model's next step. */
function takeReminders({ session, notices }: RootAgentDeps, reminders: readonly ReminderProvider[]): Message[] {
  const due = collectReminders(reminders, session.conversation)
  const taken = takeNotices(notices, session.conversation.messages, session.dir)
  return due ? [...taken, due] : taken
}

function createTools(
  deps: RootAgentDeps,
  spawn: AgentDeps['spawn'],
  dmail: ReturnType<typeof createDMailbox> | undefined,
): Tool[] {
  const { session, open, workspace, services, planFile, keeper, tasks } = deps
  const found = deps.model()
  return createAgentTools({
    session,
    share: deps.share,
    workspace,
    services,
    env: deps.commandEnv,
    umask: open.umask,
    planFile,
    keeper,
    tasks,
    dmail,
    takes: found.ok ? found.model.takes : { image: false, video: false },
    forbidden: deps.forbidden,
    userShell: deps.userShell,
    skillDirs: () => deps.skills.map(directoryOf),
    agents: { spawn, types: SUBAGENT_TYPES.map(({ name, whenToUse }) => ({ name, about: whenToUse })) },
  })
}

/** The tool as the model has it now: hidden while no client can show what it asks; none when the agent does without it. */
function offer(tool: Tool, { session, spec, userShell }: RootAgentDeps): Tool[] {
  const { name } = tool
  if (!spec.tools.includes(name === 'AgentSwarm' ? 'Agent' : name)) return []
  if (name === 'RunInUserShell' && (userShell?.shell() ?? null) === null) return [{ ...tool, isHidden: true }]
  if (name === 'AskUserQuestion' && !session.takesQuestions) return [{ ...tool, isHidden: true }]
  const isPlanning = name === 'EnterPlanMode' || name === 'ExitPlanMode'
  if (!isPlanning || session.takesPlanMode) return [tool]
  const refusal = failed('The client does not support plan mode. Do NOT call this tool again.', 'Not supported')
  return [{ ...tool, isHidden: true, run: async () => refusal }]
}

/** The status of a step tells also whether plan mode is on. */
function withPlanMode(event: WireEvent, isPlan: boolean): WireEvent {
  return event.type === 'StatusUpdate' ? { ...event, payload: { ...event.payload, plan_mode: isPlan } } : event
}

/**
 * Writes the system prompt into a conversation without one, such as those of other agents and of early versions of Kimi CLI. An empty
 * conversation also gets the context that SessionStart hooks add.
 */
async function beginConversation(deps: RootAgentDeps): Promise<void> {
  const { conversation, signal } = deps.session
  if (conversation.systemPrompt !== '') return
  const isNew = conversation.messages.every(({ role }) => role === 'user') // words that no model could answer may have been kept
  conversation.instruct(await renderPrompt(deps.spec, deps))
  if (!isNew) return
  const { context } = await deps.hooks.fire('SessionStart', 'startup', { source: 'startup' }, signal)
  for (const text of context) conversation.append({ role: 'user', content: systemNote(text) })
}

async function compactConversation(
  { stream, windowTokens }: ModelChoice,
  { session, hooks }: RootAgentDeps,
  reminders: readonly ReminderProvider[],
  trigger: CompactionJob['trigger'],
  focus: string,
): Promise<{ ok: boolean; reason: string }> {
  return runCompaction({
    conversation: session.conversation,
    stream,
    windowTokens,
    trigger,
    focus,
    extra: [],
    hooks,
    emit: session.emit,
    onCompacted: () => reminders.forEach((reminder) => reminder.onCompacted?.()),
    signal: session.signal,
  })
}

/** Throws `agent.invalid` when the agent's template names a variable that does not exist. */
async function renderPrompt(spec: AgentSpec, deps: RootAgentDeps): Promise<string> {
  const { workspace, share, home, skills } = deps
  const variables = await gatherVariables({
    workDir: workspace.workDir,
    additionalDirs: workspace.additionalDirs,
    share,
    home,
    skills,
    admit: deps.admit(),
    shell: findShell(),
  })
  const rendered = renderAgentPrompt(spec, variables)
  if (!rendered.ok) throw new KimiError('agent.invalid', rendered.reason)
  return rendered.text
}

const refuseNesting: AgentDeps['spawn'] = async () => ({
  ok: false,
  reason: 'Subagents cannot launch other subagents.',
})
