// Slash commands that every client has: the effect of each on its session.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AFK_OFF_REMINDER } from '../agent/reminders.ts'
import type { NoModel } from '../models/model-catalog.ts'
import { KimiError } from '../protocol/errors.ts'
import { textOf, type Content } from '../protocol/message.ts'
import { statusUpdate, type WireEvent } from '../protocol/wire.ts'
import { disarm, tellPath } from '../safety/sources/source-of-call.ts'
import { readText } from '../sys/files.ts'
import { TOO_SHORT } from './compaction-run.ts'
import type { LiveSession } from './live-session.ts'
import { readFlow } from './flows/flow-reader.ts'
import { runFlowTurns } from './flows/flow-turns.ts'
import { failWithoutModel, type PromptOutcome } from './session.ts'
import { invokeSkill } from './persona/skill-prompt.ts'
import { findSkill, type Skill } from './persona/skills.ts'
import { listSlashCommands, listTerminalCommands, readSlashCommand, type SlashInput } from './slash-commands.ts'

export interface SlashDeps {
  skills: readonly Skill[]
  workDir(): string
  planFile(): string
  /** Adds a directory to the workspace. */
  addDir(path: string): void
  compact(focus: string): Promise<{ ok: boolean; reason: string } | NoModel>
  /** The fullness of the model's window; null without a model. */
  window(): { tokens: number; size: number } | null
  /** Another session as text, for /import; null when the session does not exist. */
  readSession(id: string): string | null
  /** The MCP servers and their state. */
  describeServers(): Promise<string>
  /** The messages of a prompt of an MCP server, or the reason why it failed. */
  readServerPrompt(
    server: string,
    prompt: string,
    args: string,
  ): Promise<{ ok: true; content: Content } | { ok: false; reason: string }>
  /** The names of the configured models. */
  models(): string[]
  /** The session's next turns are answered by this one of `models`. */
  setModel(name: string): void
}

type RunTurn = (input: Content) => Promise<PromptOutcome>

export interface Slash {
  list(): { name: string; description: string; aliases: string[] }[]
  /** Null when the input is no command. */
  run(input: Content, session: LiveSession, runTurn: RunTurn): Promise<PromptOutcome | null>
}

interface Command {
  args: string
  session: LiveSession
  runTurn: RunTurn
  deps: SlashDeps
}
/** A text is shown to the user; an event follows it. */
type Result = string | { text: string; event: WireEvent } | PromptOutcome

const IMPORT_LIMIT_BYTES = 200 * 1024

const INIT = `Look at this project and write AGENTS.md in its root (improve it when it exists): what the project is, how to build, \
test and run it, how the code is laid out, the conventions that are not obvious. Short and specific; no general advice.`

const HANDLERS: Record<string, (command: Command) => Promise<Result> | Result> = {
  init: ({ runTurn }) => runTurn(INIT),
  compact: runCompact,
  clear({ session, deps }) {
    session.conversation.clear()
    return { text: 'The context has been cleared.', event: describeWindow(deps) }
  },
  yolo({ session }) {
    const isOn = session.mode !== 'bypass'
    session.setMode(isOn ? 'bypass' : 'ask')
    return isOn ? 'You only live once! All actions will be auto-approved.' : 'Actions need your approval again.'
  },
  afk({ session }) {
    const isOn = session.mode !== 'auto'
    session.setMode(isOn ? 'auto' : 'ask')
    if (!isOn) session.conversation.append({ role: 'user', content: AFK_OFF_REMINDER })
    return isOn ? 'AFK mode is on: nobody is asked anything.' : 'AFK mode is off.'
  },
  plan: runPlan,
  'add-dir': addDirectory,
  export: exportMarkdown,
  import: importText,
  mcp: ({ deps }) => deps.describeServers(),
  model: chooseModel,
  help: ({ deps }) => describeCommands(deps.skills),
  exit: () => 'Ctrl-X or Ctrl-D leaves agent mode; here is nothing else to leave.',
}

export function createSlash(deps: SlashDeps): Slash {
  return {
    list: () => listSlashCommands(deps.skills),
    async run(input, session, runTurn) {
      const read =
        typeof input === 'string' ? readSlashCommand(input, listTerminalCommands(deps.skills), existsSync) : null
      if (!read) return null
      const result = await obey(read, session, runTurn, deps)
      if (typeof result !== 'string' && 'status' in result) return result
      const text = typeof result === 'string' ? result : result.text
      session.emit({ type: 'ContentPart', payload: { type: 'text', text } })
      if (typeof result !== 'string') session.emit(result.event)
      return { status: 'finished' }
    },
  }
}

/** `mcp:SERVER:PROMPT`; null for another name. */
async function runServerPrompt(
  { name, args }: { name: string; args: string },
  { runTurn, deps }: Command,
): Promise<Result | null> {
  const [, server, prompt] = /^mcp:([^:]+):(.+)$/.exec(name) ?? []
  if (server === undefined || prompt === undefined) return null
  const read = await deps.readServerPrompt(server, prompt, args)
  return read.ok ? runTurn(read.content) : read.reason
}

async function obey(read: SlashInput, session: LiveSession, runTurn: RunTurn, deps: SlashDeps): Promise<Result> {
  const asPrompt = await runServerPrompt(read, { args: '', session, runTurn, deps })
  if (asPrompt !== null) return asPrompt
  if (read.kind === 'unknown') {
    const hint = read.near === undefined ? '/help lists them.' : `Did you mean /${read.near}?`
    return `Unknown slash command "/${read.name}". ${hint}`
  }
  const { name, args } = read
  const command = { args, session, runTurn, deps }
  const handler = Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined
  if (handler) return handler(command)
  return (await runSkill(name, command)) ?? `Unknown slash command "/${name}".`
}

function describeCommands(skills: readonly Skill[]): string {
  const rows = listTerminalCommands(skills).map(({ name, description }) => `/${name}  ${description}`)
  return [...rows, '', 'Words that end with & become a task of their own. Ctrl-X or Ctrl-D leaves agent mode.'].join(
    '\n',
  )
}

function chooseModel({ args, session, deps }: Command): string {
  const names = deps.models()
  const known = names.length === 0 ? 'No other model is configured.' : `Models: ${names.join(', ')}.`
  if (args === '') return `Model: ${session.modelName || '(none is configured)'}. ${known}`
  if (!names.includes(args)) return `There is no model ${args}. ${known}`
  deps.setModel(args)
  return `From the next turn on ${session.modelName} answers.`
}

/** `skill:NAME` or `flow:NAME`; null when there is no such skill. */
async function runSkill(name: string, { args, session, runTurn, deps }: Command): Promise<PromptOutcome | null> {
  const [kind, skillName] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)]
  const skill = findSkill(deps.skills, skillName)
  if (!skill) return null
  if (kind === 'skill') return runTurn(invokeSkill(skill, args))
  if (kind !== 'flow' || !skill.isFlow) return null
  const flow = readFlow(skill.text)
  if (!flow.ok) return { status: 'failed', error: new KimiError('agent.invalid', `${skill.path}: ${flow.reason}`) }
  return runFlowTurns(flow.flow, session, runTurn, { args })
}

async function runCompact({ args: focus, session, deps }: Command): Promise<Result> {
  if (session.conversation.messages.length === 0) return 'The context is empty.'
  const result = await deps.compact(focus)
  if ('missing' in result) return failWithoutModel(result)
  const { ok, reason } = result
  // Kimi CLI calls a context compacted also when all of it is kept.
  if (ok || (reason === TOO_SHORT && session.rules === 'kimi-cli'))
    return { text: 'The context has been compacted.', event: describeWindow(deps) }
  return reason === TOO_SHORT ? reason : `The context could not be compacted: ${reason}`
}

/** Kimi CLI's clients show how full the window is. */
function describeWindow({ window }: SlashDeps): WireEvent {
  const { tokens, size } = window() ?? { tokens: 0, size: 0 }
  return statusUpdate({
    context_usage: size > 0 ? Math.min(1, tokens / size) : 0,
    context_tokens: tokens,
    max_context_tokens: size,
  })
}

function runPlan({ args, session, deps }: Command): string {
  if (args === 'view') return readText(deps.planFile()) ?? 'There is no plan yet.'
  if (args === 'clear') {
    if (readText(deps.planFile()) !== null) writeFileSync(deps.planFile(), '')
    return 'The plan has been cleared.'
  }
  const isOn = args === 'on' ? true : args === 'off' ? false : session.mode !== 'plan'
  session.setPlanMode(isOn)
  return isOn ? `Plan mode is on. Plan file: ${deps.planFile()}` : 'Plan mode is off.'
}

function addDirectory({ args, session, deps }: Command): string {
  if (args === '') {
    const dirs = session.state.read().additional_dirs
    return dirs.length === 0 ? 'There are no additional directories.' : dirs.join('\n')
  }
  const path = resolve(deps.workDir(), args)
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return `No such directory: ${path}`
  deps.addDir(path)
  session.conversation.append({
    role: 'user',
    content: `<system>The user added the directory ${tellPath(path)} to the workspace.</system>`,
  })
  return `Added ${path} to the workspace.`
}

function exportMarkdown({ args, session, deps }: Command): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')
  const path = resolve(deps.workDir(), args || `kimi-export-${session.id.slice(0, 8)}-${stamp}.md`)
  writeFileSync(path, toMarkdown(session), { flag: 'wx', mode: 0o600 })
  return `Exported to ${path}`
}

function importText({ args, session, deps }: Command): string {
  if (args === '') return 'Usage: /import FILE, or the id of a session'
  const path = resolve(deps.workDir(), args)
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  const text = isFile ? readFileSync(path, 'utf8') : deps.readSession(args)
  if (text === null) return `No such file or session: ${args}`
  const cut = text.length > IMPORT_LIMIT_BYTES ? `${text.slice(0, IMPORT_LIMIT_BYTES)}\n[...truncated]` : text
  session.conversation.append({
    role: 'user',
    content: `<system>The user imported this for reference, from ${disarm(args)}:</system>\n\n${disarm(cut)}`,
  })
  return `Imported ${args}.`
}

function toMarkdown({ id, conversation }: LiveSession): string {
  const parts = conversation.messages.map(({ role, content, tool_calls: calls = [] }) => {
    const said = textOf(content).trim()
    const made = calls.map((call) => `\`${call.function.name}\` ${call.function.arguments ?? ''}`)
    return `## ${role}\n\n${[said, ...made].filter(Boolean).join('\n\n')}\n`
  })
  return `# Session ${id}\n\n${parts.join('\n')}`
}
