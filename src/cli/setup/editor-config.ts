// The snippets that a user pastes into the configuration of an editor, so that it starts `kimi acp`. They name the program by its path,
// since an editor that was not started from a shell has another PATH.

import type { EditorName } from './editor-names.ts'

/** The lines before a snippet are comments in the snippet's own language. `program` is the path of kimi. */
export function describeEditorConfig(editor: EditorName, program: string): string {
  return `${CONFIGS[editor](program)}\n`
}

const json = (value: unknown) => JSON.stringify(value, null, 2)

const CONFIGS: Record<EditorName, (program: string) => string> = {
  zed: (command) => `// Zed: zed: open settings, then the agent panel, New Thread, Kimi.
${json({ agent_servers: { Kimi: { type: 'custom', command, args: ['acp'], env: {} } } })}`,

  jetbrains: (command) => `// JetBrains: ~/.jetbrains/acp.json, then AI Chat, the list of agents, Kimi.
${json({ default_mcp_settings: {}, agent_servers: { Kimi: { command, args: ['acp'], env: {} } } })}`,

  vscode: (command) => `// VS Code: settings.json, with the extension "ACP Client" (formulahendry.acp-client).
${json({ 'acp.agents': { Kimi: { command, args: ['acp'], env: {} } } })}`,

  neovim: (command) => `-- Neovim: with codecompanion.nvim; then :CodeCompanionChat adapter=kimi
require("codecompanion").setup({
  adapters = {
    acp = {
      kimi = function()
        return require("codecompanion.adapters").extend("kimi_cli", {
          name = "kimi",
          formatted_name = "Kimi",
          commands = { default = { ${JSON.stringify(command)}, "acp" } },
        })
      end,
    },
  },
  interactions = { chat = { adapter = "kimi" } },
})`,

  emacs: (command) => `;; Emacs: with agent-shell (and acp.el); then M-x my-agent-shell-kimi
(require 'agent-shell)
(defun my-agent-shell-kimi ()
  "Start an agent-shell with Kimi."
  (interactive)
  (agent-shell-start
   :config (agent-shell-make-agent-config
            :identifier 'kimi
            :mode-line-name "Kimi"
            :buffer-name "Kimi"
            :shell-prompt "Kimi> "
            :shell-prompt-regexp "Kimi> "
            :client-maker (lambda (buffer)
                            (agent-shell--make-acp-client
                             :command ${JSON.stringify(command)}
                             :command-params '("acp")
                             :context-buffer buffer)))))`,
}
