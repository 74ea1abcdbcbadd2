// The commands about work in the background.

import { printTasks, type PrintTasksFlags } from '../tasks/task-print.ts'
import type { RunFlags, WatchFlags } from '../tasks/task-run.ts'
import { readCount, type CommandLeaf, type CommandRow, type OptionRow } from './command-table.ts'
import { MODE_OPTION, MODEL_OPTION } from './session-options.ts'

const BEGIN_OPTIONS: readonly OptionRow[] = [
  ['--title <text>', 'the title of the task in lists and notices'],
  ['--notify', 'notify on the desktop, too, when the task ends'],
  ['--quiet', 'do not say at the prompt how the task ends'],
  ['-w, --work-dir <dir>', 'work in this directory instead of the current one'],
  ['--json', 'print one JSON object'],
  MODE_OPTION,
  MODEL_OPTION,
]
const ASK: OptionRow = ['--ask <words>', 'let the agent do this instead of running a command']
const YES: OptionRow = ['-y, --yes', 'do not ask for confirmation']

/** `kimi task run` and its short form `kimi bg`. */
const runCommand = (usage: string): CommandLeaf => ({
  usage,
  about: 'let the agent do something in the background, or run a command: -- COMMAND',
  options: [
    ...BEGIN_OPTIONS,
    ['--timeout <duration>', 'stop the task after 90s, 30m or 2h; at most 24h'],
    ['--no-terminal', 'run the command without a terminal of its own'],
    ['--wait', 'wait until the task ends, and exit with its status'],
  ],
  run: async (words, flags: RunFlags, { env, behindDashes }) =>
    (await import('../tasks/task-run.ts')).runTask(words, [...behindDashes], flags, env),
})

const taskCommand = (usage: string, about: string, options: readonly OptionRow[]): CommandLeaf => ({
  usage,
  about,
  options,
  run: async (words, flags: PrintTasksFlags & { watch?: boolean }, { env }) => {
    const name = usage.split(' ')[0]!
    // Prompts and status bars print these again and again: little is loaded for them.
    if (name === 'status' || (name === 'list' && !flags.watch)) return printTasks(name, flags, env)
    return (await import('../tasks/task-command.ts')).runTaskCommand(name, words, flags, env)
  },
})

const JSON_OPTION: OptionRow = ['--json', 'print JSON']

export const TASK_COMMANDS: readonly CommandRow[] = [
  {
    usage: 'task',
    about: 'begin, follow, answer and stop work in the background',
    commands: [
      runCommand('run [words...]'),
      taskCommand('list', 'list the tasks that run or wait for you, and the last that ended', [
        JSON_OPTION,
        ['-a, --all', 'list all tasks'],
        ['-n, --limit <count>', 'print at most this many', { read: readCount }],
        ['--watch', 'show a live list, with keys to attach, approve and stop'],
      ]),
      taskCommand('show <id>', 'show everything known about a task', [JSON_OPTION]),
      taskCommand('output <id>', 'print the output of a task', [
        ['-f, --follow', 'go on printing as the output grows'],
        ['-n, --lines <count>', 'print only the last lines, this many', { read: readCount }],
        ['--raw', 'print every byte as it is, control characters too'],
      ]),
      taskCommand('attach <id>', "join a task's terminal, or watch its turn; Ctrl-\\ leaves it running", []),
      taskCommand('steer <id> <words...>', 'say something to the agent while it works', [JSON_OPTION]),
      taskCommand('approve <id>', 'show what a task asks, and allow it', [
        JSON_OPTION,
        ['--session', 'allow everything like it for this session'],
        ['--answer <text>', 'the answer to a question'],
        YES,
      ]),
      taskCommand('reject <id> [why...]', 'show what a task asks, and refuse it', [JSON_OPTION, YES]),
      taskCommand('stop [id...]', 'stop tasks and all processes that they started', [
        JSON_OPTION,
        ['-a, --all', 'stop all tasks, watches and schedules'],
        ['--reason <text>', 'the reason, for the record'],
      ]),
      taskCommand('retry <id>', 'run a task again, as a new one', [JSON_OPTION]),
      taskCommand('rm [id...]', 'remove tasks that have ended, with their output', [
        ['--ended', 'remove all tasks that have ended'],
      ]),
      taskCommand('status', 'print how many tasks run and wait, for status bars', [
        JSON_OPTION,
        ['--tmux', "print it with colours for tmux's status line"],
      ]),
    ],
  },
  runCommand('bg [words...]'),
  {
    usage: 'watch [patterns...]',
    about: 'run a command whenever matching files change: kimi watch PATTERN -- COMMAND',
    options: [
      ...BEGIN_OPTIONS,
      ASK,
      ['--restart', 'when files change during a run, stop that run and begin again'],
      ['--debounce <ms>', 'wait until the files were quiet for this long', { read: readCount }],
    ],
    run: async (patterns, flags: WatchFlags, { env, behindDashes }) =>
      (await import('../tasks/task-run.ts')).watchFiles(patterns, [...behindDashes], flags, env),
  },
  {
    usage: 'every <when>',
    about: "run a command every 15m, or at times such as '0 9 * * 1-5': kimi every WHEN -- COMMAND",
    options: [...BEGIN_OPTIONS, ASK],
    run: async ([when = ''], flags: WatchFlags, { env, behindDashes }) =>
      (await import('../tasks/task-run.ts')).runEvery(when, [...behindDashes], flags, env),
  },
]
