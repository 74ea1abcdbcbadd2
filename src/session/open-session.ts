// Opens a session: chooses its place, takes its lock, and builds its parts in the order in which they need each other.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/configuration.ts'
import type { Thinking } from '../models/chat-stream.ts'
import { KimiError } from '../protocol/errors.ts'
import { typedWords } from '../protocol/attached-text.ts'
import { partsOf, type Content } from '../protocol/message.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { type Mode, REFUSED_UNASKED } from '../protocol/wire.ts'
import { type NamedServer, readClientServers } from '../mcp/server-files.ts'
import type { ServerPool } from '../mcp/server-pool.ts'
import type { PluginShelf } from '../plugins/plugin-shelf.ts'
import { readText } from '../sys/files.ts'
import type { BackgroundTasks, TaskInfo } from '../tools/tasks/background.ts'
import type { WebServices } from '../tools/web/web-service.ts'
import type { UserShellDoor } from '../tools/shell/run-in-user-shell.ts'
import type { ModelReply } from './agent-run.ts'
import { settle } from './background-settling.ts'
import { choosePlace } from './places/choose-place.ts'
import { createClientSession } from './client-session.ts'
import { createFolderAdmission, type FolderAdmission, type TrustOffice } from './admission/folder-admission.ts'
import { createExtensions } from './extensions.ts'
import { runHookProcess } from './hooks/hook-process.ts'
import { createHooks, type Hooks } from './hooks/hooks.ts'
import { createLaterWrites, type LaterWrites } from '../sys/later-writes.ts'
import { createLiveSession, type LiveSession, type LiveSessionOptions } from './live-session.ts'
import { createForbidden, createPermit, type PermitDeps } from './permissions.ts'
import type { PermissionRule } from '../safety/rules/permission-rule.ts'
import { pathWithout } from '../sys/own-path.ts'
import { createTurnNotice } from './admission/turn-notice.ts'
import { loadPersona, readSkills, type Persona } from './persona/session-persona.ts'
import { locatePlanFile } from './plan-file.ts'
import { findGitNamed } from '../safety/trust/git-named-files.ts'
import { filesOfOrders, linesOfRules, type Order } from '../safety/trust/own-orders.ts'
import type { PreparedSandbox } from '../safety/sandbox/sandbox.ts'
import type { SandboxPlace } from '../safety/sandbox/wall.ts'
import type { Requests } from './requests.ts'
import { createFileKeeper, type FileKeeper } from './rewind/file-keeper.ts'
import { answerRewind } from './rewind/rewind-request.ts'
import { listChanges } from './rewind/session-changes.ts'
import type { ValuesReply } from './plugins/plugin-calls.ts'
import { createSessionPlugins, NO_PLUGINS } from './plugins/session-plugins.ts'
import { createRelocation, type Relocation } from './places/relocation.ts'
import { createWorkspaceFolders, type WorkspaceFolders } from './places/workspace-folders.ts'
import { createRootAgent, type RootAgent } from './root-agent.ts'
import type { PromptOutcome, Session } from './session.ts'
import { claimSession } from './session-claim.ts'
import { createSessionServers, type SessionServers } from './servers/session-servers.ts'
import { createSlash, type Slash } from './slash-actions.ts'
import { listSlashCommands, type SlashCommand } from './slash-commands.ts'
import { openNoticeStore, type NoticeStore } from './store/notice-store.ts'
import { isSessionId, placeSession, type SessionPlace } from './store/session-layout.ts'
import type { SessionState, StateStore } from './store/state-file.ts'
import { openWireLog } from './store/wire-log.ts'
import { findLastSession, recordLastSession } from './store/work-dirs.ts'
import { dedupeKeyOf, describeTaskEnd } from './task-notice.ts'
import { noteAttached } from './user-words.ts'
import { runOwnTurn, runUserTurn, type UserTurnDeps } from './user-turn.ts'

/** The place of a session's commands; the folders of kimi itself are known to its host. */
export type CommandPlace = Omit<SandboxPlace, 'home' | 'own'>

export interface SessionHost {
  share: string
  home: string
  /** The configuration as this client sees it, or the one given with the session. */
  config: Config
  /** The folders that the user trusts. In others nothing that the folder brings is obeyed, and nothing runs unasked. */
  trust: TrustOffice
  /** Kimi's web services that the session may use. */
  services: WebServices
  /** The permission rules of the user's configuration, as they are now. */
  rules(): readonly PermissionRule[]
  /** Writes a permission rule into the user's configuration. */
  keepRule(rule: PermissionRule): Promise<void>
  /** The sandbox for commands in a workspace; null where this system has no sandbox. */
  sandbox(place: CommandPlace): Promise<PreparedSandbox | null>
  /** The reason why commands that write run in no sandbox here; null where they do. */
  whyNoSandbox?(): Promise<string | null>
  /** The model of that name, or the default one; a value that says what is missing when there is no such model. */
  model(name: string | undefined): ModelReply
  /** Looks for a model once more, where none was found: one of this machine may have been started since. */
  lookForModel?(): Promise<void>
  log(problem: string): void
  /** The MCP servers of the daemon. */
  servers: ServerPool
  /** The commands of watches and schedules, of all sessions and shells. */
  taskOrders(): Order[]
  /** The plugins of the share directory, and the values that they may be given; without it the session has no plugins. */
  plugins?: { shelf: PluginShelf; values(): Promise<ValuesReply> }
  /** The user's shell in the session with its files in this directory. */
  userShell?(dir: string): UserShellDoor
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
  const place = choosePlace(open, host.share)
  const persona = await loadPersona(open, host)
  const clients = readClientServers(open.mcpServers ?? {})

  const { isNew, state, addDirs, release } = claimSession(place, open)
  const live = createLiveSession({
    id: place.id,
    dir: place.dir,
    workDir: open.workDir,
    isNew,
    wireLog: openWireLog(place.wire),
    state,
    mode: firstMode(open, isNew, host.config.agent, state.read()),
    isUnattended: open.isUnattended ?? false,
    ...describeModel(open, host),
  })
  const admission = await admitFolder(open, host, live, persona)
  const hooks = createHooks({
    hooks: persona.hooks,
    cwd: () => open.workDir,
    sessionId: place.id,
    run: (hook) => runHookProcess({ ...hook, env: open.shellEnv }),
    emit: live.emit,
  })
  const notices = openNoticeStore(place.dir)
  const later = createLaterWrites((error) =>
    host.log(`session ${place.id}: ${error instanceof Error ? error.message : String(error)}`),
  )
  const commandEnv = () => envOfCommands(open.shellEnv, admission)
  const tasks = openTasks(open, host, { live, hooks, notices, commandEnv })
  const planFile = () => locatePlanFile(place, state)
  const servers = openServers(open, host, { clients, place, live, admission })
  const parts = { place, live, hooks, notices, tasks, admission, commandEnv, servers }
  const agent = createAgentLater(open, host, { ...parts, persona, planFile })
  const extensions = createExtensions(live.requests, hooks, () => agent.get().toolNames())
  const slash = createSlashLater(open, host, { live, persona, planFile, addDirs, agent, servers })
  const relocation = createRelocation({ live, place, open, admission, skills: () => persona.skills })
  const checks = { warn: createBareWarning(live, open, host), lookForModel: createModelLook(live, host, agent) }
  const turn = { live, relocation, admission, servers, agent, extensions, ...checks }
  const runTurn: UserTurnDeps['runTurn'] = (input, said) => runAgent(input, said, turn)
  const session = createClientSession(live, {
    extensions,
    ...relocation,
    slashCommands: slash.list,
    sendToBackground: tasks.sendToBackground,
    ...chooseModel(open, host, live),
    runInput: (input) => runInput(input, open, host, { ...parts, slash, agent, runTurn, later }),
    ...{ share: host.share, admitLikeKimiCli: admission.admitLikeKimiCli, lookAtFolder: admission.lookBehind },
    ...{ hasNotices: () => notices.pending().length > 0, changes: () => listChanges(place) },
    measureWindow: () => live.loadConversation().then(() => agent.get().measure(extensions.tools())),
    rewind: (wish) => agent.settled().then(() => answerRewind(place, wish)),
    ...endSession({ agent, servers, tasks, hooks, later, release }),
  })
  if (!isNew) void hooks.fire('SessionStart', 'resume', { source: 'resume' }, new AbortController().signal)
  return session
}

interface EndParts {
  agent: { close(): Promise<void> }
  servers: SessionServers
  tasks: OwnedTasks
  hooks: Hooks
  later: LaterWrites
  release(): void
}

function endSession({ agent, servers, tasks, hooks, later, release }: EndParts) {
  return {
    async endWork() {
      await agent.close()
      servers.close()
      tasks.close()
      await hooks.fire('SessionEnd', 'exit', { reason: 'exit' }, AbortSignal.timeout(END_LIMIT_MS))
    },
    release() {
      later.finish()
      release()
    },
  }
}

interface TurnParts {
  lookForModel(): Promise<void>
  warn(): Promise<void>
  relocation: Relocation
  live: LiveSession
  admission: FolderAdmission
  servers: SessionServers
  agent: { get(): RootAgent }
  extensions: ReturnType<typeof createExtensions>
}

/** Says once in a session of mode auto that there is no sandbox, where that is so, and what that means for commands. */
function createBareWarning(live: LiveSession, open: OpenSession, { whyNoSandbox }: SessionHost): () => Promise<void> {
  let isSaid = false
  return async () => {
    if (isSaid || live.mode !== 'auto' || whyNoSandbox === undefined) return
    const reason = await whyNoSandbox()
    isSaid = true
    if (reason === null) return
    const effect =
      live.rules === 'kimi-cli' || approvesBare(open)
        ? 'commands run without one, with all your rights (--mode auto refuses them)'
        : 'mode auto refuses commands that do not certainly just read; in bypass all run, with all your rights (kimi doctor)'
    live.emit(createTurnNotice(`${reason}: ${effect}`))
  }
}

/** True for `--print` that names no mode: scripts written for Kimi CLI count on it to approve everything. */
function approvesBare({ isUnattended = false, mode }: OpenSession): boolean {
  return isUnattended && mode === undefined
}

/** Looks once more where no model was found: a model server of this machine may have been started since. */
function createModelLook(live: LiveSession, { lookForModel }: SessionHost, agent: TurnParts['agent']) {
  return async () => {
    if (!lookForModel || agent.get().window() !== null) return
    await lookForModel()
    if (agent.get().window() !== null) live.announce() // terminals show the model's name
  }
}

/** Runs the agent's loop once it is settled what the folder may bring and which tools the servers have. */
async function runAgent(
  input: Content,
  said: Content | null,
  { live, relocation, admission, servers, agent, extensions, warn, lookForModel }: TurnParts,
) {
  await lookForModel()
  // Nobody is asked about the folder for words that no model can answer.
  if (agent.get().window() !== null) await admission.settle()
  await warn()
  await servers.settle(said === null ? '' : typedWords(said))
  if (said !== null) await noteAttached(said, live.sources, admission.isTrusted())
  const resources = said === null ? [] : await servers.references.readResources(typedWords(said))
  const whole = resources.length === 0 ? input : [...partsOf(input), ...resources]
  return agent.get().run(await relocation.withInstructions(whole), extensions.tools)
}

/** The model that answers the next turns, and how much it is asked to think. */
function describeModel(open: OpenSession, host: SessionHost): Pick<LiveSessionOptions, 'modelName' | 'effort'> {
  return {
    modelName: () => nameModel(host, open.model),
    effort: () => wishThinking(open, host.config) ?? '',
  }
}

interface SlashParts {
  live: LiveSession
  persona: Persona
  planFile(): string
  addDirs(dirs: readonly string[]): void
  agent: { get(): RootAgent }
  servers: SessionServers
}

/** The slash commands; they need the agent only when they run. */
function createSlashLater(open: OpenSession, host: SessionHost, parts: SlashParts): Slash {
  const { live, persona, planFile, addDirs, agent, servers } = parts
  return createSlash({
    skills: persona.skills,
    workDir: () => live.workDir,
    planFile,
    addDir: (dir) => addDirs([dir]),
    compact: (focus) => agent.get().compact(focus === '' ? 'manual' : 'manual-with-prompt', focus),
    window: () => agent.get().window(),
    models: () => Object.keys(host.config.models),
    setModel: (name) => void setModel({ name }, open, host, live),
    describeServers: servers.describe,
    async readServerPrompt(...named) {
      await servers.settle(named[0])
      return servers.references.readPrompt(...named)
    },
    readSession: (id) => (isSessionId(id) ? readText(placeSession(host.share, open.workDir, id).context) : null),
  })
}

/** Looks at the folder, decides what it may bring into the session, and reads the skills that are allowed with that. */
async function admitFolder(
  open: OpenSession,
  host: SessionHost,
  live: LiveSession,
  persona: Persona,
): Promise<FolderAdmission> {
  const admission = createFolderAdmission({
    live,
    office: host.trust,
    home: open.shellEnv['HOME'] || host.home,
    trusts: open.trusts ?? false,
    seat: () => open.workDir,
    async onChanged() {
      const before = listSlashCommands(persona.skills)
      await readSkills(persona, admission.admit(), open, host)
      announceCommands(live, persona, before)
    },
    log: host.log,
  })
  await admission.look()
  await readSkills(persona, admission.admit(), open, host)
  return admission
}

/** Tells the clients of the slash commands, when they are others than before. */
function announceCommands({ requests }: LiveSession, { skills }: Persona, before: SlashCommand[]): void {
  const payload = { slash_commands: listSlashCommands(skills) }
  if (isDeepStrictEqual(payload.slash_commands, before)) return
  for (const client of requests.clients) client.event({ type: 'CommandsChanged', payload })
}

interface ServersParts {
  clients: readonly NamedServer[]
  place: SessionPlace
  live: LiveSession
  admission: FolderAdmission
}

/** The MCP servers of the session; they start when they are needed. */
function openServers(open: OpenSession, host: SessionHost, parts: ServersParts): SessionServers {
  const { clients, place, live, admission } = parts
  return createSessionServers({
    session: live,
    open,
    clients,
    share: host.share,
    pool: host.servers,
    admission,
    timeoutMs: () => host.config.agent.serverCallTimeoutMs,
    outputDir: join(place.dir, 'tool-results'),
    takesImages: () => takesImages(host.model(open.model)),
    isUnattended: open.isUnattended ?? false,
  })
}

function takesImages(found: ModelReply): boolean {
  return found.ok && found.model.takes.image
}

/** In a folder that is not trusted no program of the folder is found by its mere name. */
function envOfCommands(env: Record<string, string>, admission: FolderAdmission): Record<string, string> {
  const path = env['PATH']
  return path === undefined || admission.isTrusted() ? env : { ...env, PATH: pathWithout(path, admission.folders()) }
}

interface TaskParts {
  live: LiveSession
  hooks: Hooks
  notices: NoticeStore
  /** The environment of commands, as it is now. */
  commandEnv(): Record<string, string>
}

/** The session's background tasks. Each end is published once as a notice: to clients, hooks and, later, the model. */
function openTasks(open: OpenSession, host: SessionHost, { live, hooks, notices, commandEnv }: TaskParts): OwnedTasks {
  return host.background({
    id: live.id,
    dir: live.dir,
    workDir: () => live.workDir,
    get env() {
      return commandEnv()
    },
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
  admission: FolderAdmission
  servers: SessionServers
}

/** The session's agent, made when first needed: an idle session takes little memory. */
function createAgentLater(open: OpenSession, host: SessionHost, parts: AgentParts) {
  const { place, live, hooks, persona, planFile, notices, tasks, admission, commandEnv, servers } = parts
  const { share, home, config } = host
  const workspace = createWorkspaceFolders({
    workDir: () => live.workDir,
    additionalDirs() {
      const { additional_dirs: dirs, kimi_real_dirs: real = {} } = live.state.read()
      return dirs.map((path) => ({ path, real: real[path] }))
    },
  })
  for (const name of config.settings['sandbox.hosts'].split(',')) live.hosts.add(name.trim())
  const create = () => {
    const permission = permitDepsOf(open, host, parts, workspace, place.dir)
    const permit = createPermit(permission)
    const forbidden = createForbidden(permission)
    const { spec, skills } = persona
    const model = (name?: string) => host.model(name ?? open.model ?? spec.model ?? undefined)
    const keeper = createFileKeeper(place, workspace, open.shellEnv)
    const maxTokens = config.settings['turns.max_tokens']
    const { admit } = admission
    const own = {
      spec,
      skills,
      model,
      permit,
      keeper,
      admit,
      commandEnv,
      forbidden,
      workspace,
      servers,
      plugins: openPlugins(open, host, parts, keeper),
      settings: config.agent,
      services: host.services,
      maxTokens,
      thinking: () => wishThinking(open, config),
      isTrusted: admission.isTrusted,
      userShell: host.userShell?.(place.dir),
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

/** The plugins of the session, which are looked at when a turn begins. */
function openPlugins(
  open: OpenSession,
  host: SessionHost,
  { place, live, commandEnv }: AgentParts,
  keeper: FileKeeper,
) {
  if (host.plugins === undefined) return NO_PLUGINS
  return createSessionPlugins(live, {
    ...host.plugins,
    env: commandEnv,
    umask: open.umask,
    outputDir: join(place.dir, 'tool-results'),
    beforeRun: keeper.beforeCommand,
    afterRun: keeper.afterCommand,
  })
}

/** The knowledge on which the agent's permissions rest. */
function permitDepsOf(
  open: OpenSession,
  host: SessionHost,
  { live, hooks, persona, planFile, admission, servers }: AgentParts,
  workspace: WorkspaceFolders,
  sessionDir: string,
): PermitDeps {
  const { config, share, home, rules, keepRule, sandbox, servers: pool, plugins } = host
  const workDirs = () => [workspace.workDir, ...workspace.additionalDirs]
  const stored = () => [...rules(), ...admission.rules()]
  const approved = openApprovals(live.state, live.announce)
  const findObeyed = () => [
    ...servers.files(),
    ...filesOfUser(open, host, persona, workspace.workDir, linesOfRules(stored(), approved.patterns.read())),
  ]
  // git obeys what is in the home of the shell in which the user runs it.
  const gitUser = { home: open.shellEnv['HOME'] ?? home, env: open.shellEnv }
  const more = listFolders(config.settings['sandbox.folders'], home)
  return {
    mode: () => live.mode,
    isUnattended: open.isUnattended ?? false,
    approvesBare: approvesBare(open),
    requests: live.requests,
    hooks,
    workDirs,
    whyMoved: workspace.whyMoved,
    isTrusted: admission.isTrusted,
    share,
    sessionDir,
    // `~` is the home of the shell that runs the command.
    home: open.shellEnv['HOME'] ?? home,
    planFile,
    approved,
    rules: () => live.rules,
    stored,
    keepRule,
    tell: (text) => live.emit(createTurnNotice(text)),
    tellRefusal: (text) => live.emit(createTurnNotice(text, REFUSED_UNASKED)),
    path: open.shellEnv['PATH'] ?? '',
    configHome: open.shellEnv['XDG_CONFIG_HOME'],
    sandbox: () =>
      sandbox({
        folders: workspace.realFolders(),
        fixed: findObeyed(),
        env: open.shellEnv,
        more,
      }),
    obeyedFiles: (near) => [...findObeyed(), ...findGitNamed([...workDirs(), ...near], gitUser)],
    keyFiles: () => plugins?.shelf.keyFiles() ?? [],
    onUnaskedWork: () => pool.work.note([...workDirs(), ...more]),
    hosts: live.hosts,
    serverApprovals: config.settings['mcp.approvals'] as PermitDeps['serverApprovals'],
    sandboxMode: {
      value: config.settings['sandbox.mode'],
      isSet: config.origins['sandbox.mode'] !== 'default',
    },
  }
}

/** The files by which kimi itself runs something for its user in this session. `allowed`: the lines that rules allow. */
function filesOfUser(
  open: OpenSession,
  { config, home, taskOrders }: SessionHost,
  { hooks }: Persona,
  folder: string,
  allowed: readonly string[],
): string[] {
  const lines = [config.settings['tui.status_command'], ...hooks.map(({ command }) => command), ...allowed]
  const orders = lines.map((command) => ({ command, folder }))
  const files = [open.config?.file, open.agentFile, ...(open.mcpFiles ?? [])].filter((path) => path !== undefined)
  return filesOfOrders([...orders, ...taskOrders()], files, home)
}

/** The folders of a setting with commas. */
function listFolders(text: string, home: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return names.filter((name) => name !== '').map((name) => name.replace(/^~(?=\/|$)/, () => home))
}

/** The model of the next turns, as clients ask for it and change it. */
function chooseModel(open: OpenSession, host: SessionHost, live: LiveSession): Pick<Session, 'findModel' | 'setModel'> {
  return {
    findModel() {
      const found = host.model(open.model)
      return found.ok ? found.model : null
    },
    setModel: (wish) => setModel(wish, open, host, live),
  }
}

/** Changes the model and the effort of the next turns, and tells all clients. Throws `model.not_found`. */
function setModel(
  { name, effort }: Parameters<Session['setModel']>[0],
  open: OpenSession,
  host: SessionHost,
  live: LiveSession,
): ReturnType<Session['setModel']> {
  if (name !== undefined && !host.model(name).ok) throw new KimiError('model.not_found', `there is no model ${name}`)
  if (effort === null) delete open.effort
  else if (effort !== undefined) open.effort = effort
  if (name !== undefined) open.model = name
  if (name !== undefined || effort !== undefined) live.state.save({ kimi_model: open.model, kimi_effort: open.effort })
  live.announce()
  return { model: live.modelName, effort: open.effort ?? null }
}

/**
 * An effort wins over the flag, that over `thinking.effort`, and that over Kimi CLI's `default_thinking`. Undefined: nobody has wished
 * anything.
 */
function wishThinking({ thinking: flag, effort }: OpenSession, { settings, agent }: Config): Thinking | undefined {
  if (effort !== undefined) return effort
  const level = (settings['thinking.effort'] || undefined) as Thinking | undefined
  if (flag === false) return 'off'
  if (flag === true) return level === undefined || level === 'off' ? 'on' : level
  return level ?? (agent.thinking === undefined ? undefined : agent.thinking ? 'on' : 'off')
}

/**
 * The approvals for the session, in its state file: our own patterns, and the actions in the field of Kimi CLI. `onAdded` tells the
 * clients of another one.
 */
function openApprovals({ read, save }: StateStore, onAdded: () => void): PermitDeps['approved'] {
  return {
    patterns: {
      read: () => read().kimi_rules ?? [],
      add(rule) {
        save({ kimi_rules: [...new Set([...(read().kimi_rules ?? []), rule])] })
        onAdded()
      },
    },
    actions: {
      read: () => read().approval.auto_approve_actions,
      add(action) {
        const { approval } = read()
        const actions = [...new Set([...approval.auto_approve_actions, action])]
        save({ approval: { ...approval, auto_approve_actions: actions } })
        onAdded()
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
  admission: FolderAdmission
  later: LaterWrites
}

/** Runs one input of the user; with `settlesWithinS` until the background tasks that it began have ended, too. */
async function runInput(
  input: Content,
  open: OpenSession,
  { share, config }: SessionHost,
  { place, live, hooks, notices, tasks, slash, agent, runTurn, admission, later }: InputParts,
): Promise<PromptOutcome> {
  await live.loadConversation()
  // Refused before anything of it is stored or sent.
  const refusal = agent.get().refuse(input)
  if (refusal) return { status: 'failed', error: refusal }
  // Recorded while the turn runs and not after it: after a crash `kimi -C` continues this session. One of a background task goes on by its id.
  if (!open.isBackground && findLastSession(share, open.workDir) !== place.id)
    later.add(() => recordLastSession(share, open.workDir, place.id))
  // A session without a model has a conversation, too: an empty one.
  appendFileSync(place.context, '', { mode: 0o600 })
  const ralphIterations = open.maxRalphIterations ?? config.agent.maxRalphIterations
  const runSlash: Slash['run'] = async (words, ...rest) => {
    // A skill of the folder is known once the folder is trusted.
    if (typeof words === 'string' && /^\s*\/(?:skill|flow):/.test(words)) await admission.settle()
    return slash.run(words, ...rest)
  }
  const deps: UserTurnDeps = { hooks, runSlash, ralphIterations, runTurn, later }
  const outcome = await runUserTurn(input, live, deps).finally(later.finish)
  if (open.settlesWithinS === undefined) return outcome
  return settle(outcome, {
    tasks,
    hasNotices: () => notices.pending().length > 0,
    runTurn: (words) => runOwnTurn(words, live, deps),
    limitS: open.isUnattended
      ? Math.min(open.settlesWithinS, config.settings['background.print_wait_ceiling_s'])
      : open.settlesWithinS,
    signal: live.signal,
  })
}

/**
 * Undefined: the mode in the session's state file. Where nobody is there, a mode that was named holds, and else everything is approved. A
 * plan holds also where nobody is there to approve it: then only the plan is written.
 */
function firstMode(
  open: OpenSession,
  isNew: boolean,
  settings: Config['agent'],
  state: SessionState,
): Mode | undefined {
  const wanted = open.mode ?? open.lastMode ?? (isNew ? defaultMode(settings) : undefined)
  if (!open.isUnattended || open.mode !== undefined) return wanted
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
