// The tools of an agent in a session: what of the session each of them gets into its hands.

import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { DMailbox } from '../agent/d-mail.ts'
import type { AgentSettings, ServiceEntry } from '../config/agent-settings.ts'
import type { Mode, Question } from '../protocol/wire.ts'
import { readText } from '../sys/files.ts'
import type { AgentDeps } from '../tools/agent.ts'
import type { QuestionReply } from '../tools/ask-user-question.ts'
import type { BackgroundTasks } from '../tools/tasks/background.ts'
import { createFileLedger } from '../tools/files/file-ledger.ts'
import type { Tool } from '../tools/tool.ts'
import { createTools } from '../tools/toolset.ts'
import type { WebService } from '../tools/web/web-service.ts'
import type { Workspace } from '../tools/files/work-folders.ts'
import type { FileKeeper } from './rewind/file-keeper.ts'
import type { Running } from './live-session.ts'

export interface AgentToolsDeps {
  session: Running
  workspace: Workspace
  settings: AgentSettings
  env: Record<string, string>
  umask: number | undefined
  planFile(): string
  keeper: FileKeeper
  agents: AgentDeps
  tasks: BackgroundTasks
  /** What the model can be shown. */
  takes: { image: boolean; video: boolean }
  skillDirs: readonly string[]
  dmail: DMailbox | undefined
  ask(questions: Question[], callId: string, signal: AbortSignal): Promise<QuestionReply>
}

/** All tools that this session can offer; each agent has some of them. */
export function createAgentTools(deps: AgentToolsDeps): Tool[] {
  const { session, workspace, settings, planFile, keeper, ask } = deps
  const isPlanMode = () => session.mode === 'plan'
  const tools = createTools({
    workspace,
    ledger: createFileLedger({ keep: keeper.keep }),
    env: deps.env,
    umask: deps.umask,
    isPlanMode,
    planFile,
    outputDir: join(session.dir, 'tool-results'),
    skillDirs: deps.skillDirs,
    sees: deps.takes,
    background: deps.tasks,
    agents: deps.agents,
    ask: { ask },
    todos: { get: () => session.state.read().todos, set: (todos) => session.state.save({ todos }) },
    plan: {
      isPlanMode,
      setPlanMode: (isOn) => session.setMode(isOn ? 'plan' : 'ask'),
      entersUnasked: () => isUnasked(session.mode),
      leavesUnasked: () => session.mode === 'auto',
      planFile,
      readPlan: () => readText(planFile()) ?? '',
      show: (content, path) => session.emit({ type: 'PlanDisplay', payload: { content, file_path: path } }),
      ask,
    },
    ...(settings.search ? { search: serviceOf(settings.search) } : {}),
    ...(settings.fetch ? { fetch: serviceOf(settings.fetch) } : {}),
    ...(deps.dmail ? { dMail: deps.dmail } : {}),
  })
  return tools.map((tool) => (tool.name === 'Shell' ? watchCommands(tool, keeper) : tool))
}

function serviceOf({ base_url: url, api_key: apiKey, custom_headers: headers }: ServiceEntry): WebService {
  return { url, apiKey, ...(headers ? { headers } : {}) }
}

function isUnasked(mode: Mode): boolean {
  return mode === 'auto' || mode === 'bypass'
}

/** Around a command that may change files: what they were is kept, once it is permitted and before it runs. */
function watchCommands(shell: Tool, { beforeCommand, afterCommand }: FileKeeper): Tool {
  return {
    ...shell,
    async run(args, run) {
      let hasRun = false
      const result = await shell.run(args, {
        ...run,
        async permit(ask) {
          const verdict = await run.permit(ask)
          if (verdict.ok) {
            hasRun = true
            await beforeCommand(run.callId, ask.subject.value)
          }
          return verdict
        },
      })
      if (hasRun) await afterCommand(run.callId)
      return result
    },
  }
}

const WORDS =
  'amber brook cedar dune ember fern gale harbor iris juniper kelp lark maple nova opal pine quartz river sage tide umber vale willow yarrow'.split(
    ' ',
  )

/** A name for a plan file that people can tell from others. */
export function makePlanSlug(): string {
  return Array.from({ length: 3 }, () => WORDS[randomInt(WORDS.length)]).join('-')
}
