// A session of pi: ~/.pi/agent/sessions/<folder>/<time>_<id>.jsonl. Its entries form a tree by id and parentId; the last one is where
// the user is.

import { isObject } from '../../sys/json-reading.ts'
import { inSlices } from '../../sys/time-slices.ts'
import { followBranch, readObjects, textField, type Line } from './foreign-lines.ts'
import { createTranscript, readOutput, type ForeignSession, type ForeignTranscript } from './foreign-transcript.ts'

export async function readPiSession(file: string): Promise<ForeignSession> {
  const transcript = createTranscript()
  const lines: Line[] = []
  let [workDir, title] = ['', '']
  for await (const line of readObjects(file)) {
    if (line['type'] === 'session') workDir ||= textField(line, 'cwd')
    else if (line['type'] === 'session_info') title = textField(line, 'name') || title
    else lines.push(line)
  }
  // Files of the first version are a plain list.
  const hasTree = lines.some((line) => textField(line, 'parentId') !== '')
  const branch = hasTree ? await followBranch(lines, 'id', ['parentId']) : lines
  for await (const line of inSlices(branch)) readLine(line, transcript)
  return { workDir, title, messages: transcript.messages() }
}

function readLine(line: Line, transcript: ForeignTranscript): void {
  if (line['type'] === 'compaction') return transcript.restart(textField(line, 'summary'))
  const message = line['type'] === 'message' && isObject(line['message']) ? line['message'] : null
  if (message === null) return
  const { role, content } = message
  if (role === 'user') transcript.ask(readOutput(content))
  if (role === 'toolResult') transcript.answer(textField(message, 'toolCallId'), content)
  if (role !== 'assistant') return
  for (const part of Array.isArray(content) ? content.filter(isObject) : []) {
    if (part['type'] === 'text') transcript.say(textField(part, 'text'))
    if (part['type'] === 'toolCall') transcript.call(textField(part, 'id'), textField(part, 'name'), part['arguments'])
  }
}
