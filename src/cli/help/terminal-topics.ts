// Help on the terminal: `kimi` without a command.

import type { Topic } from './help-topic.ts'

export const TERMINAL_TOPICS: Readonly<Record<string, Topic>> = {
  terminal: {
    about: 'The terminal: kimi alone, its keys, its screens and its settings',
    text: () => `  kimi                      a conversation in this directory
  kimi "words"              the same, begun with these words
  kimi -- word              the same with one word, which would be a command
  kimi -C, -S [ID]          go on with the last session, or pick one
  kimi sessions             all that waits, runs, or can be resumed
  kimi --plain              plain lines without cursor movement
  kimi --shell-mode         begin in your shell; Ctrl-X leads to the agent

What was said stays in the scrollback of your terminal, to select and search. A
turn goes on when its terminal is closed; kimi -C comes back to it, and so does
another terminal: both see the same.

  Enter            send; behind the running turn while one runs
  Ctrl-S           say it to the running turn at once
  Up               take the last waiting prompt back; earlier messages
  Esc              interrupt; Esc Esc goes back to before a turn. Prompts that
                   wait are held then: Enter lets them go on
  Ctrl-B           let the running command go on in the background
  Shift-Tab        the next mode: ask, accept-edits, plan, auto
  Right, Tab       take the message in grey that you likely send next
  Ctrl-X, !, /shell   your own shell, and back; ! runs one line there. The one
                   command of the last answer is typed there, and not run
  Ctrl-O           the whole conversation with all output; / searches it. Text
                   in the prompt stays; Ctrl-G opens it in your editor
  Ctrl-T           what the model thinks
  y s a n f        an approval: once, session, always, no, no and why; words
                   and Enter are a no with these words
  1-9, Up, Down    a question: the option, or the arrows and Enter; words and
                   Enter are your own answer

/keys lists all keys and /help all commands. A key that comes as a question
appears answers nothing: it goes to the prompt.

Settings: tui.screen (inline or full), tui.theme, tui.footer, tui.notify,
tui.vim, tui.status_command; see kimi help settings. /theme and /editor set
theirs; /context tells what fills the model's window. NO_COLOR switches colours
off. Without a UTF-8 locale all signs are ASCII; with TERM=dumb kimi is plain.

Shift-Enter needs a terminal that tells it from Enter (Kitty's protocol, or
xterm's modifyOtherKeys; in tmux: set -s extended-keys on). Ctrl-J always works.`,
  },
}
