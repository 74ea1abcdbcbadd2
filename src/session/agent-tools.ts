// The tools of an agent in a session, each with the part of the session that it needs.

import { join } from 'node:path'
import type { DMailbox } from '../agent/d-mail.ts'
import type { Mode, Question } from '../protocol/wire.ts'
import { isReaderByLabel } from '../safety/rules/command-pattern.ts'
import { notesFolder } from '../safety/sandbox/walled-commands.ts'
import { redactOutput } from '../safety/text/redaction.ts'
import { readText } from '../sys/files.ts'
import type { AgentDeps } from '../tools/agent.ts'
import type { QuestionReply } from '../tools/ask-user-question.ts'
import type { BackgroundTasks } from '../tools/tasks/background.ts'
import { createFileLedger, type FileLedger } from '../tools/files/file-ledger.ts'
import type { PlanDeps } from '../tools/plan-question.ts'
import type { Tool } from '../tools/tool.ts'
import { createTools } from '../tools/toolset.ts'
import type { UserShellDoor } from '../tools/shell/run-in-user-shell.ts'
import type { WebServices } from '../tools/web/web-service.ts'
import type { Workspace } from '../tools/files/work-folders.ts'
import type { FileKeeper } from './rewind/file-keeper.ts'
import type { LiveSession } from './live-session.ts'
import { createSessionEditor } from './editor/session-editor.ts'
import type { Forbidden } from './permissions.ts'
import { redactShown } from '../safety/secrets/shown-text.ts'

export interface AgentToolsDeps {
  session: LiveSession
  share: string
  workspace: Workspace
  services: WebServices
  env(): Record<string, string>
  umask: number | undefined
  planFile(): string
  keeper: FileKeeper
  agents: AgentDeps
  tasks: BackgroundTasks
  /** The media that the model can be shown. */
  takes: { image: boolean; video: boolean }
  skillDirs(): readonly string[]
  forbidden: Forbidden
  dmail: DMailbox | undefined
  /** The user's shell in this session; undefined where sessions have none. */
  userShell: UserShellDoor | undefined
}

/** All tools that this session can offer; each agent uses some of them. */
export function createAgentTools(deps: AgentToolsDeps): Tool[] {
  const { session, planFile, keeper } = deps
  const ask = (questions: Question[], callId: string, signal: AbortSignal) =>
    askQuestions(session, questions, callId, signal)
  const tools = createTools({
    workspace: deps.workspace,
    ledger: letEditUnread(createFileLedger({ keep: keeper.keep }), session),
    get env() {
      return deps.env()
    },
    editor: createSessionEditor(session.requests),
    forbiddenFiles: deps.forbidden.files,
    notes: notesFolder(deps.share),
    isForbiddenUrl: deps.forbidden.url,
    umask: deps.umask,
    sessionId: session.id,
    isPlanMode: () => session.mode === 'plan',
    planFile,
    outputDir: join(session.dir, 'tool-results'),
    get skillDirs() {
      return deps.skillDirs()
    },
    sees: deps.takes,
    background: deps.tasks,
    ...(deps.userShell ? { userShell: deps.userShell } : {}),
    agents: deps.agents,
    ask: { ask },
    todos: { get: () => session.state.read().todos, set: (todos) => session.state.save({ todos }) },
    plan: describePlanning(session, planFile, ask),
    services: deps.services,
    ...(deps.dmail ? { dMail: deps.dmail } : {}),
  })
  return tools.map((tool) => withoutSecrets(tool.name === 'Shell' ? keepFilesAround(tool, keeper) : tool))
}

/** The modes to which the user may approve a plan. */
const PLAN_MODES = ['ask', 'accept-edits', 'auto'] as const

function describePlanning(session: LiveSession, planFile: () => string, ask: PlanDeps['ask']): PlanDeps {
  return {
    isPlanMode: () => session.mode === 'plan',
    setPlanMode: session.setPlanMode,
    // Kimi CLI's clients have three answers to a plan.
    otherModes: () => (session.rules === 'own' ? PLAN_MODES.filter((mode) => mode !== session.modeAfterPlan()) : []),
    setMode: session.setMode,
    modeAfter: () => (session.rules === 'own' ? session.modeAfterPlan() : null),
    entersUnasked: () => isUnasked(session.mode),
    leavesUnasked: () => session.mode === 'auto',
    planFile,
    readPlan: () => readText(planFile()) ?? '',
    show: (content, path) => session.emit({ type: 'PlanDisplay', payload: { content, file_path: path } }),
    ask,
  }
}

async function askQuestions(
  session: LiveSession,
  questions: Question[],
  callId: string,
  signal: AbortSignal,
): Promise<QuestionReply> {
  if (session.mode === 'auto') return 'afk'
  if (!session.takesQuestions) return 'unsupported'
  const answers = await session.requests.question({ tool_call_id: callId, questions }, signal)
  return Object.keys(answers).length === 0 ? 'dismissed' : answers
}

/** By Kimi CLI's rules a file may be edited unread. One that has changed since the agent saw it stays as it is. */
function letEditUnread(ledger: FileLedger, session: LiveSession): FileLedger {
  return {
    ...ledger,
    checkFresh(real, now) {
      const found = ledger.checkFresh(real, now)
      if (found !== 'unread' || now === null || session.rules === 'own') return found
      ledger.noteRead(real, now)
      return 'ok'
    },
  }
}

function isUnasked(mode: Mode): boolean {
  return mode === 'auto' || mode === 'bypass'
}

/**
 * The tools that show files, pages or the output of programs: secrets in what they show are hidden from the model and from the record. What
 * the model writes back gets them again (tools/files/hidden-values.ts).
 */
const REDACTED_TOOLS = new Set([
  'Shell',
  'RunInUserShell',
  'TaskOutput',
  'Grep',
  'FetchURL',
  'SearchWeb',
  'Datasource',
  'ReadFile',
  'StrReplaceFile',
  'WriteFile',
])

function withoutSecrets(tool: Tool): Tool {
  if (!REDACTED_TOOLS.has(tool.name)) return tool
  return {
    ...tool,
    async run(args, run) {
      const result = await tool.run(args, run)
      const { output } = result
      const message = redactOutput(result.message)
      return typeof output === 'string' ? { ...result, message, output: redactShown(output) } : { ...result, message }
    },
  }
}

/** The shell tool with a copy made of the files that a command may change, after it is permitted and before it runs. */
function keepFilesAround(shell: Tool, { beforeCommand, afterCommand }: FileKeeper): Tool {
  return {
    ...shell,
    async run(args, run) {
      let hasRun = false
      const result = await shell.run(args, {
        ...run,
        async permit(ask) {
          const verdict = await run.permit(ask)
          // A command behind a reader's wall can change nothing, so no copy is needed.
          const mayChange = verdict.ok && (verdict.wall === undefined || verdict.wall.kind === 'workspace')
          if (mayChange && (ask.failedIn !== undefined || !isReaderByLabel(ask.subject.value))) {
            hasRun = true
            await beforeCommand(run.callId, ask.subject.value)
          }
          return verdict
        },
      })
      if (hasRun) afterCommand(run.callId)
      return result
    },
  }
}
