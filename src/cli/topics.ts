// `kimi help <topic>`: what a user looks up, short enough for one screen each.

import { SETTINGS, SHELL_VARIABLES, variableOf } from '../config/settings.ts'

export const TOPICS: Record<string, () => string> = {
  keys: () => `Keys at the prompt

  Ctrl-X          ask: the line goes to the agent, the first command comes back into the prompt
  Ctrl-X again    the next proposal; after the last one, the line as you typed it
  Ctrl-_          undo: the line as you typed it, in one step
  Enter           run what is shown; nothing runs before it
  Esc, Ctrl-C     while asking: cancel, line and cursor as they were
  Ctrl-X on an empty line: a fix for the command that has just failed, else agent mode
  Ctrl-X Ctrl-X on an empty line: agent mode in any case

  In agent mode Enter sends the words as they are to this shell's own session; what it says and does appears below.
  y, s, n, f answer what it asks; anything else you type steers it; Ctrl-C interrupts; Ctrl-X or Ctrl-D leaves.

  Keys that continue a chord (Ctrl-X Ctrl-E, Ctrl-X Ctrl-U, …) work as before.
  Another key: KIMI_KEY='^G' before the plugin is loaded; KIMI_KEY= for none.
  bash takes ^G, \\C-g, and anything else bind(1) knows.`,
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

  kimi init zsh --uninstall     take the line out of .zshrc (bash: kimi init bash --uninstall)
  kimi daemon stop
  rm -r ~/.kimi/run ~/.kimi/logs/daemon.log ~/.kimi/cache    (~/.kimi itself is shared with Kimi CLI)
  In a running shell: _kimi_unload puts every binding back.`,
}
