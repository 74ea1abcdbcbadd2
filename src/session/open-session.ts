// Opens a session: chooses its place, takes its lock, and builds its parts in the order in which they need each other.

import { appendFileSync, existsSync } from 'node:fs'
import type { Config } from '../config/configuration.ts'
import type { Thinking } from '../models/chat-stream.ts'
import { KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { OpenSession } from '../protocol/methods.ts'
import type { Mode } from '../protocol/wire.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { readText } from '../sys/files.ts'
import type { BackgroundTasks, TaskInfo } from '../tools/tasks/background.ts'
import type { Workspace } from '../tools/files/work-folders.ts'
import type { ModelReply } from './agent-run.ts'
import { settle } from './background-settling.ts'
import { choosePlace } from './choose-place.ts'
import { createClientSession } from './client-session.ts'
import { createExtensions } from './extensions.ts'
import { readHookConfig, type HookConfig } from './hooks/hook-config.ts'
import { runHookProcess } from './hooks/hook-process.ts'
import { createHooks, type Hooks } from './hooks/hooks.ts'
import { createLiveSession, type LiveSession } from './live-session.ts'
import { createPermit, type PermitDeps } from './permissions.ts'
import { loadAgentSpec } from './persona/agent-spec.ts'
import type { AgentSpec } from './persona/builtin-agents.ts'
import { BUILTIN_SKILLS, findSkillRoots, loadSkills, type Skill } from './persona/skills.ts'
import { locatePlanFile } from './plan-file.ts'
import type { PreparedSandbox } from '../safety/sandbox/sandbox.ts'
import type { Requests } from './requests.ts'
import { createFileKeeper } from './rewind/file-keeper.ts'
import { answerRewind } from './rewind/rewind-request.ts'
import { createRootAgent, type RootAgent } from './root-agent.ts'
import type { PromptOutcome, Session } from './session.ts'
import { claimSession } from './session-claim.ts'
import { createSlash, type Slash } from './slash-actions.ts'
import { openNoticeStore, type NoticeStore } from './store/notice-store.ts'
import { isSessionId, placeSession, type SessionPlace } from './store/session-layout.ts'
import type { SessionState, StateStore } from './store/state-file.ts'
import { openWireLog } from './store/wire-log.ts'
import { findLastSession, recordLastSession } from './store/work-dirs.ts'
import { dedupeKeyOf, describeTaskEnd } from './task-notice.ts'
import { runOwnTurn, runUserTurn, type UserTurnDeps } from './user-turn.ts'

export interface SessionHost {
  share: string
  home: string
  /** The configuration as this client sees it, or the one given with the session. */
  config: Config
  /** True when the user trusts the directory. Otherwise nothing in it is read for the agent, and nothing runs unasked. */
  isTrusted(directory: string): boolean
  /** The sandbox for commands in these folders; null where this system has no sandbox. */
  sandbox(folders: readonly string[]): Promise<PreparedSandbox | null>
  /** The model of that name, or the default one; a value that says what is missing when there is no such model. */
  model(name: string | undefined): ModelReply
  log(problem: string): void
  /** The background tasks of one session. */
  background(owner: TaskOwner): OwnedTasks
}

export interface OwnedTasks extends BackgroundTasks {
  /** Moves the commands that run in the foreground to the background, and returns their number. */
  sendToBackground(): number
  close(): void
}

/** A session, as its tasks see it. */
export interface TaskOwner {
  id: string
  dir: string
  workDir(): string
  env: Record<string, string>
  umask: number | undefined
  /** Process id of the shell that the session belongs to. */
  shellPid: number | undefined
  requests: Requests
  onTaskEnded(task: TaskInfo): void
}

/** The time that SessionEnd hooks may take. */
const END_LIMIT_MS = 5_000

/** Throws `session.not_found`, `session.locked`, `usage.invalid`, and `agent.invalid` for an agent file with a mistake. */
export async function openSession(open: OpenSession, host: SessionHost): Promise<Session> {
  const { share } = host
  const settings = host.config.agent
  const place = choosePlace(open, share)
  const persona = await loadPersona(open, host)
  await ensureGrammar()

  const { isNew, state, addDirs, release } = claimSession(place, open)
  const live = createLiveSession({
    id: place.id,
    dir: place.dir,
    workDir: open.workDir,
    isNew,
    wireLog: openWireLog(place.wire),
    state,
    mode: firstMode(open, isNew, settings, state.read()),
    isUnattended: open.isUnattended ?? false,
    modelName: () => nameModel(host, open.model),
  })
  const hooks = createHooks({
    hooks: persona.hooks,
    cwd: open.workDir,
    sessionId: place.id,
    run: (hook) => runHookProcess({ ...hook, env: open.shellEnv }),
    emit: live.emit,
  })
  const notices = openNoticeStore(place.dir)
  const tasks = openTasks(open, host, { live, hooks, notices })
  const planFile = () => locatePlanFile(place, state)
  const agent = createAgentLater(open, host, { place, persona, live, hooks, notices, tasks, planFile })
  const extensions = createExtensions(live.requests, hooks, () => agent.get().toolNames)
  const slash = createSlash({
    skills: persona.skills,
    workDir: () => live.workDir,
    planFile,
    addDir: (dir) => addDirs([dir]),
    compact: (focus) => agent.get().compact(focus === '' ? 'manual' : 'manual-with-prompt', focus),
    window: () => agent.get().window(),
    models: () => Object.keys(host.config.models),
    setModel: (name) => (open.model = name),
    readSession: (id) => (isSessionId(id) ? readText(placeSession(share, open.workDir, id).context) : null),
  })
  const runTurn = (input: Content) => agent.get().run(input, extensions.tools)
  const session = createClientSession(live, {
    extensions,
    slashCommands: slash.list,
    sendToBackground: tasks.sendToBackground,
    runInput: (input) => runInput(input, open, host, { place, live, hooks, notices, tasks, slash, agent, runTurn }),
    hasNotices: () => notices.pending().length > 0,
    rewind: (wish) => agent.settled().then(() => answerRewind(place, wish)),
    async endWork() {
      await agent.close()
      tasks.close()
      await hooks.fire('SessionEnd', 'exit', { reason: 'exit' }, AbortSignal.timeout(END_LIMIT_MS))
    },
    release,
  })
  if (!isNew) void hooks.fire('SessionStart', 'resume', { source: 'resume' }, new AbortController().signal)
  return session
}

/** The agent, skills and hooks of a session, from files. */
interface Persona {
  spec: AgentSpec
  skills: Skill[]
  hooks: HookConfig[]
}

/** Logs what cannot be used of skills and hooks. Throws `agent.invalid`. */
async function loadPersona(open: OpenSession, { share, home, config, isTrusted, log }: SessionHost): Promise<Persona> {
  const settings = config.agent
  const loaded = await loadAgentSpec(open.agentFile ?? open.agent ?? 'default')
  if (!loaded.ok) throw new KimiError('agent.invalid', loaded.reason)
  const roots = await findSkillRoots({
    workDir: open.workDir,
    share,
    home,
    isTrusted: isTrusted(open.workDir),
    ...(open.skillsDirs ? { skillsDirs: open.skillsDirs } : {}),
    extraDirs: settings.extraSkillDirs,
    mergeAll: settings.mergesSkills,
  })
  const { skills, problems } = await loadSkills([...roots, BUILTIN_SKILLS])
  const hookConfig = readHookConfig(settings.hooks)
  for (const problem of [...problems, ...hookConfig.problems]) log(problem)
  return { spec: loaded.agent, skills, hooks: hookConfig.hooks }
}

interface TaskParts {
  live: LiveSession
  hooks: Hooks
  notices: NoticeStore
}

/** The session's background tasks. Each end is published once as a notice: to clients, hooks and, later, the model. */
function openTasks(open: OpenSession, host: SessionHost, { live, hooks, notices }: TaskParts): OwnedTasks {
  return host.background({
    id: live.id,
    dir: live.dir,
    workDir: () => live.workDir,
    env: open.shellEnv,
    umask: open.umask,
    shellPid: open.shellPid,
    requests: live.requests,
    onTaskEnded(task) {
      const notice = describeTaskEnd(task)
      if (!notices.publish(notice, dedupeKeyOf(notice))) return
      live.emit({ type: 'Notification', payload: notice })
      if (live.requests.clients.size > 0) notices.acknowledge([notice.id], 'wire')
      const { type: notification_type, title, body, severity } = notice
      const fields = { sink: 'llm', notification_type, title, body, severity }
      void hooks.fire('Notification', notification_type, fields, new AbortController().signal)
    },
  })
}

interface AgentParts extends TaskParts {
  place: SessionPlace
  persona: Persona
  tasks: OwnedTasks
  planFile(): string
}

/** The session's agent, made when first needed: an idle session takes little memory. */
function createAgentLater(open: OpenSession, host: SessionHost, parts: AgentParts) {
  const { place, live, hooks, persona, planFile, notices, tasks } = parts
  const { share, home, config } = host
  const { state } = live
  const workspace: Workspace = {
    get workDir() {
      return live.workDir
    },
    get additionalDirs() {
      return state.read().additional_dirs.filter((dir) => existsSync(dir))
    },
  }
  const isTrusted = () => host.isTrusted(live.workDir)
  const create = () => {
    const permit = createPermit({
      mode: () => live.mode,
      requests: live.requests,
      hooks,
      workDirs: () => [workspace.workDir, ...workspace.additionalDirs],
      isTrusted,
      share,
      // `~` is the home of the shell that runs the command.
      home: open.shellEnv['HOME'] ?? home,
      planFile,
      approved: openApprovals(state),
      rules: () => live.rules,
      path: open.shellEnv['PATH'] ?? '',
      sandbox: () => host.sandbox([workspace.workDir, ...workspace.additionalDirs]),
    })
    const { spec, skills } = persona
    const model = (name?: string) => host.model(name ?? open.model ?? spec.model ?? undefined)
    const keeper = createFileKeeper(place, workspace, open.shellEnv)
    const maxTokens = config.settings['turns.max_tokens']
    const thinking = wishThinking(open.thinking, config)
    const own = {
      spec,
      skills,
      model,
      permit,
      keeper,
      isTrusted,
      workspace,
      settings: config.agent,
      maxTokens,
      thinking,
    }
    return createRootAgent({ ...own, session: live, open, share, home, hooks, planFile, tasks, notices })
  }
  let agent: RootAgent | null = null
  return {
    get: () => (agent ??= create()),
    settled: async () => agent?.settled(),
    close: async () => agent?.close(),
  }
}

/** The flag wins over `thinking.effort`, and that over Kimi CLI's `default_thinking`. Undefined: nobody has wished anything. */
function wishThinking(flag: boolean | undefined, { settings, agent }: Config): Thinking | undefined {
  const level = (settings['thinking.effort'] || undefined) as Thinking | undefined
  if (flag === false) return 'off'
  if (flag === true) return level === undefined || level === 'off' ? 'on' : level
  return level ?? (agent.thinking === undefined ? undefined : agent.thinking ? 'on' : 'off')
}

/** The approvals for the session, in its state file: our own patterns, and the actions in the field of Kimi CLI. */
function openApprovals({ read, save }: StateStore): PermitDeps['approved'] {
  return {
    patterns: {
      read: () => read().kimi_rules ?? [],
      add: (rule) => save({ kimi_rules: [...new Set([...(read().kimi_rules ?? []), rule])] }),
    },
    actions: {
      read: () => read().approval.auto_approve_actions,
      add(action) {
        const { approval } = read()
        const actions = [...new Set([...approval.auto_approve_actions, action])]
        save({ approval: { ...approval, auto_approve_actions: actions } })
      },
    },
  }
}

interface InputParts extends TaskParts {
  place: SessionPlace
  tasks: OwnedTasks
  slash: Slash
  agent: { get(): RootAgent }
  runTurn: UserTurnDeps['runTurn']
}

/** Runs one input of the user; with `settlesWithinS` until the background tasks that it began have ended, too. */
async function runInput(
  input: Content,
  open: OpenSession,
  { share, config }: SessionHost,
  { place, live, hooks, notices, tasks, slash, agent, runTurn }: InputParts,
): Promise<PromptOutcome> {
  // Refused before anything of it is stored or sent.
  const refusal = agent.get().refuse(input)
  if (refusal) return { status: 'failed', error: refusal }
  // Recorded before the turn and not after it: after a crash `kimi -C` continues this session.
  if (findLastSession(share, open.workDir) !== place.id) recordLastSession(share, open.workDir, place.id)
  // A session without a model has a conversation, too: an empty one.
  appendFileSync(place.context, '', { mode: 0o600 })
  const ralphIterations = open.maxRalphIterations ?? config.agent.maxRalphIterations
  const deps: UserTurnDeps = { hooks, runSlash: slash.run, ralphIterations, runTurn }
  const outcome = await runUserTurn(input, live, deps)
  if (open.settlesWithinS === undefined) return outcome
  return settle(outcome, {
    tasks,
    hasNotices: () => notices.pending().length > 0,
    runTurn: (words) => runOwnTurn(words, live, deps),
    limitS: open.isUnattended ? Math.min(open.settlesWithinS, config.agent.printWaitS) : open.settlesWithinS,
    signal: live.signal,
  })
}

/**
 * Undefined: the mode in the session's state file. A plan holds also where nobody is there to approve it: then only the plan
 * is written.
 */
function firstMode(
  open: OpenSession,
  isNew: boolean,
  settings: Config['agent'],
  state: SessionState,
): Mode | undefined {
  const wanted = open.mode ?? (isNew ? defaultMode(settings) : undefined)
  if (!open.isUnattended) return wanted
  return (wanted ?? (state.plan_mode ? 'plan' : undefined)) === 'plan' ? 'plan' : 'auto'
}

function defaultMode({ planMode, yolo }: Config['agent']): Mode | undefined {
  return planMode ? 'plan' : yolo ? 'bypass' : undefined
}

/** '' when the model is not configured. */
function nameModel(host: SessionHost, wanted: string | undefined): string {
  const found = host.model(wanted)
  return found.ok ? found.model.name : ''
}
