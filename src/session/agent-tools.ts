// The tools of an agent in a session: which there are for whom, with what of the session in their hands.

import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { DMailbox } from '../agent/d-mail.ts'
import type { AgentSettings } from '../config/agent-settings.ts'
import type { Mode, Question } from '../protocol/wire.ts'
import { readText } from '../sys/files.ts'
import { createAgent, type AgentDeps } from '../tools/agent.ts'
import { createAgentSwarm } from '../tools/agent-swarm.ts'
import { createAskUserQuestion, type QuestionReply } from '../tools/ask-user-question.ts'
import { createFileLedger } from '../tools/file-ledger.ts'
import type { BackgroundTasks } from '../tools/background.ts'
import { createEnterPlanMode, createExitPlanMode } from '../tools/plan-mode.ts'
import { createGlob } from '../tools/glob.ts'
import { createGrep } from '../tools/grep.ts'
import { createReadFile } from '../tools/read-file.ts'
import { createReadMediaFile } from '../tools/read-media-file.ts'
import { createSendDMail } from '../tools/send-d-mail.ts'
import { createSetTodoList } from '../tools/set-todo-list.ts'
import { createShell } from '../tools/shell.ts'
import { createTaskList } from '../tools/task-list.ts'
import { createTaskOutput } from '../tools/task-output.ts'
import { createTaskStop } from '../tools/task-stop.ts'
import { createStrReplaceFile } from '../tools/str-replace-file.ts'
import { createThink } from '../tools/think.ts'
import type { Tool } from '../tools/tool.ts'
import type { Workspace } from '../tools/workspace.ts'
import { createWriteFile } from '../tools/write-file.ts'
import type { Running } from './live-session.ts'

export interface AgentToolsDeps {
  session: Running
  workspace: Workspace
  settings: AgentSettings
  env: Record<string, string>
  planFile(): string
  /** Keeps what a rewind needs before a file changes. */
  keep(path: string): Promise<void>
  beforeCommand(command: string): Promise<void>
  afterCommand(command: string): Promise<void>
  agents: AgentDeps
  tasks: BackgroundTasks
  /** What the model can be shown. */
  takes: { image: boolean; video: boolean }
  skillDirs: readonly string[]
  dmail: DMailbox | undefined
  ask(questions: Question[], callId: string, signal: AbortSignal): Promise<QuestionReply>
}

/** All tools that this session can offer, in Kimi CLI's order; each agent has some of them. */
export function createAgentTools(deps: AgentToolsDeps): Tool[] {
  const { session, workspace } = deps
  const isPlanMode = () => session.mode === 'plan'
  const ledger = createFileLedger({ keep: deps.keep })
  const files = { workspace, ledger }
  const tasks = { background: deps.tasks }
  const edits = { ...files, isPlanMode, planFile: deps.planFile }
  const plan = {
    isPlanMode,
    setPlanMode: (isOn: boolean) => session.setMode(isOn ? 'plan' : 'ask'),
    entersUnasked: () => isUnasked(session.mode),
    leavesUnasked: () => session.mode === 'auto',
    planFile: deps.planFile,
    readPlan: () => readText(deps.planFile()) ?? '',
    show: (content: string, path: string) =>
      session.emit({ type: 'PlanDisplay', payload: { content, file_path: path } }),
    ask: deps.ask,
  }
  const shell = createShell({
    workspace,
    env: deps.env,
    isPlanMode,
    background: deps.tasks,
    outputDir: join(session.dir, 'tool-results'),
  })
  return [
    createAgent(deps.agents),
    createAgentSwarm(deps.agents),
    createAskUserQuestion({ ask: deps.ask }),
    createSetTodoList({
      get: () => session.state.read().todos,
      set: (todos) => session.state.save({ todos }),
    }),
    watchCommands(shell, deps),
    createTaskList(tasks),
    createTaskOutput(tasks),
    createTaskStop({ ...tasks, isPlanMode }),
    createReadFile(files),
    ...(deps.takes.image || deps.takes.video ? [createReadMediaFile({ workspace, sees: deps.takes })] : []),
    createGlob({ workspace, skillDirs: deps.skillDirs }),
    createGrep({ workspace, env: deps.env }),
    createWriteFile(edits),
    createStrReplaceFile(edits),
    createEnterPlanMode(plan),
    createExitPlanMode(plan),
    createThink(),
    ...(deps.dmail ? [createSendDMail(deps.dmail)] : []),
  ]
}

function isUnasked(mode: Mode): boolean {
  return mode === 'auto' || mode === 'bypass'
}

/** Around a command that may change files: what they were is kept, once it is permitted and before it runs. */
function watchCommands(shell: Tool, { beforeCommand, afterCommand }: AgentToolsDeps): Tool {
  return {
    ...shell,
    async run(args, run) {
      let ran: string | null = null
      const result = await shell.run(args, {
        ...run,
        async permit(ask) {
          const verdict = await run.permit(ask)
          if (verdict.ok) {
            ran = ask.subject.value
            await beforeCommand(ran)
          }
          return verdict
        },
      })
      if (ran !== null) await afterCommand(ran)
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
  return [...randomBytes(3)].map((byte) => WORDS[byte % WORDS.length]).join('-')
}
