// The programs that a repository has git start: its hooks, and the settings of its own configuration that name a program or
// another file of configuration. Read as text; git itself is not asked, since asking it may start them.

import { access, constants, readFile, readdir, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { findHome } from '../../sys/own-user.ts'
import { parseGitConfig, STARTS_PROGRAM } from '../../workspace/git-config.ts'
import { findRepository } from '../../workspace/git-repository.ts'
import { filesOfCommand } from './command-files.ts'
import type { FolderItem } from './folder-item.ts'

/** Values that start nothing. */
const HARMLESS = /^(?:|true|false|cat|checkout|merge|rebase|none)$/
const MAX_CONFIG_BYTES = 512 * 1024
const MAX_HOOKS = 64

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
      if (key === 'core.hookspath') hooks.push(...(await readHooks(resolve(root, value), `${value}/`)))
    }
  return [...settings, ...hooks, ...(await readHooks(join(commonDirectory, 'hooks'), ''))]
}

/** The contents of the repository's files that a command names; '' when it names no such file. */
async function readNamed(root: string, command: string): Promise<string> {
  const paths = filesOfCommand(command.replace(/^!/, ''), root, findHome()).filter((path) =>
    path.startsWith(`${root}/`),
  )
  const contents = await Promise.all(paths.map(readSome))
  return contents.filter((content) => content !== '').join('\0')
}

async function readHooks(folder: string, prefix: string): Promise<FolderItem[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.endsWith('.sample')).toSorted()
  const items: FolderItem[] = []
  for (const name of names.slice(0, MAX_HOOKS)) {
    const path = join(folder, name)
    const isProgram = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    const found = isProgram ? await stat(path).catch(() => null) : null
    if (!found?.isFile()) continue
    items.push({
      kind: 'git hook',
      key: `hook:${prefix}${name}`,
      name: prefix + name,
      digest: hash(await readSome(path)),
    })
  }
  return items
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
