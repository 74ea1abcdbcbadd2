// `kimi help <topic>`: what a user looks up, short enough for one screen each.

import { SETTINGS, SHELL_VARIABLES, variableOf } from '../config/settings.ts'

export const TOPICS: Record<string, () => string> = {
  keys: () => `Keys at the prompt

  Ctrl-X          ask: the line goes to the agent, the first command comes back into the prompt
  Ctrl-X again    the next proposal; after the last one, the line as you typed it
  Ctrl-_          undo: the line as you typed it, in one step
  Enter           run what is shown; nothing runs before it
  Esc, Ctrl-C     while asking: cancel, line and cursor as they were
  Right, End      take the grey text behind the cursor; Alt-F and Ctrl-Right its next word (zsh)
  <file>          in a proposal: type over it; Enter goes to the next, and runs nothing while one is left
  Ctrl-X on an empty line: what waits for your approval, a fix for the command that has just failed, or agent mode
  Ctrl-X Ctrl-X on an empty line: agent mode in any case

  In agent mode Enter sends the words as they are to this shell's own session; what it says and does appears below.
  y, s, n, f answer what it asks; anything else you type steers it; Ctrl-C interrupts; Ctrl-X or Ctrl-D leaves.
  Ctrl-B sends the command that runs to the background; words that end in & are a task of their own.

  Keys that continue a chord (Ctrl-X Ctrl-E, Ctrl-X Ctrl-U, …) work as before.
  Another key: KIMI_KEY='^G' before the plugin is loaded; KIMI_KEY= for none.
  bash takes ^G, \\C-g, and anything else bind(1) knows; fish takes ^G and the bytes of any other key.

  fish shows the number, explanation and risk above the line, and knows no chords: Ctrl-X acts at once.
  Its own Ctrl-X, copying the line to the clipboard, moves to Alt-X, or to the bytes in KIMI_CLIPBOARD_KEY.`,
  agent: () => `The agent

  Ctrl-X on an empty line      agent mode: Enter sends words to this shell's own session; Ctrl-X leaves
  kimi ask "…", kimi -p "…"    one turn; a pipe is context, @file is a file; text goes to stdout
  kimi -C -p "…"               goes on with the last session of this directory; -S ID with that one
  kimi --print -p "…"          for scripts: nobody is asked; --output-format text|json|stream-json
  kimi --wire                  Kimi CLI's wire protocol on stdin and stdout
  kimi session list            all sessions; kimi rewind puts conversation and files back

  In a turn: y, s, n, f answer a question, other words steer, Ctrl-C interrupts.
  Slash commands: /init /compact /clear /yolo /afk /plan /add-dir /export /import /skill:NAME /flow:NAME`,
  tasks: () => `Tasks: work in the background

  kimi bg "words"              a turn of the agent; kimi bg -- npm test for a command (also: kimi task run)
  kimi watch 'src/**' -- make  again whenever files change; kimi every 15m -- COMMAND, or by cron fields; --ask "words"
  kimi task list               what runs, waits for you, has ended; --watch for one screen with keys
  kimi task output ID          what it has printed; -f goes on, -n 20 the last lines
  kimi task attach ID          its terminal, or the stream of its turn; Ctrl-\\ leaves it running
  kimi task approve ID         shows exactly what it asks, and allows it on y; reject ID [why] refuses
  kimi task steer ID words     say something to the agent while it works
  kimi task stop, retry, rm    end one, begin it again, remove what is kept of it
  kimi task status --tmux      2▶ 1?: two run, one waits for you; for status bars, $KIMI_TASKS in prompts

  ID is as little of it as tells it from others; ID:REQUEST approves that very request and nothing else.
  Ends and questions are told above the prompt of the shell that began it. Tasks outlive the daemon and the terminal.`,
  modes: () => `Modes: who decides about tools

  ask            commands that only read pass; everything else asks you (the default)
  accept-edits   edits in the workspace pass, too, but for hooks, CI, start-up files and AGENTS.md
  plan           nothing but reading, and the plan file; ExitPlanMode shows the plan for approval
  auto           nobody is asked (AFK); secrets and files that command other programs are refused
  bypass         everything passes but kimi's own state (yolo)

  kimi --mode MODE, --plan, --afk, --yolo; /plan, /afk, /yolo in a session, at once, also while a turn runs.
  A question nobody answers is a no. "For this session" covers a pattern of plain commands, never a chain.`,
  agents: () => `Agents of your own

  kimi --agent okabe             the default agent with D-Mail
  kimi --agent-file agent.yaml   version: 1, agent: {extend: default, name, system_prompt_path, tools: […], subagents: {…}}

  Skills: .kimi/skills/NAME/SKILL.md in the project or at home (also .claude, .codex, .agents), run by /skill:NAME.
  AGENTS.md: ~/.kimi/AGENTS.md, ~/.agents/AGENTS.md, and one in each directory from the project's root down to yours.
  Hooks: [[hooks]] event, command, matcher, timeout in config.toml; exit 2 blocks, JSON comes on stdin.`,
  models: () => `Models

  Without a key, proposals come from this machine alone: your history, the commands installed, a built-in index.
  With one of these, the model is asked, and this machine answers when it cannot be reached:

  export MOONSHOT_API_KEY=…     pay per use, api.moonshot.ai
  export KIMI_API_KEY=…         Kimi coding plan, api.kimi.com
  default_model in config.toml  any provider Kimi CLI is configured for

  Other addresses: MOONSHOT_BASE_URL, KIMI_BASE_URL. Another model for suggestions: kimi config set suggest.model NAME`,
  privacy: () => `Privacy: what is sent where

  Nothing leaves this machine without a model. With one, a Ctrl-X sends to its provider, and nobody else:
  the line, the directory's path, its file names, git branch and state, names of project scripts and aliases,
  the last commands of this shell with their status, and for a fix the failed command's output (tmux only).
  Secrets in any of these are replaced by <redacted> first. There is no telemetry.

  See it:            kimi suggest --show-request 'your words'
  Send less:         kimi config set suggest.history false; kimi config set suggest.files false
  Send nothing:      kimi config set suggest.offline true
  A line that begins with a space, or matches zsh's HISTORY_IGNORE, is neither recorded nor sent,
  unless you press Ctrl-X on it.`,
  settings: () =>
    ['Settings: kimi config set KEY VALUE, or the variable', '']
      .concat(
        Object.entries(SETTINGS).map(
          ([key, { default: value, about }]) =>
            `  ${key.padEnd(24)} ${variableOf(key)}=${String(value)}\n${' '.repeat(27)}${about}`,
        ),
      )
      .concat('', 'Shell variables, set before the plugin is loaded:', '')
      .concat(
        Object.entries(SHELL_VARIABLES).map(
          ([name, { default: value, about }]) =>
            `  ${name.padEnd(24)} default ${value === '' ? 'empty' : value}\n${' '.repeat(27)}${about}`,
        ),
      )
      .join('\n'),
  risk: () => `Risk labels, on proposals and in kimi check

  safe-readonly        only reads what you may read, prints no secret, contacts nobody
  writes               changes files, settings or remote state; deleting is writing
  network              contacts another host, or opens a port
  privileged           raises rights, or administers accounts, services, disks
  destructive          data or work is lost or hard to bring back
  remote-code          runs code that the line does not show
  credential-touching  reads, prints, sends or changes a secret

  The labels come from a parser and tables, not from the model. A line that does not parse is unknown, never safe.`,
  uninstall: () => `Uninstall

  kimi init zsh --uninstall     take the line out of .zshrc (also: bash, fish)
  kimi daemon stop
  rm -r ~/.kimi/run ~/.kimi/logs/daemon.log ~/.kimi/cache    (~/.kimi itself is shared with Kimi CLI)
  In a running shell: _kimi_unload puts every binding back.`,
}
