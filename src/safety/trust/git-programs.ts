// The programs that a repository has git start: its hooks, and the settings of its own configuration that name a program or
// another file of configuration. Read as text; git itself is not asked, since asking it may start them.

import { readFile, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { basename, join, resolve } from 'node:path'
import { findHome } from '../../sys/own-user.ts'
import { parseGitConfig, STARTS_PROGRAM } from '../../workspace/git-config.ts'
import { findRepository } from '../../workspace/git-repository.ts'
import { filesOfCommand } from './command-files.ts'
import { filesOfHook, listHooks } from './git-hooks.ts'
import type { FolderItem } from './folder-item.ts'

/** Values that start nothing. */
const HARMLESS = /^(?:|true|false|cat|checkout|merge|rebase|none)$/
const MAX_CONFIG_BYTES = 512 * 1024

/** The hooks and settings of the repository at `root`; none outside of one. Never throws. */
export async function readGitPrograms(root: string): Promise<FolderItem[]> {
  const repository = findRepository(root)
  if (repository === null || repository.root !== root) return []
  const { gitDirectory, commonDirectory } = repository
  const files = new Set([join(commonDirectory, 'config'), join(gitDirectory, 'config.worktree')])
  const settings: FolderItem[] = []
  const hooks: FolderItem[] = []
  for (const file of files)
    for (const { key, value } of parseGitConfig(await readSome(file))) {
      if (!STARTS_PROGRAM.test(key) || HARMLESS.test(value)) continue
      // An alias for a command of git's own starts nothing else.
      if (key.startsWith('alias.') && !/^!|(?:^|\s)-c/.test(value)) continue
      const name = `${key}=${value}`
      // The file that the value names counts with it, when it is one of the repository's own.
      const digest = hash(`${value}\0${await readNamed(root, value)}`)
      settings.push({ kind: 'git setting', key: `git:${key}:${hash(value)}`, name, digest })
      if (key === 'core.hookspath') hooks.push(...(await readHooks(resolve(root, value), `${value}/`, root)))
    }
  return [...settings, ...hooks, ...(await readHooks(join(commonDirectory, 'hooks'), '', root))]
}

/** The contents of the repository's files that a command names; '' when it names no such file. */
async function readNamed(root: string, command: string): Promise<string> {
  return readFiles(filesOfCommand(command.replace(/^!/, ''), root, findHome()), root)
}

async function readFiles(paths: readonly string[], root: string): Promise<string> {
  const contents = await Promise.all(paths.filter((path) => path.startsWith(`${root}/`)).map(readSome))
  return contents.filter((content) => content !== '').join('\0')
}

async function readHooks(folder: string, prefix: string, root: string): Promise<FolderItem[]> {
  const items = listHooks(folder).map(async (path): Promise<FolderItem> => {
    const name = prefix + basename(path)
    const named = await readFiles(filesOfHook(path, root, findHome()), root)
    const text = await readSome(path)
    return { kind: 'git hook', key: `hook:${name}`, name, digest: hash(named === '' ? text : `${text}\0${named}`) }
  })
  return Promise.all(items)
}

/** The start of a file as text; '' when it cannot be read. */
async function readSome(path: string): Promise<string> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return ''
    const text = await readFile(path, 'latin1')
    // A file that is too long to be examined is read as one setting with its hash: trust asks about it, and about each change of it.
    return text.length > MAX_CONFIG_BYTES ? `[include]\npath=${hash(text)}\n` : text
  } catch {
    return ''
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
