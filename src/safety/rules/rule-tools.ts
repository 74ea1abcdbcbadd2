// The tools that a rule may name: ours, those of Kimi Code and Claude Code for the same things, and groups of them.

import { matchesStars } from '../../sys/words/star-match.ts'
import { nearest } from '../../sys/words/nearest-name.ts'

/** The form of `match` in a rule: words of commands, paths of files, hosts, or nothing but the tool itself. */
export type MatchKind = 'command' | 'path' | 'host' | 'none'

const READERS = ['ReadFile', 'ReadMediaFile', 'Grep', 'Glob']
const EDITORS = ['WriteFile', 'StrReplaceFile']
const GROUPS: Readonly<Record<string, readonly string[]>> = { Read: READERS, Edit: EDITORS }

const ALIASES: Readonly<Record<string, string>> = {
  Bash: 'Shell',
  Write: 'WriteFile',
  MultiEdit: 'Edit',
  NotebookEdit: 'Edit',
  NotebookRead: 'Read',
  LS: 'Glob',
  WebFetch: 'FetchURL',
  Fetch: 'FetchURL',
  WebSearch: 'SearchWeb',
  Task: 'Agent',
  TodoWrite: 'SetTodoList',
  TodoList: 'SetTodoList',
}

const TOOLS = [
  ...READERS,
  ...EDITORS,
  ...'Shell RunInUserShell FetchURL SearchWeb Datasource Agent AgentSwarm TaskList TaskOutput TaskStop AskUserQuestion SetTodoList'.split(
    ' ',
  ),
  ...'EnterPlanMode ExitPlanMode Think SendDMail'.split(' '),
]

/** True for the name of one of our tools in any spelling that a model may use (agent/tool-names.ts), and for other words of rules for them. */
export function isOwnToolName(name: string): boolean {
  const fold = (each: string) => each.toLowerCase().replaceAll(/[_-]/g, '')
  const isWord = Object.hasOwn(GROUPS, name) || Object.hasOwn(ALIASES, name)
  return isWord || [...TOOLS, 'ToolSearch'].some((each) => fold(each) === fold(name))
}

/** Our name for a tool as a rule spells it; a name that is not known, such as one of a server's tools, stays as it is. */
export function toolOf(name: string): string {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name
}

/** The name that was probably meant by one that is nearly ours; null for all other names. */
export function meantTool(name: string): string | null {
  const known = [...TOOLS, ...Object.keys(GROUPS), ...Object.keys(ALIASES)]
  if (known.includes(name) || /[*:_]/.test(name)) return null
  return nearest(name, known) ?? known.find((tool) => tool.toLowerCase() === name.toLowerCase()) ?? null
}

export function kindOf(tool: string): MatchKind {
  if (tool === 'Shell' || tool === 'RunInUserShell') return 'command'
  if (tool === 'FetchURL') return 'host'
  return [...READERS, ...EDITORS, ...Object.keys(GROUPS)].includes(tool) ? 'path' : 'none'
}

/**
 * True when a rule for `ruleTool`, which may be a group or hold `*`, is about this tool. A rule for commands holds in the user's own shell,
 * too.
 */
export function isAbout(ruleTool: string, tool: string): boolean {
  if (ruleTool === 'Shell' && tool === 'RunInUserShell') return true
  if (Object.hasOwn(GROUPS, ruleTool)) return GROUPS[ruleTool]!.includes(tool)
  return matchesStars(ruleTool, tool)
}
