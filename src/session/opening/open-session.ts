// Opens a session: chooses its place, takes its lock, and builds its parts in the order in which they need each other.

import { join } from 'node:path'
import { type NamedServer, readClientServers } from '../../mcp/server-files.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import { readText } from '../../sys/files.ts'
import { type LaterWrites, createLaterWrites } from '../../sys/later-writes.ts'
import type { FolderAdmission } from '../admission/folder-admission.ts'
import { createClientSession } from '../client-session.ts'
import { createExtensions } from '../extensions.ts'
import { runHookProcess } from '../hooks/hook-process.ts'
import { type Hooks, createHooks } from '../hooks/hooks.ts'
import { type LiveSession, createLiveSession } from '../live-session.ts'
import { type Persona, loadPersona } from '../persona/session-persona.ts'
import { choosePlace } from '../places/choose-place.ts'
import { createRelocation } from '../places/relocation.ts'
import { locatePlanFile } from '../plan-file.ts'
import { answerRewind } from '../rewind/rewind-request.ts'
import { listChanges } from '../rewind/session-changes.ts'
import type { RootAgent } from '../root-agent.ts'
import { type SessionServers, createSessionServers } from '../servers/session-servers.ts'
import { claimSession } from '../session-claim.ts'
import type { Session } from '../session.ts'
import { type Slash, createSlash } from '../slash-actions.ts'
import { openNoticeStore } from '../store/notice-store.ts'
import { type SessionPlace, isSessionId, placeSession } from '../store/session-layout.ts'
import { openWireLog } from '../store/wire-log.ts'
import type { UserTurnDeps } from '../user-turn.ts'
import { chooseModel, describeModel, firstMode, setModel, takesImages } from './model-and-mode.ts'
import { openTasks } from './owned-tasks.ts'
import { createAgentLater } from './session-agent.ts'
import { admitFolder, envOfCommands } from './session-folder.ts'
import type { OwnedTasks, SessionHost } from './session-host.ts'
import { createBareWarning, createModelLook, runAgent, runInput } from './session-input.ts'

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
