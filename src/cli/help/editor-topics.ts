// Help on editors: how each is set up, what it shows, and what kimi uses of it.

import type { Topic } from './help-topic.ts'

export const EDITOR_TOPICS: Readonly<Record<string, Topic>> = {
  editors: {
    about: 'Editors: Zed, JetBrains, VS Code, Neovim, Emacs and others',
    text: () => `Editors that speak the Agent Client Protocol start \`kimi acp\`:

  kimi acp --print-config zed         what to paste, and where
  kimi acp --print-config jetbrains   vscode, neovim and emacs likewise

An editor's session is a session like any other. kimi session list names it,
kimi -S ID continues it in a terminal, and both see each other's turns: the
words, the calls, the mode and the title. A question is answered where the turn
was begun; an answer given elsewhere takes it back.

In the editor:

  modes, models, thinking   its own menus; what you choose holds for the session
  a prompt while one runs   steers the turn; both end with it
  @file, selections, images go along; a file is read anew when it matters
  /compact, /plan, /skill:… the session's slash commands
  questions of the agent    a form, or one choice after another
  its MCP servers           serve its sessions, and ask as yours do

What the editor offers is used, and nothing else. Files of the workspace are
read with the changes that you have not saved, and written through the editor;
files elsewhere, and files that are no UTF-8 text, are left to the disk. A
command that you approve runs in a terminal of the editor, where you see it; one
that runs in the sandbox, or in the background, stays with the daemon.

Rules, trust and approvals are those of every door: see kimi help modes,
permissions, trust. Without a model the editor offers to log in; kimi login in a
terminal, or an API key in the environment of the editor, does as well. The log
of the editor shows what kimi says besides; kimi daemon logs shows the rest.

Moonshot's extension for VS Code speaks Kimi CLI's own protocol (kimi --wire):
set its kimi.executablePath to this kimi.`,
  },
}
