// The agent of a session with all that it is given, made when it is first needed.

import { join } from 'node:path'
import type { OpenSession } from '../../protocol/methods.ts'
import { createForbidden, createPermit } from '../permissions.ts'
import { createWorkspaceFolders } from '../places/workspace-folders.ts'
import { NO_PLUGINS, createSessionPlugins } from '../plugins/session-plugins.ts'
import { type FileKeeper, createFileKeeper } from '../rewind/file-keeper.ts'
import { type RootAgent, createRootAgent } from '../root-agent.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { wishThinking } from './model-and-mode.ts'
import type { TaskParts } from './owned-tasks.ts'
import type { OwnedTasks, SessionHost } from './session-host.ts'
import { permitDepsOf, type PermissionParts } from './session-permissions.ts'

export interface AgentParts extends TaskParts, PermissionParts {
  place: SessionPlace
  tasks: OwnedTasks
}

/** The session's agent, made when first needed: an idle session takes little memory. */
export function createAgentLater(open: OpenSession, host: SessionHost, parts: AgentParts) {
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
