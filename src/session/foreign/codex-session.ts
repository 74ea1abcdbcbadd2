// A session of Codex: ~/.codex/sessions/<year>/<month>/<day>/rollout-<time>-<id>.jsonl. Its lines are items of OpenAI's Responses, each
// in a `payload` since September 2025, before that bare.

import { isObject } from '../../sys/json-reading.ts'
import { readObjects, textField, type Line } from './foreign-lines.ts'
import { createTranscript, readOutput, type ForeignSession, type ForeignTranscript } from './foreign-transcript.ts'

/** Matches texts that Codex itself sends to the model in the user's name. */
const NOT_THE_USER =
  /^\s*(?:<(?:environment_context|user_instructions|turn_aborted|permissions instructions|collaboration_mode|skill|INSTRUCTIONS)\b|# AGENTS\.md instructions for )/

export async function readCodexSession(file: string): Promise<ForeignSession> {
  const transcript = createTranscript()
  let workDir = ''
  for await (const line of readObjects(file)) {
    const item = isObject(line['payload']) ? line['payload'] : line
    const type = textField(line, 'type')
    if (type === 'session_meta' || type === 'turn_context') workDir ||= textField(item, 'cwd')
    else if (type === 'compacted') restart(item, transcript)
    else if (type === 'response_item' || item === line) {
      workDir ||= /<cwd>([^<]+)<\/cwd>/.exec(readOutput(item['content']))?.[1] ?? ''
      readItem(item, transcript)
    }
  }
  return { workDir, title: '', messages: transcript.messages() }
}

function readItem(item: Line, transcript: ForeignTranscript): void {
  const id = textField(item, 'call_id', 'id')
  switch (item['type']) {
    case 'message': {
      const text = readOutput(item['content'])
      if (item['role'] === 'assistant') transcript.say(text)
      if (item['role'] === 'user' && !NOT_THE_USER.test(text)) transcript.ask(text)
      return
    }
    case 'function_call':
    case 'custom_tool_call':
      return transcript.call(id, textField(item, 'name'), item['arguments'] ?? item['input'])
    case 'local_shell_call':
      return transcript.call(id, 'shell', item['action'])
    case 'function_call_output':
    case 'custom_tool_call_output':
      return transcript.answer(id, readShellOutput(item['output']))
  }
}

/** The output of a command may be JSON text with `output` and `metadata`. */
function readShellOutput(output: unknown): string {
  const text = readOutput(output)
  if (!text.startsWith('{"output":')) return text
  try {
    return readOutput(JSON.parse(text))
  } catch {
    return text
  }
}

function restart(item: Line, transcript: ForeignTranscript): void {
  transcript.restart(textField(item, 'message'))
  const kept = Array.isArray(item['replacement_history']) ? item['replacement_history'].filter(isObject) : []
  for (const one of kept) readItem(one, transcript)
}
