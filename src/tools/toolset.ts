// The list of all tools, in Kimi CLI's order. A tool without its dependency is left out.

import type { IsForbidden } from '../safety/rules/forbidden-files.ts'
import { type AgentDeps, createAgent } from './agent.ts'
import { createAgentSwarm } from './agent-swarm.ts'
import { type AskDeps, createAskUserQuestion } from './ask-user-question.ts'
import type { BackgroundTasks } from './tasks/background.ts'
import { createDatasource } from './web/datasource.ts'
import type { Editor } from './editor.ts'
import { createFetchUrl } from './web/fetch-url.ts'
import type { FileLedger } from './files/file-ledger.ts'
import { createGlob } from './search/glob.ts'
import { createGrep } from './search/grep.ts'
import { createEnterPlanMode } from './enter-plan-mode.ts'
import { createExitPlanMode } from './exit-plan-mode.ts'
import type { PlanDeps } from './plan-question.ts'
import { createReadFile } from './files/read-file.ts'
import { createReadMediaFile } from './files/read-media-file.ts'
import { createSearchWeb } from './web/search-web.ts'
import { type SendDMailDeps, createSendDMail } from './send-d-mail.ts'
import { type TodoDeps, createSetTodoList } from './set-todo-list.ts'
import { createRunInUserShell, type UserShellDoor } from './shell/run-in-user-shell.ts'
import { createShell } from './shell/shell.ts'
import { createStrReplaceFile } from './files/str-replace-file.ts'
import { createTaskList } from './tasks/task-list.ts'
import { createTaskOutput } from './tasks/task-output.ts'
import { createTaskStop } from './tasks/task-stop.ts'
import { createThink } from './think.ts'
import type { Tool } from './tool.ts'
import type { WebServices } from './web/web-service.ts'
import { networkVariables } from '../sys/network/network-variables.ts'
import type { Workspace } from './files/work-folders.ts'
import { createWriteFile } from './files/write-file.ts'

export interface ToolDeps {
  workspace: Workspace
  /** The files that this agent has read. Each agent has a ledger of its own. */
  ledger: FileLedger
  /** The environment of the user's shell, not of the daemon. */
  env: NodeJS.ProcessEnv
  umask?: number | undefined
  /** The session of the agent: its agents wait for each other's edits of one file. */
  sessionId?: string
  /** The editor in which the user works, if one has opened the session. */
  editor?: Editor
  isPlanMode(): boolean
  /** The one file that may be edited in plan mode, or null. */
  planFile(): string | null
  /** The folder for outputs that are too long to show. */
  outputDir?: string
  /** The shell to run commands in, if not bash. */
  shell?: string
  skillDirs?: readonly string[]
  /** Made for each search: tells of a file whether it must not be read (safety/rules/forbidden-files.ts). */
  forbiddenFiles?(): IsForbidden
  /** The folder in which commands of the sandbox are noted while they run: a search looks there. */
  notes?: string
  /** True for an address that a rule forbids, or asks about: a redirect there is not followed. */
  isForbiddenUrl?(url: string): boolean
  /** The kinds of media that the model takes. */
  sees?: { image: boolean; video: boolean }
  background?: BackgroundTasks
  userShell?: UserShellDoor
  agents?: AgentDeps
  /** The number of a swarm's agents that run at once. */
  maxParallel?: number
  ask?: AskDeps
  todos?: TodoDeps
  plan?: PlanDeps
  services?: WebServices
  dMail?: SendDMailDeps
}

export function createTools(deps: ToolDeps): Tool[] {
  const { agents, ask, todos, background, sees, plan, dMail, maxParallel } = deps
  const env = () => networkVariables(deps.env)
  const [search, fetch, data] = [deps.services?.search, deps.services?.fetch, deps.services?.data].map(
    (service) => service && { ...service, env },
  )
  const given: (Tool | false | undefined)[] = [
    agents && createAgent(agents),
    agents && createAgentSwarm({ ...agents, ...(maxParallel !== undefined && { atOnce: maxParallel }) }),
    ask && createAskUserQuestion(ask),
    todos && createSetTodoList(todos),
    createShell(deps),
    deps.userShell && createRunInUserShell(deps.userShell),
    background && createTaskList({ background }),
    background && createTaskOutput({ background }),
    background && createTaskStop({ background, isPlanMode: deps.isPlanMode }),
    createReadFile(deps),
    sees && (sees.image || sees.video) && createReadMediaFile({ workspace: deps.workspace, sees }),
    createGlob(deps),
    createGrep(deps),
    createWriteFile(deps),
    createStrReplaceFile(deps),
    search && createSearchWeb({ service: search }),
    createFetchUrl({
      env,
      ...(fetch ? { service: fetch } : {}),
      ...(deps.isForbiddenUrl ? { isForbiddenUrl: deps.isForbiddenUrl } : {}),
    }),
    data && createDatasource({ service: data }),
    plan && createExitPlanMode(plan),
    plan && createEnterPlanMode(plan),
    createThink(),
    dMail && createSendDMail(dMail),
  ]
  return given.filter((tool) => tool !== false && tool !== undefined)
}
