// Slash commands about work in the background and about the changes of files.

import { relative } from 'node:path'
import { clientEnv } from '../../client/client-env.ts'
import type { TaskWish } from '../../protocol/task.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { describeBlock } from '../../view/block-lines.ts'
import type { AppContext } from '../app-context.ts'
import { showTasks } from '../panels/task-picker.ts'
import type { SlashRow } from './slash-row.ts'

const PATH_CELLS = 300

export const WORK_ROWS: readonly SlashRow[] = [
  {
    name: 'tasks',
    aliases: ['task'],
    about: 'everything that runs, waits for you, or has ended',
    run: (app) => showTasks(app),
  },
  {
    name: 'bg',
    usage: 'WORDS',
    about: 'let the agent do something in the background; /bg !COMMAND runs a command',
    run: (app, args) => begin(app, args.startsWith('!') ? { command: args.slice(1).trim() } : { prompt: args }),
  },
  {
    name: 'watch',
    usage: 'PATTERN -- COMMAND',
    about: 'run a command whenever files change',
    run: beginWatch,
  },
  { name: 'diff', about: 'what this session has changed in your files, file by file', run: showChanges },
  { name: 'copy', about: 'copy the last answer to the clipboard', run: copyAnswer },
]

/** Begins a task in the session's directory. */
async function begin(app: AppContext, wish: Partial<TaskWish>): Promise<void> {
  const text = (wish.command ?? wish.prompt ?? '').trim()
  if (text === '') return app.note('/bg WORDS, or /bg !COMMAND')
  const place = { cwd: app.book.facts.workDir, ...clientEnv(app.env) }
  const task = await app.call('task/run', { ...wish, ...place })
  app.note(`task ${task.short} has begun: ${task.title}`)
}

function beginWatch(app: AppContext, args: string): void | Promise<void> {
  const [, patterns = '', command = ''] = /^(.*?)\s+--\s+([^]+)$/.exec(args) ?? []
  if (patterns === '' || command === '') return app.note("/watch 'src/**' -- npm test")
  const watch = {
    patterns: patterns.split(/\s+/).map((word) => word.replaceAll(/^(['"])(.*)\1$/g, '$2')),
    restarts: false,
    debounceMs: 300,
  }
  return begin(app, { command, watch })
}

/** The files that differ from what they were before the session, each with its difference. */
async function showChanges(app: AppContext): Promise<void> {
  const { files } = await app.call('session/changes', {})
  for (const { path, change, blocks } of files) {
    const name = nameFile(path, app.book.facts.workDir)
    if (blocks.length > 0) app.print(blocks.flatMap((block) => describeBlock({ ...block, path: name }, app.style)))
    else app.note(`${sanitiseLine(name, PATH_CELLS)}: ${change}`)
  }
  if (files.length === 0) app.note('no file differs from what it was before this session')
}

/** The path as seen from the session's directory, when it is within. */
function nameFile(path: string, workDir: string): string {
  const inside = relative(workDir, path)
  return inside === '' || inside.startsWith('..') ? path : inside
}

function copyAnswer(app: AppContext): void {
  const texts = app.transcript
    .current()
    .turns.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])))
  const last = texts.at(-1)
  if (last === undefined) return app.note('there is no answer yet')
  app.copy(sanitiseText(last)) // what was shown, and no character that does something where it is pasted
  app.note('the last answer is in the clipboard, if this terminal lets programs write to it')
}
