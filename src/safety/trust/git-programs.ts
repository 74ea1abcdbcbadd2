// The programs that a repository has git start: its hooks, and the settings of its own configuration that name a program or
// another file of configuration. Read as text; git itself is not asked, since asking it may start them.

import { access, constants, readFile, readdir, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { findRepository } from '../../workspace/git-repository.ts'
import type { FolderItem } from './folder-item.ts'

/** Keys by which git starts a program, reads another configuration, or looks elsewhere for hooks. */
const STARTS_PROGRAM =
  /^(?:core\.(?:fsmonitor|hookspath|pager|editor|askpass|sshcommand|gitproxy|alternaterefscommand)|pager\..*|alias\..*|diff\.external|diff\..*\.(?:command|textconv)|filter\..*\.(?:clean|smudge|process)|merge\..*\.driver|gpg\..*program|gpg\.program|credential\.(?:.*\.)?helper|include\.path|includeif\..*\.path|sequence\.editor|interactive\.difffilter|remote\..*\.(?:uploadpack|receivepack|vcs)|uploadpack\.packobjectshook|(?:difftool|mergetool|man|browser|web)\..*\.(?:cmd|path)|submodule\..*\.update|http\..*proxy|core\.attributesfile|core\.worktree|trailer\..*\.(?:command|cmd))$/
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

/** The content of the file that the first word of a command names; '' when the repository has no such file. */
async function readNamed(root: string, command: string): Promise<string> {
  const word = command.replace(/^!/, '').trim().split(/\s/)[0] ?? ''
  const path = resolve(root, word)
  return word !== '' && path.startsWith(`${root}/`) ? readSome(path) : ''
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

/** Settings as `section.subsection.key`, in lower case but for the value. Lenient: what git may read is found. */
function parseGitConfig(text: string): { key: string; value: string }[] {
  const found: { key: string; value: string }[] = []
  let section = ''
  const joined = text.replaceAll('\r\n', '\n').replaceAll(/\\\n/g, '')
  for (const whole of joined.split('\n')) {
    let line = whole.trim()
    const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line)
    if (header) {
      section = [header[1]!, ...(header[2] === undefined ? [] : [header[2]])].join('.').toLowerCase()
      line = line.slice(header[0].length).trim()
    }
    const setting = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/s.exec(line)
    if (!setting) continue
    const value = (setting[2] ?? 'true')
      .replace(/\s*[#;](?=[^"]*$).*$/, '')
      .replaceAll('"', '')
      .trim()
    found.push({ key: `${section}.${setting[1]!.toLowerCase()}`, value })
  }
  return found
}
