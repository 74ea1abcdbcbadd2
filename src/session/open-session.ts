// Opens a session: finds or makes its place, takes its lock, and puts together what its turns need.

import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/configuration.ts'
import { KimiError } from '../protocol/errors.ts'
import type { Content } from '../protocol/message.ts'
import type { OpenSession } from '../protocol/methods.ts'
import type { Mode } from '../protocol/wire.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { readText } from '../sys/files.ts'
import type { BackgroundTasks, TaskInfo } from '../tools/tasks/background.ts'
import type { ModelReply } from './agent-run.ts'
import { loadAgentSpec } from './persona/agent-spec.ts'
import { makePlanSlug } from './agent-tools.ts'
import { choosePlace } from './choose-place.ts'
import { createExtensions } from './extensions.ts'
import { createFileKeeper } from './rewind/file-keeper.ts'
import { readHookConfig } from './hooks/hook-config.ts'
import { runHookProcess } from './hooks/hook-process.ts'
import { createHooks } from './hooks/hooks.ts'
import { plansDirectory, placeSession, isSessionId } from './store/session-layout.ts'
import { createLiveSession } from './live-session.ts'
import { createPermit } from './permissions.ts'
import { createRootAgent, type RootAgent } from './root-agent.ts'
import { answerRewind } from './rewind/rewind-request.ts'
import { openNotificationStore } from './store/notification-store.ts'
import type { Requests } from './requests.ts'
import { lockSession } from './store/session-lock.ts'
import { settle } from './background-settling.ts'
import type { Session } from './session.ts'
import { findSkillRoots, loadSkills } from './persona/skills.ts'
import { createSlash } from './slash-actions.ts'
import { changeState, readState, type SessionState } from './store/state-file.ts'
import { describeTaskEnd, dedupeKeyOf } from './task-notice.ts'
import { runOwnTurn, runUserTurn } from './user-turn.ts'
import { openWireLog } from './store/wire-log.ts'
import { addWorkDir, findLastSession, recordLastSession } from './store/work-dirs.ts'

export interface SessionHost {
  share: string
  home: string
  /** What config.toml, or the configuration given with the session, says to this client. */
  config: Config
  /** The model of that name, or the default one. */
  model(name: string | undefined): ModelReply
  log(problem: string): void
  /** Its background tasks. */
  background(owner: TaskOwner): OwnedTasks
}

export interface OwnedTasks extends BackgroundTasks {
  /** What runs in the foreground is to go on in the background; how many commands that are. */
  send(): number
  close(): void
}

/** A session, as its tasks see it. */
export interface TaskOwner {
  id: string
  dir: string
  workDir(): string
  env: Record<string, string>
  umask: number | undefined
  /** Of the shell whose session it is. */
  shellPid: number | undefined
  requests: Requests
  /** One of its tasks has ended. */
  ended(task: TaskInfo): void
}

/** What a SessionEnd hook may take. */
const END_LIMIT_MS = 5_000

/** Throws KimiErrors: no such session, locked, an agent file that is none. */
export async function openSession(open: OpenSession, host: SessionHost): Promise<Session> {
  const { share, home } = host
  const settings = host.config.agent
  const place = choosePlace(open, share)
  const loaded = await loadAgentSpec(open.agentFile ?? open.agent ?? 'default')
  if (!loaded.ok) throw new KimiError('agent.invalid', loaded.reason)
  const spec = loaded.agent
  const roots = await findSkillRoots({
    workDir: open.workDir,
    share,
    home,
    isTrusted: true,
    ...(open.skillsDirs ? { skillsDirs: open.skillsDirs } : {}),
    extraDirs: settings.extraSkillDirs,
    mergeAll: settings.mergesSkills,
  })
  const { skills, problems } = await loadSkills(roots)
  const hookConfig = readHookConfig(settings.hooks)
  for (const problem of [...problems, ...hookConfig.problems]) host.log(problem)
  await ensureGrammar()

  const lock = lockSession(place)
  if (!lock) throw new KimiError('session.locked', `session ${place.id} is in use by another process`)
  const isNew = !existsSync(place.context)
  mkdirSync(place.dir, { recursive: true, mode: 0o700 })
  addWorkDir(share, open.workDir)
  const state = {
    read: () => readState(place.state),
    save: (change: Partial<SessionState>) => void changeState(place.state, change),
  }
  const addDirs = (dirs: readonly string[]) =>
    state.save({ additional_dirs: [...new Set([...state.read().additional_dirs, ...dirs])] })
  if (open.addDirs) addDirs(open.addDirs)

  const workspace = {
    get workDir() {
      return running.workDir
    },
    get additionalDirs() {
      return state.read().additional_dirs.filter((dir) => existsSync(dir))
    },
  }
  const planFile = () => {
    let slug = state.read().plan_slug
    if (!slug) {
      slug = makePlanSlug()
      state.save({ plan_slug: slug, plan_session_id: place.id })
    }
    mkdirSync(plansDirectory(share), { recursive: true, mode: 0o700 })
    return join(plansDirectory(share), `${slug}.md`)
  }
  const hooks = createHooks({
    hooks: hookConfig.hooks,
    cwd: open.workDir,
    sessionId: place.id,
    run: (hook) => runHookProcess({ ...hook, env: open.shellEnv }),
    emit: (news) => running.emit(news),
  })
  let agent: RootAgent | null = null
  const extensions = createExtensions(
    () => running.requests,
    hooks,
    () => root().toolNames,
  )
  const slash = createSlash({
    settings,
    skills: () => skills,
    workDir: () => workspace.workDir,
    planFile,
    addDir: (dir) => addDirs([dir]),
    compact: (_, focus) => root().compact(focus === '' ? 'manual' : 'manual-with-prompt', focus),
    readSession: (id) => (isSessionId(id) ? readText(placeSession(share, open.workDir, id).context) : null),
  })

  const { session, running } = createLiveSession({
    id: place.id,
    dir: place.dir,
    workDir: open.workDir,
    isNew,
    wireLog: openWireLog(place.wire),
    state,
    isUnattended: open.isUnattended ?? false,
    mode: firstMode(open, isNew, settings),
    modelName: () => nameModel(host, open.model),
    release() {
      // A session in which nothing was said leaves nothing behind.
      if (isNew && !existsSync(place.wire)) rmSync(place.dir, { recursive: true, force: true })
      lock.close()
    },
    hasNews: () => news.pending().length > 0,
    sendToBackground: () => tasks.send(),
    async run(input) {
      // At once and not at its end: after a crash `kimi -C` goes on with this one.
      if (findLastSession(share, open.workDir) !== place.id) recordLastSession(share, open.workDir, place.id)
      const turn = {
        hooks,
        slash: slash.run,
        ralphIterations: open.maxRalphIterations ?? settings.maxRalphIterations,
        agent: (said: Content) => root().run(said),
      }
      const outcome = await runUserTurn(input, running, turn)
      if (open.settlesWithinS === undefined) return outcome
      return settle(outcome, {
        tasks,
        hasNews: () => news.pending().length > 0,
        run: (words) => runOwnTurn(words, running, turn),
        limitS: open.settlesWithinS,
        signal: running.signal,
      })
    },
    async ended() {
      agent?.close()
      tasks.close()
      await hooks.fire('SessionEnd', 'exit', { reason: 'exit' }, AbortSignal.timeout(END_LIMIT_MS))
    },
    rewind: async (wish) => answerRewind(place, wish),
    extensions: { ...extensions, slashCommands: slash.list },
  })

  const news = openNotificationStore(place.dir)
  const tasks = host.background({
    id: place.id,
    dir: place.dir,
    workDir: () => workspace.workDir,
    env: open.shellEnv,
    umask: open.umask,
    shellPid: open.shellPid,
    requests: session.requests,
    ended(task) {
      const notice = describeTaskEnd(task)
      if (!news.publish(notice, dedupeKeyOf(notice))) return
      running.emit({ type: 'Notification', payload: notice })
      if (running.requests.clients.size > 0) news.acknowledge([notice.id], 'wire')
      const { type: notification_type, title, body, severity } = notice
      const fields = { sink: 'llm', notification_type, title, body, severity }
      void hooks.fire('Notification', notification_type, fields, new AbortController().signal)
    },
  })

  /** Made with the first turn: an idle session costs little. */
  function root(): RootAgent {
    return (agent ??= createRootAgent({
      spec,
      place,
      session: running,
      open,
      home,
      settings,
      workspace,
      model: (name) => host.model(name ?? open.model ?? spec.model ?? undefined),
      hooks,
      permit: createPermit({
        mode: () => running.mode,
        requests: running.requests,
        hooks,
        workDirs: () => [workspace.workDir, ...workspace.additionalDirs],
        share,
        home,
        planFile,
        rules: {
          read: () => state.read().kimi_rules ?? [],
          add: (rule) => state.save({ kimi_rules: [...new Set([...(state.read().kimi_rules ?? []), rule])] }),
        },
      }),
      planFile,
      skills,
      externalTools: extensions.tools,
      keeper: createFileKeeper(place, workspace, open.shellEnv),
      tasks,
      news,
    }))
  }

  if (!isNew) void hooks.fire('SessionStart', 'resume', { source: 'resume' }, new AbortController().signal)
  return session
}

function firstMode(open: OpenSession, isNew: boolean, settings: Config['agent']): Mode | undefined {
  if (open.isUnattended) return 'auto'
  if (open.mode) return open.mode
  if (!isNew) return undefined
  return settings.planMode ? 'plan' : settings.yolo ? 'bypass' : undefined
}

function nameModel(host: SessionHost, wanted: string | undefined): string {
  const found = host.model(wanted)
  return found.ok ? found.model.name : ''
}
