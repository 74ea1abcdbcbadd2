// Tells the model what `@session:…` and `@task:…` in a message stand for. Files need no note: their paths stand in the text.

import { systemNote, type ContentPart } from '../../protocol/message.ts'
import { shortenSessionId, type SessionView } from '../../protocol/session-view.ts'
import type { TaskView } from '../../protocol/task.ts'
import type { Prompt } from '../../view/composer/pasted-objects.ts'

export interface Mentionable {
  sessions: readonly SessionView[]
  tasks: readonly TaskView[]
}

const MENTION = /@(session|task):([\w-]+)/g

/** True when a message names a session or a task. */
export function hasMention(text: string): boolean {
  return text.search(MENTION) >= 0
}

/** The parts of the message, and a note on each session and task that it names and that there is. */
export function withMentionNotes({ text, parts }: Prompt, { sessions, tasks }: Mentionable): ContentPart[] {
  const names = new Set([...text.matchAll(MENTION)].map(([name]) => name))
  const notes = [...names].flatMap((name) => {
    const id = name.slice(name.indexOf(':') + 1)
    const session =
      name.startsWith('@session:') && sessions.find((each) => each.id === id || shortenSessionId(each.id) === id)
    if (session) {
      const file = quote(`${session.dir}/context.jsonl`)
      return [`${name} is another session, ${quote(session.title)}. Its messages are the lines of ${file}.`]
    }
    const task = name.startsWith('@task:') && tasks.find((each) => each.short === id || each.id === id)
    if (!task) return []
    return [
      `${name} is the background task ${task.id}, ${quote(task.title)}, now ${task.status}. TaskOutput shows its output.`,
    ]
  })
  return notes.length === 0 ? parts : [...parts, { type: 'text', text: systemNote(notes.join('\n')) }]
}

/** A title is text from outside: it stays in its line, and cannot end the note's tag. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[<>]/g, '')
}
