// The agents that come with the program, as data: `default`, `okabe`, and the types of subagent that they may launch.

/** What an agent is made of, wherever it was defined. */
export interface AgentSpec {
  name: string
  /** For whoever chooses among agents. */
  whenToUse: string
  /** The system prompt's template, or null for our own prompt. */
  template: string | null
  /** More variables for the template; ROLE_ADDITIONAL is what our own prompt says of the agent's part. */
  args: Record<string, string>
  /** A model's name in the configuration, or null for the parent's. */
  model: string | null
  /** Names of tools, in the order in which the model sees them. */
  tools: string[]
  /** What it may launch; `path` is an agent file, or null for a type that is known by its name. */
  subagents: Record<string, { path: string | null; description: string }>
}

const READERS = ['ReadFile', 'ReadMediaFile', 'Glob', 'Grep']
const WRITERS = ['WriteFile', 'StrReplaceFile']
const WEB = ['SearchWeb', 'FetchURL']

/** Kimi CLI's order. Tools that are not there (no search service, no media) are left out by whoever makes them. */
const ROOT_TOOLS = [
  'Agent',
  'AskUserQuestion',
  'SetTodoList',
  'Shell',
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
