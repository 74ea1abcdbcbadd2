// The topics of `kimi help`. The README keeps to the essentials and refers to them, so each long list is kept once.

import { AGENT_TOPICS } from './agent-topics.ts'
import { EDITOR_TOPICS } from './editor-topics.ts'
import type { Topic } from './help-topic.ts'
import { MCP_TOPICS } from './mcp-topics.ts'
import { PLUGIN_TOPICS } from './plugin-topics.ts'
import { PROMPT_TOPICS } from './prompt-topics.ts'
import { SETUP_TOPICS } from './setup-topics.ts'
import { TASK_TOPICS } from './task-topics.ts'
import { WRITING_TOPICS } from './writing-topics.ts'
import { TERMINAL_TOPICS } from './terminal-topics.ts'

export const TOPICS: Readonly<Record<string, Topic>> = {
  ...PROMPT_TOPICS,
  ...WRITING_TOPICS,
  ...TERMINAL_TOPICS,
  ...AGENT_TOPICS,
  ...MCP_TOPICS,
  ...PLUGIN_TOPICS,
  ...TASK_TOPICS,
  ...EDITOR_TOPICS,
  ...SETUP_TOPICS,
}

/** The names and titles of all topics, a line for each. */
export function listTopics(): string {
  const width = Math.max(...Object.keys(TOPICS).map((name) => name.length))
  return Object.entries(TOPICS)
    .map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`)
    .join('\n')
}
