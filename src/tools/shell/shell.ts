// Shell: runs a command in a new shell, in the foreground or as a background task.

import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { CONNECT_ACTION } from '../../safety/rules/permission.ts'
import { restoreWall } from '../../safety/sandbox/saved-wall.ts'
import { ensureGrammar } from '../../safety/lines/bash-grammar.ts'
import type { Wall } from '../../safety/sandbox/wall.ts'
import type { Editor } from '../editor.ts'
import { runInEditor } from './editor-terminal.ts'
import { openNetworkDoor } from './network-door.ts'
import { findSandboxFailure, withRefusal, withSandboxNote } from './sandbox-result.ts'
import { type BackgroundTasks, describeStart } from '../tasks/background.ts'
import { TRUNCATION_NOTE, type Shown, createOutput } from '../tool-output.ts'
import {
  type Exit,
  type ShellProcess,
  cleanEnvironment,
  describeMissing,
  findShell,
  isMissing,
  startShell,
} from './shell-process.ts'
import { type PermissionAsk, type Tool, type ToolResult, type ToolRun, defineTool, refused } from '../tool.ts'
import type { Workspace } from '../files/work-folders.ts'

const DEFAULT_TIMEOUT_S = 60
const MAX_FOREGROUND_S = 300
const MAX_BACKGROUND_S = 86_400
const BRIEF_LINES = 5
const BRIEF_LINE_CHARACTERS = 200

export interface ShellDeps {
  workspace: Workspace
  env: NodeJS.ProcessEnv
  umask?: number | undefined
  isPlanMode(): boolean
  /** The shell to run commands in, if not bash. */
  shell?: string
  background?: BackgroundTasks
  /** Runs what needs no sandbox in a terminal of the editor, where the user sees it. */
  editor?: Editor
  /** The folder for outputs that are too long to show. */
  outputDir?: string
}

const PARAMETERS = z.object({
  command: z.string().min(1),
  timeout: z
    .int()
    .min(1)
    .max(MAX_BACKGROUND_S)
    .default(DEFAULT_TIMEOUT_S)
    .describe(`Seconds; at most ${MAX_FOREGROUND_S} in the foreground`),
  run_in_background: z.boolean().default(false),
  description: z.string().default('').describe('What it is for; required in the background'),
})
type Args = z.infer<typeof PARAMETERS>

export function createShell(deps: ShellDeps): Tool {
  const shell = deps.shell ?? findShell()
  return defineTool({
    name: 'Shell',
    description: `Run a command with ${shell}. Each call is a new shell in the working directory: \`cd\` and variables do not last. No input, no terminal. stdout and stderr come together. Run servers and long work in the background.`,
    isReadOnly: false,
    parameters: PARAMETERS,
    async run(args, run) {
      let stopHearing = () => {}
      const sent = new Promise<Ending>((resolve) => {
        stopHearing = deps.background?.onSend(() => resolve({ kind: 'sent' })) ?? stopHearing
      })
      return runShell(args, { ...run, sent }, deps, shell).finally(stopHearing)
    },
  })
}

async function runShell(args: Args, run: ShellRun, deps: ShellDeps, shell: string): Promise<ToolResult> {
  const wrong = refuseArguments(args, deps)
  if (wrong !== null) return wrong
  await ensureGrammar()
  const ask: PermissionAsk = {
    action: args.run_in_background ? 'run background command' : 'run command',
    description: `Run ${args.run_in_background ? 'in the background ' : ''}\`${args.command}\``,
    ...(args.run_in_background
      ? { notes: [`in the background; the model calls it “${args.description.trim()}”`] }
      : {}),
    display: [{ type: 'shell', language: 'bash', command: args.command }],
    subject: { kind: 'command', value: args.command },
  }
  const folder = identifyFolder(deps.workspace)
  const verdict = await run.permit(ask)
  if (!verdict.ok) return refused(verdict)
  // The approval holds for this command in this directory only.
  if (identifyFolder(deps.workspace) !== folder) return failed(FOLDER_CHANGED, 'Directory changed')
  if (deps.isPlanMode() && !isReader(verdict.wall, args)) return refuseInPlan()
  if (run.signal.aborted) return failed('The command was cancelled before it ran.', 'Cancelled')
  if (args.run_in_background && deps.background !== undefined) {
    return startInBackground(args, run, deps.background, verdict.wall)
  }
  return runBehindWalls(ask, verdict.wall, args, run, deps, shell)
}

const FOLDER_CHANGED = 'The working directory has changed meanwhile.'

/** The working directory by its path and by the folder that lies there: a link or another folder may take its place while the user is asked. */
function identifyFolder({ workDir }: Workspace): string {
  const found = statSync(workDir, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? workDir : `${workDir} ${found.dev}:${found.ino}`
}

function isReader(wall: Wall | undefined, { run_in_background: isBackground }: Args): boolean {
  return wall !== undefined && wall.kind !== 'workspace' && !isBackground
}

/** An approval of a kind of command does not answer the question whether one may leave the sandbox. */
const OUTSIDE_ACTION = 'run command outside the sandbox'

const SECRET_CAME =
  'A file that holds secrets appeared while the command ran, and its output may show it, so it is left out. Run the command again.'

/** Behind the reader's wall, then behind the workspace's, then outside. */
const MAX_ROUNDS = 3

/** Runs a command, and again with more rights where it has failed for the want of them and is permitted. */
async function runBehindWalls(
  ask: PermissionAsk,
  first: Wall | undefined,
  args: Args,
  run: ShellRun,
  deps: ShellDeps,
  shell: string,
): Promise<ToolResult> {
  let wall = first
  for (let round = 1; ; round++) {
    const result = await runBehindWall(args, run, deps, shell, wall)
    if (wall === undefined || wall.kind === 'bare') return result
    const reason = findSandboxFailure(args.command, result.is_error === true, String(result.output), wall.kind)
    if (reason === null || round === MAX_ROUNDS || run.signal.aborted) return withSandboxNote(result, wall)
    const description = `${describeRetry(wall.kind, reason)}: \`${args.command}\``
    const action = wall.kind === 'workspace' ? OUTSIDE_ACTION : ask.action
    const notes = [describeRetryNote(wall.kind, reason)]
    const folder = identifyFolder(deps.workspace)
    const verdict = await run.permit({ ...ask, action, description, notes, failedIn: wall.kind })
    if (identifyFolder(deps.workspace) !== folder) return failed(FOLDER_CHANGED, 'Directory changed')
    if (!verdict.ok) return verdict.by === 'user' ? refused(verdict) : withRefusal(result, reason, verdict.reason)
    if (run.signal.aborted) return failed('The command was cancelled before it ran again.', 'Cancelled')
    wall = verdict.wall
  }
}

/** The complaint of a sandbox that could not be made; the command has not begun. */
const NOT_MADE = /^bwrap: Can't [^\n]*$/
const MOST_TRIES = 6

/** Runs a command, and again where its sandbox could not be made: a socket or a file that was to be covered has gone meanwhile. */
async function runBehindWall(
  args: Args,
  run: ShellRun,
  deps: ShellDeps,
  shell: string,
  first: Wall | undefined,
): Promise<ToolResult> {
  let wall = first
  for (let tries = 1; ; tries++) {
    const result = await runInForeground(args, run, deps, shell, wall)
    const isMade = result.is_error !== true || !NOT_MADE.test(String(result.output).trim())
    if (isMade || tries === MOST_TRIES || run.signal.aborted || wall?.makeAgain === undefined) return result
    wall = { ...((await wall.makeAgain()) ?? wall), makeAgain: wall.makeAgain }
  }
}

/** A command of the workspace may have done part of its work before it failed. */
function describeRetry(kind: Wall['kind'], reason: string): string {
  return kind === 'workspace'
    ? `Run again outside the sandbox, where it failed (${reason}) and may have done a part`
    : `Run outside the sandbox, where it failed (${reason})`
}

/** The same for the user, below the command. */
function describeRetryNote(kind: Wall['kind'], reason: string): string {
  const part = kind === 'workspace' ? ', where it may have done a part of its work' : ''
  return `it failed in the sandbox (${reason})${part}, and would now run outside`
}

/** In plan mode only readers run, whatever a rule says, and not in the background. */
function refuseInPlan(): ToolResult {
  return failed('Plan mode is on: only foreground commands that do nothing but read may run.', 'Plan mode restriction')
}

function refuseArguments(args: Args, deps: ShellDeps): ToolResult | null {
  if (args.command.includes('\0')) return failed('The command holds a NUL byte.', 'Invalid command')
  // Other bytes than the user is shown would be run.
  if (!args.command.isWellFormed()) return failed('The command holds half a character.', 'Invalid command')
  if (!args.run_in_background) {
    if (args.timeout <= MAX_FOREGROUND_S) return null
    const message = `timeout must be at most ${MAX_FOREGROUND_S} seconds in the foreground. Use run_in_background=true for longer commands.`
    return failed(message, 'Invalid timeout')
  }
  if (deps.background === undefined) return failed('Background tasks are not available here.', 'No background tasks')
  if (args.description.trim() === '') {
    return failed('description is required when run_in_background is true.', 'Missing description')
  }
  return null
}

async function startInBackground(
  args: Args,
  run: ToolRun,
  background: BackgroundTasks,
  wall: Wall | undefined,
): Promise<ToolResult> {
  // A task is started by a process of its own, which would know nothing of this wall.
  if (wall !== undefined && wall.saved === undefined)
    return failed('This command cannot run in the background.', 'No wall for a background task')
  const started = await background.start({ ...specOf(args, run), wall: wall?.saved })
  if (!started.ok) return failed(started.reason, 'Background task not started')
  return startedResult(started.task, 'Background task started.')
}

function specOf(args: Args, run: ToolRun, timeoutS = args.timeout) {
  const description = args.description.trim() === '' ? args.command.slice(0, 80) : args.description
  return { command: args.command, description, callId: run.callId, timeoutS }
}

function startedResult(task: Parameters<typeof describeStart>[0], message: string): ToolResult {
  const { id, kind, status, description } = task
  return done(describeStart(task), message, [{ type: 'background_task', task_id: id, kind, status, description }])
}

type Ending = { kind: 'exit'; exit: Exit } | { kind: 'timeout' } | { kind: 'sent' } | { kind: 'cancelled' }

interface ShellRun extends ToolRun {
  /** Resolves when the user sends the command to the background, also while it is being started. */
  sent: Promise<Ending>
}

async function runInForeground(
  args: Args,
  run: ShellRun,
  deps: ShellDeps,
  shell: string,
  wall?: Wall,
): Promise<ToolResult> {
  const { background } = deps
  const safeId = run.callId.replaceAll(/[^\w-]/g, '_').slice(0, 64)
  const spill = deps.outputDir === undefined ? {} : { spillPath: join(deps.outputDir, `Shell-${safeId}.txt`) }
  const inEditor = wall === undefined ? await runInTerminal(args, run, deps, shell, spill) : null
  if (inEditor !== null) return inEditor
  const output = createOutput(spill)
  const door =
    wall?.asksForHosts === true ? await openNetworkDoor({ ask: (host) => askForHost(host, args, run) }) : null
  const started = await startShell({
    command: args.command,
    shell,
    cwd: deps.workspace.workDir,
    env: cleanEnvironment(deps.env, shell),
    umask: deps.umask,
    statusFile: background?.statusFile(run.callId),
    wall: door !== null && wall?.saved !== undefined ? restoreWall(wall.saved, door.socket) : wall,
    onOutput(bytes) {
      output.write(bytes)
      run.onOutput(bytes)
    },
  })
  if (!started.ok) door?.close()
  if (!started.ok) return failed(started.message, 'Shell not started')
  void started.process.exited.finally(() => door?.close())
  const ending = await waitForEnding(started.process, args.timeout * 1000, run)
  // A task is not watched to its end: a command whose output may be withheld is none.
  const isTask = background !== undefined && wall?.hasKeptSecrets === undefined
  if ((ending.kind === 'timeout' || ending.kind === 'sent') && isTask) {
    const spec = specOf(args, run, MAX_BACKGROUND_S)
    const adopted = background.adopt(started.process, spec, output.kept())
    if (adopted.ok) {
      output.finish()
      const why =
        ending.kind === 'sent'
          ? 'The user has sent the command there: it'
          : `The command still runs after ${args.timeout}s and`
      const message = `${why} goes on as background task ${adopted.task.id}.`
      return startedResult(adopted.task, message)
    }
  }
  if (ending.kind !== 'exit') await started.process.end()
  await started.process.exited
  const shown = output.finish()
  if ((await wall?.hasKeptSecrets?.()) === false) {
    if (spill.spillPath !== undefined) rmSync(spill.spillPath, { force: true })
    return failed(SECRET_CAME, 'A file with secrets appeared')
  }
  if (ending.kind === 'exit') return showExit(ending.exit, shown, deps.workspace.workDir)
  if (ending.kind === 'cancelled') return failed(...tell('The command was cancelled.', 'Cancelled', shown))
  return failTimeout(args.timeout, shown)
}

/** The result of the command in a terminal of the editor; null when no editor has run it. */
async function runInTerminal(
  { command, timeout }: Args,
  run: ToolRun,
  { editor, workspace, env }: ShellDeps,
  shell: string,
  spill: { spillPath?: string },
): Promise<ToolResult | null> {
  const cwd = workspace.workDir
  const end = await runInEditor(editor, { command, shell, cwd, env, timeoutMs: timeout * 1000, ...spill }, run)
  if (end === null) return null
  const { kind, code, signal, shown, reason } = end
  if (kind === 'timeout') return failTimeout(timeout, shown)
  if (kind === 'cancelled') return failed(...tell('The command was cancelled.', 'Cancelled', shown))
  if (kind === 'lost') return failed(...tell(`The editor lost the command: ${reason}.`, 'Lost by the editor', shown))
  return showExit(
    { code: code ?? 1, signal: signal as NodeJS.Signals | null, hasOrphans: false, undone: [] },
    shown,
    cwd,
  )
}

function failTimeout(timeoutS: number, shown: Shown): ToolResult {
  const text = `Command killed by timeout (${timeoutS}s)`
  return failed(...tell(text, `Killed by timeout (${timeoutS}s)`, shown))
}

async function askForHost(host: string, { command }: Args, run: ToolRun): Promise<boolean> {
  const verdict = await run.permit({
    action: CONNECT_ACTION,
    description: `Let it connect to ${host}: \`${command}\``,
    display: [{ type: 'shell', language: 'bash', command }],
    subject: { kind: 'url', value: host },
  })
  return verdict.ok
}

async function waitForEnding(process: ShellProcess, timeoutMs: number, { signal, sent }: ShellRun): Promise<Ending> {
  let stopWaiting = () => {}
  const ended = new Promise<Ending>((resolve) => {
    const timer = setTimeout(() => {
      resolve({ kind: 'timeout' })
    }, timeoutMs)
    const cancel = () => {
      resolve({ kind: 'cancelled' })
    }
    signal.addEventListener('abort', cancel)
    if (signal.aborted) cancel()
    stopWaiting = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
  })
  const exit = process.exited.then((exit): Ending => ({ kind: 'exit', exit }))
  const ending = await Promise.race([exit, sent, ended])
  stopWaiting()
  return ending
}

function showExit(exit: Exit, shown: Shown, workDir: string): ToolResult {
  const notes = [
    exit.hasOrphans ? ' A process that it started is still running.' : '',
    isMissing(workDir) ? ` ${describeMissing(workDir)}` : '',
    ...exit.undone.map((line) => ` ${line}`),
  ].join('')
  if (exit.code === 0) {
    return done(shown.text, `Command executed successfully.${notes}${describeCut(shown)}`)
  }
  const by = exit.signal === null ? '' : ` (${exit.signal})`
  const message = `Command failed with exit code: ${exit.code}${by}.${notes}`
  return failed(...tell(message, `Failed with exit code: ${exit.code}`, shown))
}

/** The arguments of `failed`. The brief text holds the last lines, where errors stand. */
function tell(message: string, brief: string, shown: Shown): [string, string, string] {
  const last = shown.text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-BRIEF_LINES)
    .map((line) => line.slice(0, BRIEF_LINE_CHARACTERS).toWellFormed())
  return [message + describeCut(shown), [brief, ...last].join('\n'), shown.text]
}

function describeCut(shown: Shown): string {
  if (!shown.isTruncated) return ''
  const where =
    shown.spillPath === null ? '' : ` Full output: ${shown.spillPath} (${shown.totalBytes} bytes; ReadFile).`
  return ` ${TRUNCATION_NOTE}${where}`
}
