// All slash commands of the terminal, in the order of its help. What is not among them is the session's own.

import { existsSync } from 'node:fs'
import type { MenuItem } from '../../view/composer/menu.ts'
import { nearest } from '../../sys/words/nearest-name.ts'
import type { AppContext } from '../app-context.ts'
import { ACCOUNT_ROWS } from './slash-account.ts'
import { describeFirstKeys, HELP_ROWS } from './slash-help.ts'
import { INFO_ROWS } from './slash-info.ts'
import { LOOK_ROWS } from './slash-looks.ts'
import { MODE_ROWS } from './slash-modes.ts'
import type { SlashRow } from './slash-row.ts'
import { SESSION_ROWS } from './slash-sessions.ts'
import { WINDOW_ROWS } from './slash-window.ts'
import { WORK_ROWS } from './slash-work.ts'

const ROWS: readonly SlashRow[] = [
  ...SESSION_ROWS,
  ...MODE_ROWS,
  ...WORK_ROWS,
  ...WINDOW_ROWS,
  ...INFO_ROWS,
  ...ACCOUNT_ROWS,
  ...LOOK_ROWS,
  ...HELP_ROWS,
  {
    name: 'help',
    aliases: ['h', '?'],
    about: 'list these commands',
    run: (app) => app.print([...describeCommands(app), '', ...describeFirstKeys(app)]),
  },
  { name: 'exit', aliases: ['quit', 'q'], about: 'leave; a running turn goes on', run: (app) => app.leave() },
]

/** The row for the first word of `/name …`, and what is behind it; null when the session is to take it. */
export function findSlashRow(text: string): { row: SlashRow; args: string } | null {
  const [, name = '', args = ''] = /^\/([\w?-]+)(?:\s+([^]*))?$/.exec(text.trim()) ?? []
  const row = ROWS.find((each) => each.name === name || each.aliases?.includes(name))
  return row ? { row, args: args.trim() } : null
}

/**
 * The word behind the `/` that is no command and nearly is one, and that command; null for a command, for a path that exists, and for
 * words that are like no command: the session takes those.
 */
export function findMistyped({ book }: AppContext, text: string): { name: string; near: string } | null {
  const name = /^\/([\w:-]+)(?:\s|$)/.exec(text.trim())?.[1]
  if (name === undefined) return null
  const names = [...ROWS, ...book.slashCommands].flatMap((each) => [each.name, ...(each.aliases ?? [])])
  if (names.includes(name) || existsSync(`/${name}`)) return null
  const near = nearest(name, names)
  return near === undefined ? null : { name, near }
}

export function describeMistyped({ name, near }: { name: string; near: string }): string {
  return `no command /${name}: /${near}?`
}

/** The commands for the menu. */
export function listSlashItems(app: AppContext): MenuItem[] {
  const all = listAll(app).toSorted((one, other) => one.name.localeCompare(other.name))
  return all.map(({ name, about, usage, aliases = [] }) => ({
    label: `/${name}`,
    detail: about,
    text: `/${name}`,
    needsWords: usage !== undefined && !usage.startsWith('['),
    aliases,
  }))
}

/** The commands of the terminal, then those of the session that it does not have. */
function listAll({ book }: AppContext): Pick<SlashRow, 'name' | 'about' | 'usage' | 'aliases'>[] {
  const names = new Set(ROWS.flatMap(({ name, aliases = [] }) => [name, ...aliases]))
  const others = book.slashCommands.filter(({ name }) => !names.has(name))
  return [...ROWS, ...others.map(({ name, description }) => ({ name, about: description }))]
}

/** The help: all commands, or those whose names `isShown` accepts. */
export function describeCommands(app: AppContext, isShown: (name: string) => boolean = () => true): string[] {
  const all = listAll(app).filter(({ name }) => isShown(name))
  const rows = all.map(({ name, usage = '', about }) => [`/${name} ${usage}`.trim(), about] as const)
  return app.describeColumns(rows, 'Commands')
}
