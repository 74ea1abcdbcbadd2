// Slash commands about the terminal itself: its keys and its looks.

import type { AppContext } from '../app-context.ts'
import type { SlashRow } from './slash-row.ts'

/** The keys of the terminal and what they do. */
const KEYS: readonly (readonly [string, string])[] = [
  ['Enter', 'send; behind the running turn while one runs'],
  ['Shift-Enter, Ctrl-J, Alt-Enter', 'a new line'],
  ['Ctrl-S', 'say it to the running turn at once'],
  ['Up', 'the last prompt that waits, or earlier messages'],
  ['Esc', 'interrupt the turn'],
  ['Esc Esc', 'go back to before a turn'],
  ['Ctrl-B', 'let the running command go on in the background'],
  ['Shift-Tab', 'the next mode: ask, accept-edits, plan, auto'],
  ['Ctrl-X', 'your shell, with the command of the last answer; and back'],
  ['Ctrl-O', 'the conversation with all output'],
  ['Ctrl-T', 'show or hide what the model thinks'],
  ['Ctrl-R', 'search earlier messages'],
  ['Ctrl-G', 'write in your editor'],
  ['@', 'a file, a session or a task; @shell is the last command of your shell'],
  ['/', 'a command'],
  ['!', 'one line in your shell'],
  ['y s a n f', 'an approval: once, for the session, always, no, no and why'],
  ['1-9, Up, Down', 'a question: the option; Enter takes the one that the arrows stand on'],
  ['words, Enter', 'your own answer to a question; at an approval a no with these words'],
  ['e f', 'a plan: edit it in your editor; no, and what to change'],
  ['Ctrl-L', 'draw the screen anew'],
  ['Ctrl-Z', 'back to the shell that has started kimi; fg comes back'],
  ['Ctrl-C', 'interrupt, empty the prompt, and twice: leave'],
  ['Ctrl-D', 'leave'],
]

/** The keys that somebody who is new here needs. */
const FIRST_KEYS = ['Enter', 'Esc', 'Esc Esc', 'Shift-Tab', 'Ctrl-B', 'Ctrl-X', '@', '!', 'y s a n f']

/** The end of the help: the first keys, and where all of them are listed. */
export function describeFirstKeys(app: AppContext): string[] {
  const first = KEYS.filter(([key]) => FIRST_KEYS.includes(key))
  return app.describeColumns([...first, ['/keys', 'all keys; kimi help terminal, in a shell, says more']], 'Keys')
}

export const HELP_ROWS: readonly SlashRow[] = [
  { name: 'keys', about: 'list the keys', run: (app) => app.print(app.describeColumns(KEYS, 'Keys')) },
  {
    name: 'vim',
    usage: '[on|off]',
    about: 'edit the prompt with the keys of vim',
    run(app, args) {
      const isOn = args === '' ? !app.isVim() : args === 'on'
      app.setVim(isOn)
      app.note(isOn ? 'the prompt has the keys of vim' : 'the prompt has the keys of emacs')
    },
  },
]
