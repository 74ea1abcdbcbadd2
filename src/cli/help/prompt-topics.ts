// Help on Ctrl-X at the prompt: keys, grey text, risk labels, answers without a model, privacy.

import type { Topic } from './help-topic.ts'

export const PROMPT_TOPICS: Readonly<Record<string, Topic>> = {
  keys: {
    about: 'Keys at the prompt',
    text: () => `  Ctrl-X          ask: the line is sent, and the first command replaces it
  Ctrl-X again    the next proposal; after the last, the line as you typed it
  Ctrl-_          undo: the line as you typed it, in one step (in vi modes too)
  Enter           run what is shown; nothing runs before
  Esc, Ctrl-C     while asking: cancel; line and cursor stay as they were
  Right, End      take the grey text behind the cursor
  Alt-F           take its next word (zsh; also Ctrl-Right)
  <file>          in a proposal: type over it; bash and fish take it out first,
                  with Ctrl-W and Backspace. Enter goes to the first that is
                  left, and runs nothing until all are filled in
  typing on       the answer is kept: the next Ctrl-X shows it

On an empty line Ctrl-X shows what waits for your approval; else a fix for the
command that has just failed; else it begins agent mode (kimi help agent). One
that you ended with Ctrl-C or stopped with Ctrl-Z has not failed. Ctrl-X twice
within half a second begins agent mode there in any case.

Keys that continue a chord (Ctrl-X Ctrl-E, Ctrl-X Ctrl-U, …) work as before.
Another key: KIMI_KEY='^G' before the plugin is loaded; KIMI_KEY= for no key.
bash takes ^G, \\C-g and anything else that bind(1) knows; fish takes ^G and the
bytes of any other key.

Number, explanation and risk stand below a proposal until its line is edited, in
bash until the next key; the keys only below the first three. NO_COLOR takes the
colours away. A command that could not be seen whole on the screen, with room
for the prompt and its risk, is not put into the line: a row says so. kimi
suggest, alone, prints the last proposals, those too, with all that a row has
cut. A word of a proposal that is an abbreviation of yours in fish, or a global
alias in zsh, runs as it is shown, and a row names it.

fish shows its rows above the line and knows no chords: Ctrl-X acts at once. Its
own Ctrl-X, which copies the line to the clipboard, moves to Alt-X, or to the
bytes in KIMI_CLIPBOARD_KEY.`,
  },
  ghost: {
    about: 'Grey text: the likely rest of the line while you type (zsh, ble.sh)',
    text: () => `It comes from your history (the command that usually follows the last one in
this directory), else from the command index, files, branches and scripts. It is
no part of the line until you take it with Right or End. It is not shown for a
line that begins with a blank, and it holds no secret. No key waits for it.

On an empty prompt of zsh and fish it is the command that nearly always follows
the last one here; nothing where several may, behind Ctrl-C, or where it
destroys.
In fish, not in vi mode, Right, End or Ctrl-E takes it whole; it stands there
where the daemon has answered before the last command ended.

After a turn of the agent, in kimi and in zsh's agent mode, it is the message
that you most likely send next, guessed by the session's model in one small
request once you have had time to read: Right or Tab (in zsh Right) takes it,
Enter sends it. It is never a command, and names no host and no file to attach.
A model server of this machine is asked only once ghost.message is set to true:
the question would push the conversation out of its cache.

  kimi config set ghost.enabled false    switch it off
  kimi config set ghost.next false       only the one on the empty prompt
  kimi config set ghost.message false    only the next message
  kimi config set ghost.model true       let the model replace it after a pause,
                                         within ghost.tokens_per_hour

Beside zsh-autosuggestions it is one of its strategies, under ble.sh a source of
its auto-complete. Plain bash has no grey text, as readline has
no hook for each key; fish has its own for a line that is begun.`,
  },
  risk: {
    about: 'Risk labels of a command',
    text: () => `Shown below each proposal, in red where it destroys or runs code
of others, else in yellow, and by kimi check.

  safe-readonly        reads only what you may read, prints no secret, contacts
                       no other host; stands alone
  writes               changes files, settings or remote state; deletes
  network              contacts another host, or opens a port
  privileged           raises rights, or administers accounts, services, disks
  destructive          loses data or work, or makes it hard to bring back
  remote-code          runs code that the line does not show
  credential-touching  reads, prints, sends or changes a secret

The labels come from a parser and tables, not from the model. A line that does
not parse is unknown, never safe. The labels help you to read a command; they do
not confine it.`,
  },
  offline: {
    about: 'Answers without a model, and answers of your own',
    text: () => `Without a key or a network, Ctrl-X answers from your history, the programs,
files and branches on this machine, a built-in index of commands, common
requests in English and Chinese, manual pages, and the tldr pages that you may
have. Such a proposal is marked: (offline: …). The engine knows requests that
people often make and fills in names, sizes, dates and hosts; it does not
understand sentences, and says nothing where it is not sure. A line of words
that ran by mistake is answered as a request by Ctrl-X on the empty line.

Add your own answers in ~/.kimi/knowledge/*.toml:

  [[intent]]
  words = ["deploy to {env}", "ship {env}"]  # in this order; {env}: a value
  command = "./deploy.sh {env}"              # a value is quoted for the shell
  note = "asks before production"            # shown below the proposal
  dir = "~/work/shop"                        # only there and below; optional

  [[fix]]
  when = "could not resolve host: (?<host>\\\\w+)\\\\.corp"  # regex on the error
  failed = "^(git|curl) "                   # regex on the command; optional
  command = "vpn up {host} && {failed}"     # {failed}: the command as typed
  note = "the office is behind the VPN"

The files are read again when they have changed. kimi doctor names the mistakes
in them. Your answers are labelled with their risk, and never run by themselves.

kimi remembers which proposals you ran, changed or refused, and ranks the next
ones by that. kimi history forget TEXT, or --all, forgets it.`,
  },
  privacy: {
    about: 'What is sent to the model, and what is kept',
    text: () => `Without a model nothing leaves this machine. With one, a Ctrl-X sends to the
model's provider, and to nobody else:

  - the line, the path and the file names of the directory
  - git branch and state, names of project scripts and aliases
  - the last commands of this shell with their exit status
  - what became of the last proposals
  - for a fix: the output of the failed command (only in tmux)

Secrets in any of these are replaced by <redacted> first. When a line needs it,
the model may look first, at most three times: at a directory, a file, a search,
git's branches, log and status, a manual page or a --help text. A turn of the
agent sends what you say and what its tools read; files of secrets are refused.
There is no telemetry.

  kimi suggest --show-request 'words'        print exactly what would be sent
  kimi config set suggest.history false      send no commands
  kimi config set suggest.files false        send no file names
  kimi config set suggest.look false         let the model look at nothing
  kimi config set suggest.offline true       send nothing at all

A line that begins with a blank, or matches HISTORY_IGNORE (bash: HISTIGNORE),
is neither recorded nor sent, unless you press Ctrl-X on it.

The daemon listens on a Unix socket that only you can reach, and on no port. It
keeps no environment of the shell that started it, and of a login only its file.
Kimi's endpoints are told name, system and id of the machine, as by Kimi CLI.`,
  },
}
