// Slash commands that every client has: what each does to its session.

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AFK_OFF_REMINDER } from '../agent/reminders.ts'
import type { AgentSettings } from '../config/agent-settings.ts'
import type { NoModel } from '../models/model-catalog.ts'
import { KimiError } from '../protocol/errors.ts'
import { textOf, type Content } from '../protocol/message.ts'
import { readText } from '../sys/files.ts'
import type { Running } from './live-session.ts'
import { readFlow } from './flows/flow-reader.ts'
import { runFlowTurns } from './flows/flow-turns.ts'
import type { PromptOutcome } from './session.ts'
import { invokeSkill } from './persona/skill-prompt.ts'
import { findSkill, type Skill } from './persona/skills.ts'
import { listSlashCommands, parseSlashCommand } from './slash-commands.ts'
import { failWithoutModel } from './user-turn.ts'

export interface SlashDeps {
  settings: AgentSettings
  skills(): readonly Skill[]
  workDir(): string
  planFile(): string
  addDir(path: string): void
  compact(session: Running, focus: string): Promise<{ ok: boolean; reason: string } | NoModel>
  /** Another session as text, for /import; null when there is none. */
  readSession(id: string): string | null
}

export interface Slash {
  list(): { name: string; description: string; aliases: string[] }[]
  /** Null when the input is no command. */
  run(input: Content, session: Running, turn: (input: Content) => Promise<PromptOutcome>): Promise<PromptOutcome | null>
}

type Turn = (input: Content) => Promise<PromptOutcome>
type Handler = (args: string, session: Running, turn: Turn) => Promise<string | PromptOutcome> | string | PromptOutcome

const DONE: PromptOutcome = { status: 'finished' }
const IMPORT_LIMIT_BYTES = 200 * 1024

const INIT = `Look at this project and write AGENTS.md in its root (improve it when it exists): what the project is, how to build, \
test and run it, how the code is laid out, the conventions that are not obvious. Short and specific; no general advice.`

export function createSlash(deps: SlashDeps): Slash {
  const handlers: Record<string, Handler> = {
    init: (_, __, turn) => turn(INIT),
    async compact(focus, session) {
      const result = await deps.compact(session, focus)
      if ('missing' in result) return failWithoutModel(result)
      const { ok, reason } = result
      if (ok) return 'The context has been compacted.'
      return reason === 'The context is empty.' ? reason : `The context could not be compacted: ${reason}`
    },
    clear(_, session) {
      session.conversation.restart([])
      return 'The context has been cleared.'
    },
    yolo(_, session) {
      const isOn = session.mode !== 'bypass'
      session.setMode(isOn ? 'bypass' : 'ask')
      return isOn ? 'You only live once! All actions will be auto-approved.' : 'Actions need your approval again.'
    },
    afk(_, session) {
      const isOn = session.mode !== 'auto'
      session.setMode(isOn ? 'auto' : 'ask')
      if (!isOn) session.conversation.append({ role: 'user', content: AFK_OFF_REMINDER })
      return isOn ? 'AFK mode is on: nobody is asked anything.' : 'AFK mode is off.'
    },
    plan(args, session) {
      if (args === 'view') return readText(deps.planFile()) ?? 'There is no plan yet.'
      if (args === 'clear') {
        if (readText(deps.planFile()) !== null) writeFileSync(deps.planFile(), '')
        return 'The plan has been cleared.'
      }
      const isOn = args === 'on' ? true : args === 'off' ? false : session.mode !== 'plan'
      session.setMode(isOn ? 'plan' : 'ask')
      return isOn ? `Plan mode is on. Plan file: ${deps.planFile()}` : 'Plan mode is off.'
    },
    'add-dir'(args, session) {
      if (args === '') {
        const dirs = session.state.read().additional_dirs
        return dirs.length === 0 ? 'There are no additional directories.' : dirs.join('\n')
      }
      const path = resolve(deps.workDir(), args)
      if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return `No such directory: ${path}`
      deps.addDir(path)
      session.conversation.append({
        role: 'user',
        content: `<system>The user added the directory ${path} to the workspace.</system>`,
      })
      return `Added ${path} to the workspace.`
    },
    export(args, session) {
      const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')
      const path = resolve(deps.workDir(), args || `kimi-export-${session.id.slice(0, 8)}-${stamp}.md`)
      writeFileSync(path, toMarkdown(session), { flag: 'wx', mode: 0o600 })
      return `Exported to ${path}`
    },
    import(args, session) {
      const path = resolve(deps.workDir(), args)
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
      const text = args === '' ? null : isFile ? readFileSync(path, 'utf8') : deps.readSession(args)
      if (text === null) return `No such file or session: ${args || '(none given)'}`
      const cut = text.length > IMPORT_LIMIT_BYTES ? `${text.slice(0, IMPORT_LIMIT_BYTES)}\n[...truncated]` : text
      session.conversation.append({
        role: 'user',
        content: `<system>The user imported this for reference, from ${args}:</system>\n\n${cut}`,
      })
      return `Imported ${args}.`
    },
  }

  async function runSkill(name: string, args: string, session: Running, turn: Turn): Promise<PromptOutcome | null> {
    const [kind, skillName = ''] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)]
    const skill = findSkill(deps.skills(), skillName)
    if (!skill) return null
    if (kind === 'skill') return turn(invokeSkill(skill, args))
    if (kind !== 'flow' || !skill.isFlow) return null
    const flow = readFlow(skill.text)
    if (!flow.ok) return { status: 'failed', error: new KimiError('agent.invalid', `${skill.path}: ${flow.reason}`) }
    return runFlowTurns(flow.flow, session, turn, { args })
  }

  return {
    list: () => listSlashCommands(deps.skills()),
    async run(input, session, turn) {
      const command = typeof input === 'string' ? parseSlashCommand(input) : null
      if (!command) return null
      const { name, args } = command
      const known = listSlashCommands(deps.skills()).find((each) => each.name === name || each.aliases.includes(name))
      const handler = known && Object.hasOwn(handlers, known.name) ? handlers[known.name] : undefined
      const result = handler
        ? await handler(args.trim(), session, turn)
        : name.includes(':')
          ? await runSkill(name, args, session, turn)
          : null
      if (result !== null && typeof result !== 'string') return result
      const text = result ?? `Unknown slash command "/${name}".`
      session.emit({ type: 'ContentPart', payload: { type: 'text', text } })
      return DONE
    },
  }
}

function toMarkdown({ id, conversation }: Running): string {
  const parts = conversation.messages.map(({ role, content, tool_calls: calls = [] }) => {
    const said = textOf(content).trim()
    const made = calls.map((call) => `\`${call.function.name}\` ${call.function.arguments ?? ''}`)
    return `## ${role}\n\n${[said, ...made].filter(Boolean).join('\n\n')}\n`
  })
  return `# Session ${id}\n\n${parts.join('\n')}`
}
