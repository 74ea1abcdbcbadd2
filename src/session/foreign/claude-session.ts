// A session of Claude Code: ~/.claude/projects/<folder>/<id>.jsonl, one message or notice a line, joined by uuid and parentUuid.

import { isObject } from '../../sys/json-reading.ts'
import { inSlices } from '../../sys/time-slices.ts'
import { followBranch, readObjects, textField, type Line } from './foreign-lines.ts'
import { createTranscript, readOutput, type ForeignSession, type ForeignTranscript } from './foreign-transcript.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Words that Claude Code puts into the user's mouth: its commands, their output, and reminders. */
const NOT_THE_USER = longPattern()`
  ^\s*<(?:command-(?:name|message|args)|local-command-(?:stdout|stderr|caveat)|system-reminder|bash-(?:input|stdout|stderr)
  |user-memory-input)\b|^\[Request interrupted by user|^Caveat: The messages below were generated
`

export async function readClaudeSession(file: string): Promise<ForeignSession> {
  const transcript = createTranscript()
  const lines: Line[] = []
  let [workDir, title] = ['', '']
  for await (const line of readObjects(file)) {
    workDir ||= textField(line, 'cwd')
    // The last title counts: the user's own, or one that was made.
    title = textField(line, 'customTitle', 'aiTitle', 'summary') || title
    const isPart = line['type'] === 'user' || line['type'] === 'assistant' || line['type'] === 'system'
    if (isPart && line['isSidechain'] !== true && textField(line, 'uuid') !== '') lines.push(line)
  }
  for await (const line of inSlices(await followBranch(lines, 'uuid', ['parentUuid']))) readLine(line, transcript)
  return { workDir, title, messages: transcript.messages() }
}

function readLine(line: Line, transcript: ForeignTranscript): void {
  const message = isObject(line['message']) ? line['message'] : {}
  const { content } = message
  if (line['type'] === 'assistant') {
    for (const part of partsOf(content)) {
      if (part['type'] === 'text') transcript.say(textField(part, 'text'))
      if (part['type'] === 'tool_use') transcript.call(textField(part, 'id'), textField(part, 'name'), part['input'])
    }
  }
  if (line['type'] !== 'user' || line['isMeta'] === true) return
  const said = partsOf(content).filter(({ type }) => type !== 'tool_result')
  for (const part of partsOf(content)) {
    if (part['type'] === 'tool_result') transcript.answer(textField(part, 'tool_use_id'), part['content'])
  }
  const text = readOutput(said)
  if (line['isCompactSummary'] === true) transcript.restart(text)
  else if (!NOT_THE_USER.test(text)) transcript.ask(text)
}

function partsOf(content: unknown): Line[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return Array.isArray(content) ? content.filter(isObject) : []
}
