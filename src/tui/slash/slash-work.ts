// Slash commands about work in the background and about the changes of files.

import { clientEnv } from '../../client/client-env.ts'
import type { TaskWish } from '../../protocol/task.ts'
import { describeBlock } from '../../view/block-lines.ts'
import type { TurnState } from '../../view/turns/turn-state.ts'
import type { DisplayBlock } from '../../protocol/wire.ts'
import type { AppContext } from '../app-context.ts'
import { showTasks } from '../panels/task-picker.ts'
import type { SlashRow } from './slash-row.ts'

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
  { name: 'diff', about: 'all changes of files in this session', run: showChanges },
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

type Diff = Extract<DisplayBlock, { type: 'diff' }>

/** The diffs of the turns in memory, file by file, and the files that were changed before. */
async function showChanges(app: AppContext): Promise<void> {
  const { style } = app
  const diffs = Map.groupBy(app.transcript.current().turns.flatMap(diffsOf), ({ path }) => path)
  for (const blocks of diffs.values()) app.print(blocks.flatMap((block) => describeBlock(block, style)))
  const { files = [] } = await app.call('session/rewind', { to: 1, what: 'files', apply: false })
  const others = files.filter(({ path }) => ![...diffs.keys()].some((each) => each.endsWith(path)))
  for (const { path, action } of others) app.note(`${path}: a rewind would ${action} it`)
  if (diffs.size === 0 && others.length === 0) app.note('no file has been changed in this session')
}

function diffsOf(turn: TurnState): Diff[] {
  return turn.items.flatMap((item) => {
    if (item.kind === 'subagent') return diffsOf(item.turn)
    if (item.kind !== 'call' || item.result === null || item.result.is_error) return []
    return item.result.display.filter((block): block is Diff => block.type === 'diff')
  })
}

function copyAnswer(app: AppContext): void {
  const texts = app.transcript
    .current()
    .turns.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])))
  const last = texts.at(-1)
  if (last === undefined) return app.note('there is no answer yet')
  app.copy(last)
  app.note('the last answer is in the clipboard, if this terminal lets programs write to it')
}
