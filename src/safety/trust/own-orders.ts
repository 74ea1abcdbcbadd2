// The files by which kimi itself runs something for its user: scripts that hooks, the status command, watches, schedules and allow rules
// name, and files of settings that the command line names. An edit of one does more than change a file: what it says runs at the next
// turn, outside the sandbox, with all rights of the user.

import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PermissionRule } from '../rules/permission-rule.ts'
import { followLinks } from '../rules/workspace-path.ts'
import { filesOfCommand } from './command-files.ts'

/** A command line, and the folder in which it runs. */
export interface Order {
  command: string
  folder: string
}

/** `python3 -m pkg.module`: a module is named without its folder and its ending. */
const MODULE = /(?:^|\s)-m[ \t]+([\w.]+)/g

/**
 * Real paths of the files that the commands name, and of these files. Folders are left out, but for modules: a watch that names `src` does
 * not make each edit in it a question.
 */
export function filesOfOrders(orders: readonly Order[], files: readonly string[], home: string): string[] {
  const found = new Set(files.map((path) => followLinks(path)))
  const different = new Map(orders.map((order) => [`${order.folder}\0${order.command}`, order]))
  for (const { command, folder } of different.values())
    for (const path of [...filesOfCommand(command, folder, home).filter(isNoFolder), ...modulesOf(command, folder)])
      found.add(followLinks(path))
  return [...found]
}

/** The command lines of rules that allow them, and of what the user has approved for a session, as `Shell(sh run.sh)`. */
export function linesOfRules(rules: readonly PermissionRule[], patterns: readonly string[]): string[] {
  const allowed = rules
    .filter(({ decision, tool }) => decision === 'allow' && tool === 'Shell')
    .map(({ match }) => match)
  return [...allowed, ...patterns.flatMap((pattern) => /^Shell\(=?(.*)\)$/s.exec(pattern)?.[1] ?? [])]
}

function isNoFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true
}

function modulesOf(command: string, folder: string): string[] {
  const names = [...command.matchAll(MODULE)].map(([, name]) => resolve(folder, join(...name!.split('.'))))
  return names.flatMap((path) => [path, `${path}.py`]).filter((path) => existsSync(path))
}
