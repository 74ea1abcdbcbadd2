// Help on the prompt of the terminal: writing, menus, pastes, history, drafts.

import type { Topic } from './help-topic.ts'

export const WRITING_TOPICS: Readonly<Record<string, Topic>> = {
  writing: {
    about: 'Writing in the terminal (kimi): keys, menus, pastes, history',
    text: () => `  Enter               send; while a turn runs, the message waits behind it
  Shift-Enter, Alt-Enter, Ctrl-J, \\ and Enter    a new line
  /                   commands, skills and flows: letters narrow the list,
                      Tab completes, Enter runs
  @                   files that git does not ignore, by a few letters; sessions
                      and tasks by id or title (@session, @task lists them)
  @/etc/  @~/  @../   files elsewhere; @SERVER: resources of an MCP server
                      A file's name is sent, and the agent reads what it needs;
                      kimi -p, which is one turn, sends the text along
  Up, Down            earlier messages of this directory
  Ctrl-R              search them by words; again: an older one
  Ctrl-G, Ctrl-X Ctrl-E    your editor: default_editor, $VISUAL or $EDITOR
                      (Kimi CLI's Ctrl-O shows the conversation here)
  Ctrl-V              paste an image or a text of the system's clipboard; the
                      path of an image, pasted or dragged, becomes the image

Ctrl-A, E, B, F, K, U, W, Y, T and Alt-B, F, D, U, L, C, T, Y work as in emacs
and readline. Ctrl-_ takes edits back, Alt-_ makes them again.

A paste of 15 lines or 1,000 characters is shown as [Pasted text #1 +20 lines],
and sent whole. It is one character for all keys: it can be deleted, killed,
yanked and undone, never cut. KIMI_CLI_PASTE_LINE_THRESHOLD and
KIMI_CLI_PASTE_CHAR_THRESHOLD change the limits.

Vim: /vim, or kimi config set tui.vim true. Motions with counts, d c y < > gu gU
g~ with motions and text objects, x s r ~ J p P . u Ctrl-R, v and V.

The text that was not sent is kept on disk (drafts/ in the share directory) and
stands in the prompt again after a crash. KIMI_TUI_ESC_MS: how long a lone Esc
waits for the rest of a key, 10 ms, over ssh 100.

Shift-Enter needs a terminal that tells it from Enter. In tmux 3.5 and later:
  set -g extended-keys on
  set -g extended-keys-format csi-u`,
  },
}
