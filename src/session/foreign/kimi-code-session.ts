// A session of Kimi Code: ~/.kimi-code/sessions/wd_…/session_…/, with state.json and agents/main/wire.jsonl. Its messages are whole
// (context.append_message) or in events of a step (context.append_loop_event).

import { dirname, join } from 'node:path'
import { readText } from '../../sys/files.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'
import { inSlices } from '../../sys/time-slices.ts'
import { readObjects, textField, type Line } from './foreign-lines.ts'
import { createTranscript, readOutput, type ForeignSession, type ForeignTranscript } from './foreign-transcript.ts'

/** `file` is the session's state.json. */
export async function readKimiCodeSession(file: string): Promise<ForeignSession> {
  const state = parseObject(readText(file) ?? '') ?? {}
  const lines = await takeUndos(readObjects(join(dirname(file), 'agents', 'main', 'wire.jsonl')))
  const transcript = createTranscript()
  for await (const line of inSlices(lines)) readLine(line, transcript)
  return {
    workDir: textField(state, 'cwd', 'workDir'),
    title: textField(state, 'title'),
    messages: transcript.messages(),
  }
}

function readLine(line: Line, transcript: ForeignTranscript): void {
  switch (line['type']) {
    case 'context.append_message':
      return isObject(line['message']) ? readMessage(line['message'], transcript) : undefined
    case 'context.append_loop_event':
      return isObject(line['event']) ? readEvent(line['event'], transcript) : undefined
    case 'context.apply_compaction':
      return transcript.restart(textField(line, 'summary'))
    case 'context.clear':
      return transcript.restart('')
  }
}

function readMessage(message: Line, transcript: ForeignTranscript): void {
  const text = readOutput(message['content'])
  if (message['role'] === 'user' && isOfUser(message)) transcript.ask(text)
  if (message['role'] === 'tool') transcript.answer(textField(message, 'toolCallId', 'tool_call_id'), text)
  if (message['role'] !== 'assistant') return
  transcript.say(text)
  const calls = Array.isArray(message['toolCalls']) ? message['toolCalls'].filter(isObject) : []
  for (const call of calls) {
    const called = isObject(call['function']) ? call['function'] : call
    transcript.call(
      textField(call, 'id', 'toolCallId'),
      textField(called, 'name'),
      called['arguments'] ?? called['args'],
    )
  }
}

/** Reminders and notices are told to the model in the user's role; their origin says so. */
function isOfUser(message: Line): boolean {
  const origin = isObject(message['origin']) ? textField(message['origin'], 'kind') : 'user'
  return origin === 'user'
}

function readEvent(event: Line, transcript: ForeignTranscript): void {
  const part = isObject(event['part']) ? event['part'] : {}
  if (event['type'] === 'content.part' && part['type'] === 'text') transcript.say(textField(part, 'text'))
  if (event['type'] === 'tool.call')
    transcript.call(textField(event, 'toolCallId', 'uuid'), textField(event, 'name'), event['args'])
  if (event['type'] === 'tool.result') transcript.answer(textField(event, 'toolCallId'), event['result'])
}

/** The lines without the turns that the user has undone: `context.undo` takes back the last `count` prompts. */
async function takeUndos(lines: AsyncIterable<Line>): Promise<Line[]> {
  const kept: Line[] = []
  for await (const line of lines) {
    if (line['type'] !== 'context.undo') {
      kept.push(line)
      continue
    }
    for (let left = Number(line['count']) || 1; left > 0; left--) {
      const at = kept.findLastIndex(({ type, message }) => {
        const isPrompt = type === 'context.append_message' && isObject(message) && message['role'] === 'user'
        return isPrompt && isOfUser(message)
      })
      if (at < 0) break
      kept.length = at
    }
  }
  return kept
}
