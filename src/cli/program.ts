// The commands, as data for commander: names, options, help. What a command does is imported when it runs.
// Help, completions and the README's list are derived from this program.

import { Command, Option } from 'commander'
import { KimiError } from '../protocol/errors.ts'
import { VERSION } from '../protocol/version.ts'
import { nearest } from '../sys/nearest-name.ts'
import type { PrintFlags } from './turns/print-command.ts'
import { TOPICS } from './help-topics.ts'

/** `command`: the words behind `--` of those commands that take a command to run, which are no words of ours. */
export function createProgram(
  env: NodeJS.ProcessEnv,
  setExit: (code: number) => void,
  command: readonly string[] = [],
): Command {
  const program = new Command('kimi')
    .description('An agent that lives in your shell. Press Ctrl-X at the prompt.')
    .version(`kimi, version ${VERSION}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'kimi: ')) })
    .allowExcessArguments()
    .enablePositionalOptions()
  addSessionOptions(program)
  addPrintOptions(program).action(async (options) => {
    const [unknown] = program.args
    if (unknown === undefined) return setExit(await runRoot(program, options, env))
    const near = nearest(
      unknown,
      program.commands.map((command) => command.name()),
    )
    throw new KimiError('usage.invalid', `unknown command ${unknown}`, near ? { hint: `kimi ${near}` } : {})
  })

  const add = (name: string, about: string) => program.command(name).description(about)
  const asks = (command: Command, words: string) =>
    command
      .option('--json', 'print one JSON object')
      .option('--offline', 'do not ask the model')
      .option('--batch', `read one JSON object a line (${words}), write one a line`)
      .option('--cwd <dir>', 'the directory the command is for')
      .addOption(new Option('--shell <name>', 'the shell the command is for').choices(['zsh', 'bash', 'fish']))
      .option('--no-daemon', 'answer in this process')

  addSessionOptions(
    add('ask [words...]', 'let the agent do or answer something; a pipe and @files are its context'),
  ).action(async (words: string[], options) =>
    setExit(await (await import('./turns/prompt-command.ts')).prompt(words.join(' '), options, env)),
  )

  // Started by the shell plugins: a turn of the shell's own session.
  addSessionOptions(program.command('agent-turn', { hidden: true }).description('a turn of a shell in agent mode'))
    .requiredOption('--shell-pid <pid>', 'the shell', Number)
    .action(async (options) => setExit(await (await import('./turns/prompt-command.ts')).agentTurn(options, env)))

  asks(add('suggest [words...]', 'propose commands for words, a half or a wrong command'), 'nl')
    .option('--show-request', 'print exactly what would be sent to the model, and send nothing')
    .action(async (words: string[], options) =>
      (await import('./suggest/suggest-command.ts')).suggest(words.join(' '), options, env),
    )

  asks(
    add('fix [command...]', 'propose a fix for a command that failed (default: the last one of this shell)'),
    'failed, stderr, exit',
  )
    .option('--exit <status>', 'its exit status', Number)
    .option('--output <text>', 'what it printed; - reads it from stdin')
    .action(async (words: string[], options) =>
      (await import('./suggest/fix-command.ts')).fix(words.join(' '), options, env),
    )

  asks(add('explain [command...]', 'say what a command does, part by part'), 'command').action(
    async (words: string[], options) =>
      (await import('./suggest/explain-command.ts')).explain(words.join(' '), options, env),
  )

  asks(add('check [command...]', 'say what a command could harm'), 'command').action(async (words: string[], options) =>
    (await import('./suggest/check-command.ts')).check(words.join(' '), options, env),
  )

  const history = add('history', 'what kimi remembers of what you ran')
  history
    .command('forget [text...]')
    .description('forget what became of proposals and what was run, as far as the text occurs in it')
    .option('--all', 'all of it')
    .option('--json', 'print one JSON object')
    .action(async (words: string[], options) =>
      (await import('./suggest/forget-command.ts')).forget(words.join(' '), options, env),
    )

  const session = add('session', 'the conversations with the agent')
  const sessionCommands: [string, string][] = [
    ['list', 'those of this directory'],
    ['show [id]', 'what was said and done'],
    ['resume [id]', 'go on with one'],
    ['fork [id]', 'a new one with the same beginning'],
    ['rename <id> <title...>', 'give it a title'],
    ['archive [id]', 'put it out of sight'],
    ['unarchive <id>', 'bring it back'],
    ['export [id]', 'write it to a ZIP file'],
    ['search <words...>', 'find what was said in any of them'],
    ['delete <id>', 'remove it and all that it kept'],
  ]
  for (const [usage, about] of sessionCommands) {
    const name = usage.split(' ')[0]!
    const command = session.command(usage).description(about).option('--json', 'print JSON')
    if (name === 'list') {
      command.option('-a, --all', 'of all directories').option('--archived', 'those in the archive')
      command.option('-n, --limit <count>', 'how many', readCount)
    }
    if (name === 'search') command.option('-n, --limit <count>', 'how many', readCount)
    if (name === 'fork') command.option('--turns <count>', 'how many turns to keep', readCount)
    if (name === 'export') command.option('-o, --output <file>', 'where to')
    if (name === 'export' || name === 'delete') command.option('-y, --yes', 'ask nothing')
    command.action(async (...all: unknown[]) => {
      const words = all
        .slice(0, -2)
        .flat()
        .filter((word) => typeof word === 'string')
      const { runSessionCommand } = await import('./sessions/session-command.ts')
      setExit(await runSessionCommand(name, words, all.at(-2) as object, env))
    })
  }

  addTaskCommands(program, env, setExit, [...command])

  add('rewind [session]', 'put conversation and files back to before a turn')
    .option('--to <turn>', 'before this turn; the last one by default', readCount)
    .option('--files', 'the files alone')
    .option('--chat', 'the conversation alone')
    .option('--both', 'both; the default')
    .option('--undo', 'take the last rewind back')
    .option('--force', 'also files that somebody else has changed since')
    .option('-y, --yes', 'ask nothing')
    .option('--json', 'print one JSON object')
    .action(async (name: string | undefined, options) =>
      setExit(await (await import('./sessions/rewind-command.ts')).runRewind(name, options, env)),
    )

  add('export [session]', 'write a session to a ZIP file')
    .option('-o, --output <file>', 'where to')
    .option('-y, --yes', 'ask nothing')
    .option('--json', 'print one JSON object')
    .action(async (id: string | undefined, options) =>
      setExit(await (await import('./sessions/export-command.ts')).runExport(id, options, env)),
    )

  add('info', 'print versions')
    .option('--json', 'print one JSON object')
    .action(async (options) => setExit((await import('./setup/info-command.ts')).printInfo(options)))

  add('init <shell>', 'print the line that loads the plugin into zsh, bash or fish')
    .option('--install', 'add it to the rc file, once')
    .option('--uninstall', 'take it out again')
    .action(async (shell: string, options) => (await import('./setup/init-command.ts')).init(shell, options, env))

  const daemon = add('daemon', 'start, stop and look at the daemon')
  const daemonCommands: [string, string][] = [
    ['start', 'start it, if it is not running'],
    ['stop', 'stop it'],
    ['restart', 'stop it and start it again'],
    ['status', 'say whether and how it runs'],
    ['logs', 'print its log'],
    ['run', 'run it in the foreground'],
    ['unit', 'print a systemd user unit, or a launchd plist on macOS'],
  ]
  for (const [name, about] of daemonCommands) {
    const command = daemon.command(name).description(about)
    if (name === 'status') command.option('--json', 'print one JSON object')
    if (name === 'logs')
      command.option('-f, --follow', 'go on as it grows').option('-n, --lines <count>', 'how many lines', Number, 50)
    command.action(async (options) =>
      setExit(await (await import('./setup/daemon-command.ts')).runDaemonCommand(name, options, env)),
    )
  }

  add('doctor', 'look at shells, daemon, keys and model, with a hint for each trouble')
    .option('--json', 'print one JSON object a line')
    .action(async (options) => setExit(await (await import('./doctor-command.ts')).diagnose(options, env)))

  const config = add('config', 'read and change settings')
  const configCommands: [string, string][] = [
    ['get <key>', 'print a value'],
    ['set <key> <value>', 'set a value in config.toml'],
    ['unset <key>', 'remove a value from config.toml'],
    ['list', 'print all settings, their values and where each comes from'],
    ['path', 'print the path of config.toml'],
    ['edit', 'open config.toml in your editor'],
  ]
  for (const [usage, about] of configCommands) {
    const name = usage.split(' ')[0]!
    const command = config.command(usage).description(about)
    if (name === 'get' || name === 'list') command.option('--json', 'print JSON')
    command.action(async (...all: unknown[]) => {
      const words = all.filter((word) => typeof word === 'string')
      const options = all.at(-2) as { json?: boolean }
      setExit(await (await import('./config-command.ts')).runConfigCommand(name, words, options, env))
    })
  }

  add('completion <shell>', 'print the completions for zsh, bash or fish').action(async (shell: string) =>
    (await import('./setup/completion-command.ts')).printCompletion(shell),
  )

  add('demo', 'try it: a shell in a scratch home; without a terminal, a scripted show')
    .option('--bash', 'use bash even where zsh is installed')
    .action(async (options) => setExit(await (await import('./setup/demo-command.ts')).demo(options, env)))

  add('help [topic]', `more about a command or a topic: ${Object.keys(TOPICS).join(', ')}`).action(
    async (topic: string | undefined) => setExit((await import('./help-command.ts')).printHelp(program, topic)),
  )

  return program
}

/** Work in the background. */
function addTaskCommands(
  program: Command,
  env: NodeJS.ProcessEnv,
  setExit: (code: number) => void,
  behindDashes: string[],
): void {
  const addRunOptions = (command: Command) =>
    command
      .option('--title <text>', 'what it is called')
      .option('--notify', 'notify on the desktop as well')
      .option('--quiet', 'do not say how it ends')
      .option('-w, --work-dir <dir>', 'the directory to work in')
      .option('--json', 'print one JSON object')
  const addTurnOptions = (command: Command) =>
    command
      .addOption(
        new Option('--mode <mode>', 'who decides about tools').choices([
          'ask',
          'accept-edits',
          'plan',
          'auto',
          'bypass',
        ]),
      )
      .option('-m, --model <name>', 'the model, as config.toml names it')
  const addRun = (command: Command) =>
    addTurnOptions(addRunOptions(command))
      .description('begin a turn of the agent, or behind -- a command, in the background')
      .option('--timeout <duration>', 'end it after 90s, 30m or 2h; 24h at most')
      .option('--no-terminal', 'give the command no terminal of its own')
      .option('--wait', 'return when it has ended, with its status')
      .action(async (words: string[], options) =>
        setExit(await (await import('./tasks/task-run.ts')).runTask(words, behindDashes, options, env)),
      )
  const task = program.command('task').description('work in the background: begin, look, answer, stop')
  addRun(task.command('run [words...]'))
  addRun(program.command('bg [words...]'))

  addTurnOptions(addRunOptions(program.command('watch [patterns...]')))
    .description('run a command, or ask the agent, whenever files change that match: kimi watch PATTERN -- COMMAND')
    .option('--ask <words>', 'a turn of the agent instead of a command')
    .option('--restart', 'a change ends the command that still runs and begins it again')
    .option('--debounce <ms>', 'how long the files must be quiet', readCount)
    .action(async (patterns: string[], options) =>
      setExit(await (await import('./tasks/task-run.ts')).watchFiles(patterns, behindDashes, options, env)),
    )
  addTurnOptions(addRunOptions(program.command('every <when>')))
    .description('run a command, or ask the agent, every 15m or by five cron fields: kimi every WHEN -- COMMAND')
    .option('--ask <words>', 'a turn of the agent instead of a command')
    .action(async (when: string, options) =>
      setExit(await (await import('./tasks/task-run.ts')).runEvery(when, behindDashes, options, env)),
    )

  const commands: [string, string][] = [
    ['list', 'those that run, wait for you, and the last that ended'],
    ['show <id>', 'all about one'],
    ['output <id>', 'what it has printed'],
    ['attach <id>', 'its live terminal, or the stream of its turn; Ctrl-\\ leaves it running'],
    ['steer <id> <words...>', 'say something to the agent while it works'],
    ['approve <id>', 'show what it asks, and allow it'],
    ['reject <id> [why...]', 'show what it asks, and refuse it'],
    ['stop <id...>', 'end it, and all that it has started'],
    ['retry <id>', 'begin it again'],
    ['rm [id...]', 'remove what is kept of it'],
    ['status', 'how many run and wait, for status bars'],
  ]
  for (const [usage, about] of commands) {
    const name = usage.split(' ')[0]!
    const command = task.command(usage).description(about)
    if (!['output', 'attach', 'rm'].includes(name)) command.option('--json', 'print JSON')
    if (name === 'list') {
      command.option('-a, --all', 'all there are').option('-n, --limit <count>', 'how many', readCount)
      command.option('--watch', 'one screen of all, with keys to attach, approve and stop')
    }
    if (name === 'output') {
      command.option('-f, --follow', 'go on as it prints').option('-n, --lines <count>', 'the last lines', readCount)
      command.option('--raw', 'byte for byte')
    }
    if (name === 'approve') {
      command
        .option('--session', 'also all like it in this session')
        .option('--answer <text>', 'the answer to a question')
    }
    if (name === 'approve' || name === 'reject') command.option('-y, --yes', 'ask nothing')
    if (name === 'stop') command.option('--reason <text>', 'why')
    if (name === 'rm') command.option('--ended', 'all that have ended')
    if (name === 'status') command.option('--tmux', 'with colours for the status line of tmux')
    command.action(async (...all: unknown[]) => {
      const words = all
        .slice(0, -2)
        .flat()
        .filter((word) => typeof word === 'string')
      setExit(await (await import('./tasks/task-command.ts')).runTaskCommand(name, words, all.at(-2) as object, env))
    })
  }
}

/** Kimi CLI's flags for a session. */
function addSessionOptions(command: Command): Command {
  const collect = (value: string, before: string[] = []) => [...before, value]
  return command
    .option('-w, --work-dir <dir>', 'the directory to work in')
    .option('--add-dir <dir>', 'another directory of the workspace (repeatable)', collect)
    .option('-C, --continue', 'go on with the last session of this directory')
    .option('-S, --session [id]', 'go on with this session, or begin one with this id')
    .addOption(new Option('-r, --resume [id]', 'the same as --session').hideHelp())
    .option('--config <text>', 'a configuration in place of config.toml, TOML or JSON')
    .option('--config-file <path>', 'a file in place of config.toml')
    .option('-m, --model <name>', 'the model, as config.toml names it')
    .option('--thinking', 'let the model think')
    .option('--no-thinking', 'do not let it think')
    .option('-y, --yolo', 'approve everything')
    .addOption(new Option('--yes', 'the same as --yolo').hideHelp())
    .addOption(new Option('--auto-approve', 'the same as --yolo').hideHelp())
    .option('--afk', 'approve everything and ask nothing: nobody is there')
    .option('--plan', 'begin in plan mode')
    .addOption(
      new Option('--mode <mode>', 'who decides about tools').choices(['ask', 'accept-edits', 'plan', 'auto', 'bypass']),
    )
    .option('--agent <name>', 'a built-in agent: default or okabe')
    .option('--agent-file <path>', 'an agent of your own')
    .option('--skills-dir <dir>', 'where skills are, in place of the usual places (repeatable)', collect)
    .option('--mcp-config-file <path>', 'a file of MCP servers (repeatable)', collect)
    .option('--mcp-config <json>', 'MCP servers (repeatable)', collect)
    .option('--max-steps-per-turn <n>', 'model calls of one turn', readCount)
    .option('--max-retries-per-step <n>', 'tries of one model call', readCount)
    .option('--max-ralph-iterations <n>', 'how often a prompt is repeated; -1 = until it says stop', Number)
    .option('--no-daemon', 'run in this process')
}

function addPrintOptions(command: Command): Command {
  return command
    .option('-p, --prompt <text>', 'one turn; its text goes to stdout')
    .addOption(new Option('-c, --command [text]', 'the same as --prompt; alone: --continue'))
    .option('--print', 'for scripts: nobody is asked, everything is approved')
    .option('--wire', 'speak the wire protocol on stdin and stdout')
    .option('--quiet', '--print with the last message only')
    .addOption(new Option('--input-format <format>', 'of stdin, with --print').choices(['text', 'stream-json']))
    .addOption(
      new Option('--output-format <format>', 'of stdout, with --print').choices(['text', 'json', 'stream-json']),
    )
    .option('--final-message-only', 'print the last message only, with --print')
    .option('--deltas', 'stream-json: also pieces of text as they come')
    .option('--result', 'stream-json: also a last line with session, usage and status')
}

function readCount(value: string): number {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 1)
    throw new KimiError('usage.invalid', `expected a number from 1, got ${value}`)
  return count
}

interface RootOptions extends PrintFlags {
  command?: string | true
  resume?: string | true
  yes?: boolean
  autoApprove?: boolean
  print?: boolean
  wire?: boolean
  quiet?: boolean
}

/** `kimi` without a subcommand: print mode, the wire, one prompt, or help. */
async function runRoot(program: Command, given: RootOptions, env: NodeJS.ProcessEnv): Promise<number> {
  const { command, resume, quiet } = given
  const flags: RootOptions = { ...given }
  if (typeof command === 'string') flags.prompt ??= command
  if (command === true) flags.continue = true
  if (resume !== undefined) flags.session ??= resume
  if (given.yes || given.autoApprove) flags.yolo = true
  const ways = (['print', 'wire'] as const).filter((name) => flags[name])
  if (ways.length > 1)
    throw new KimiError('usage.invalid', `Cannot combine ${ways.map((way) => `--${way}`).join(', ')}.`)
  if (flags.wire) return (await import('./turns/wire-command.ts')).serveWire(flags, env)
  if (flags.print || quiet) {
    const only = quiet ? { finalMessageOnly: true } : {}
    return (await import('./turns/print-command.ts')).print({ ...flags, ...only }, env)
  }
  for (const name of ['inputFormat', 'outputFormat', 'finalMessageOnly'] as const) {
    if (flags[name] === undefined) continue
    const spelled = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    throw new KimiError('usage.invalid', `--${spelled} needs --print`)
  }
  if (flags.prompt !== undefined) {
    if (flags.prompt.trim() === '') throw new KimiError('usage.invalid', '--prompt is empty')
    return (await import('./turns/prompt-command.ts')).prompt(flags.prompt, flags, env)
  }
  program.outputHelp()
  return 0
}
