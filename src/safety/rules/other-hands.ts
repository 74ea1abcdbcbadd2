// Commands that let another program act: one that was not started by the agent, bears none of its marks and runs in no sandbox of its own.

import { judgeLine } from '../lines/line-risk.ts'
import type { Word } from '../lines/command-words.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Programs that hand a command or keys to a program that runs already. */
const HANDS = longPattern()`
  ^(?:at|batch|atd|crontab|systemd-run|systemctl|launchctl|busctl|gdbus|dbus-send|qdbus|xdotool|ydotool|dotool|wtype|screen|tmux|byobu
  |zellij|dtach|abduco|emacsclient|osascript|open|xdg-open|gnome-terminal|konsole|xterm|x-terminal-emulator|xte|wmctrl|loginctl
  |machinectl)$
`
/** Subcommands of the multiplexers that only show something. */
const SHOWS =
  /^(?:ls|list-\w+|show\w*|display\w*|info|has(?:-session)?|capture-pane|-ls|-list|-l|-V|--version|status|cat|is-\w+)$/
/** Programs by which a provider makes and deletes machines and data, and their subcommands that do. */
const PROVIDERS = /^(?:terraform|tofu|terragrunt|pulumi|cdk|cdktf)$/
const PROVIDES = /^(?:apply|destroy|up|deploy|import|refresh|taint|untaint|state|force-unlock|run-all)$/
const TERMINAL = /^\/(?:dev\/(?:pts\/\d+|tty\w*|console)|proc\/\d+\/fd\/\d+)$/

/**
 * The program by which the line lets another program act, or the terminal that it writes to; null when it does not. `ensureGrammar()` must
 * have been awaited.
 */
export function findOtherHands(line: string): string | null {
  let found: string | null = null
  judgeLine(line, 'bash', {
    onCommand(words: readonly Word[]) {
      const [name = '', verb = ''] = words.map(({ value }) => value)
      const program = name.replace(/^.*\//, '')
      if (HANDS.test(program) && !SHOWS.test(verb)) found ??= program
      else if (PROVIDERS.test(program) && words.some(({ value }) => PROVIDES.test(value))) found ??= program
      else if (/^(?:kitty|kitten|wezterm)$/.test(program) && words.some(({ value }) => /^send-/.test(value)))
        found ??= program
      else found ??= words.map(({ value }) => value).find((value) => TERMINAL.test(value) && program !== 'ls') ?? null
    },
    onTooDeep() {},
  })
  return found ?? /[>|]\s*(\/dev\/(?:pts\/\d+|tty\d+)|\/proc\/\d+\/fd\/\d+)/.exec(line)?.[1] ?? null
}
