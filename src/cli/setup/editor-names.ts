// The editors for which `kimi acp --print-config` knows what to paste.

export const EDITORS = ['zed', 'jetbrains', 'vscode', 'neovim', 'emacs'] as const
export type EditorName = (typeof EDITORS)[number]
