// Slash commands that change a setting of the terminal for now and for later: its colours and its editor.

import type { TerminalSettings } from '../../protocol/methods.ts'
import { findPaths } from '../../sys/paths.ts'
import type { ChoiceItem } from '../../view/lists/choice-list.ts'
import type { AppContext } from '../app-context.ts'
import { findEditor } from '../composer/external-editor.ts'
import { createPicker } from '../panels/picker.ts'
import type { SlashRow } from './slash-row.ts'

type Theme = TerminalSettings['theme']

const THEMES: Record<Theme, string> = {
  auto: 'the colours of your terminal, light or dark as it says',
  dark: 'for a dark background',
  light: 'for a light background',
  none: 'no colours',
}

/** Editors that are offered; others are named: `/editor emacs -nw`. */
const EDITORS = ['code --wait', 'vim', 'nvim', 'hx', 'emacs -nw', 'nano', 'vi']

export const LOOK_ROWS: readonly SlashRow[] = [
  {
    name: 'theme',
    usage: `[${Object.keys(THEMES).join('|')}]`,
    about: 'the colours of this terminal',
    run: (app, name) => (name === '' ? pickTheme(app) : changeTheme(app, name)),
  },
  {
    name: 'editor',
    usage: '[COMMAND]',
    about: 'the editor that Ctrl-G opens; /editor auto takes that of your environment',
    run: (app, command) => (command === '' ? pickEditor(app) : changeEditor(app, command)),
  },
]

function pickTheme(app: AppContext): void {
  const items = Object.entries(THEMES).map(([label, detail]) => ({ label, detail }))
  const now = app.book.session?.terminal.theme ?? 'auto'
  app.show(
    createPicker<ChoiceItem>(app, {
      title: 'Theme',
      items,
      selected: items.findIndex(({ label }) => label === now),
      empty: '',
      onPick: ({ label }) => void changeTheme(app, label).catch(app.complain),
    }),
  )
}

async function changeTheme(app: AppContext, name: string): Promise<void> {
  if (!Object.hasOwn(THEMES, name)) return app.note(`there is no theme ${name}: ${Object.keys(THEMES).join(', ')}`)
  const theme = name as Theme
  await keep(app, 'tui.theme', theme)
  if (app.book.session) app.book.session.terminal.theme = theme
  app.note(`theme ${theme}: ${THEMES[theme]}`)
}

function pickEditor(app: AppContext): void {
  const now = app.book.session?.editor ?? ''
  const own = findEditor('', app.env)
  const items = [
    { label: 'auto', detail: `$VISUAL, $EDITOR, or what is installed${own === null ? '' : `: ${own}`}` },
    ...[...new Set([now, ...EDITORS])].filter(Boolean).map((label) => ({ label, detail: '' })),
  ]
  app.show(
    createPicker<ChoiceItem>(app, {
      title: 'Editor',
      items,
      selected: Math.max(
        0,
        items.findIndex(({ label }) => label === now),
      ),
      empty: '',
      onPick: ({ label }) => void changeEditor(app, label).catch(app.complain),
    }),
  )
}

async function changeEditor(app: AppContext, command: string): Promise<void> {
  const editor = command === 'auto' ? '' : command
  await keep(app, 'default_editor', editor)
  if (app.book.session) app.book.session.editor = editor
  const taken = findEditor(editor, app.env)
  app.note(taken === null ? 'there is no editor: export EDITOR=nano' : `the editor is ${taken}`)
}

/** Writes the setting into config.toml, where later sessions find it. Throws `config.invalid` when the file is broken. */
async function keep(app: AppContext, key: string, value: string): Promise<void> {
  const { editConfig } = await import('../../config/config-edit.ts')
  editConfig(findPaths(app.env).config, key, value)
}
