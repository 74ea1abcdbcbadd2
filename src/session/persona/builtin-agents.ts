// The built-in agents as data: `default`, `okabe`, and the types of subagents that they may launch.

/** The definition of an agent, built in or from a file. */
export interface AgentSpec {
  name: string
  /** Describes the agent's purpose to the agent that may launch it. */
  whenToUse: string
  /** The system prompt's template, or null for our own prompt. */
  template: string | null
  /** More variables for the template; ROLE_ADDITIONAL describes the agent's part in our own prompt. */
  args: Record<string, string>
  /** A model's name in the configuration, or null for the model of the parent. */
  model: string | null
  /** Names of tools, in the order in which the model sees them. */
  tools: string[]
  /** The subagents that it may launch; `path` is an agent file, or null for a built-in type. */
  subagents: Record<string, { path: string | null; description: string }>
}

const READERS = ['ReadFile', 'ReadMediaFile', 'Glob', 'Grep']
const WRITERS = ['WriteFile', 'StrReplaceFile']
const WEB = ['SearchWeb', 'FetchURL', 'Datasource']

/** The tools in Kimi CLI's order. Tools that need a missing service or medium are left out when the tools are created. */
const ROOT_TOOLS = [
  'Agent',
  'AskUserQuestion',
  'SetTodoList',
  'Shell',
  'RunInUserShell',
  'TaskList',
  'TaskOutput',
  'TaskStop',
  ...READERS,
  ...WRITERS,
  ...WEB,
  'ExitPlanMode',
  'EnterPlanMode',
]

const AS_SUBAGENT = `You are a subagent: another agent gave you the task, and nobody else reads your answer. Nobody can answer \
questions, so decide for yourself and say what you assumed. Your last message is your whole report: what you did or found, with paths \
and line numbers, what you verified and what is left. It must make sense to somebody who saw none of your work.`

const CODER = `${AS_SUBAGENT}

Do what was asked and no more, and check that it works before you report.`

const EXPLORER = `${AS_SUBAGENT}

You explore and change nothing: no edits, no installs, no commands with effects; the shell is for reading (ls, git log, git show, …). \
Search widely first, several searches at once, then read closely what matters. Be as thorough as the task says and stop when it is answered.`

const PLANNER = `${AS_SUBAGENT}

You plan and change nothing. Read until you understand what the task touches, then report: the approach and why, the files to change in \
their order, how to verify it, what could go wrong. End with the three to five files that matter most.`

function describeSubagent(name: string, whenToUse: string, role: string, tools: string[]): AgentSpec {
  return { name, whenToUse, template: null, args: { ROLE_ADDITIONAL: role }, model: null, tools, subagents: {} }
}

export const SUBAGENT_TYPES: readonly AgentSpec[] = [
  describeSubagent('coder', 'Does a self-contained piece of programming: reads, edits, runs and tests.', CODER, [
    'Shell',
    ...READERS,
    ...WRITERS,
    ...WEB,
  ]),
  describeSubagent(
    'explore',
    'Finds out how something works or where it is, without changing anything. For questions that take more than a few searches.',
    EXPLORER,
    ['Shell', ...READERS, ...WEB],
  ),
  describeSubagent('plan', 'Works out how to do something before it is done, without changing anything.', PLANNER, [
    ...READERS,
    ...WEB,
  ]),
]

const DEFAULT_AGENT: AgentSpec = {
  name: 'default',
  whenToUse: '',
  template: null,
  args: {},
  model: null,
  tools: ROOT_TOOLS,
  subagents: Object.fromEntries(
    SUBAGENT_TYPES.map(({ name, whenToUse }) => [name, { path: null, description: whenToUse }]),
  ),
}

export const BUILTIN_AGENTS: readonly AgentSpec[] = [
  DEFAULT_AGENT,
  { ...DEFAULT_AGENT, name: 'okabe', tools: [...ROOT_TOOLS, 'SendDMail'] },
]
