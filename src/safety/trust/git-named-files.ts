// The files and folders of a workspace that git runs or obeys because its configuration or a hook names them: hooks elsewhere than in
// `.git`, included configuration, filters, scripts. Whoever may write them decides what the user's next git command does.

import { expandHome } from '../../sys/own-user.ts'
import { basename, dirname, join, resolve } from 'node:path'
import { isFolder } from '../../workspace/folder-entries.ts'
import { type GitSetting, STARTS_PROGRAM } from '../../workspace/git-config.ts'
import { findRepository, type Repository } from '../../workspace/git-repository.ts'
import {
  type GitSettings,
  type GitUser,
  listUserFiles,
  readGitSettings,
  readVariables,
} from '../../workspace/git-settings.ts'
import { createInside, realOrSame } from '../rules/workspace-path.ts'
import { filesOfCommand } from './command-files.ts'
import { filesOfHook, listHooks, targetsOfHooks } from './git-hooks.ts'

/**
 * Paths in the folders and in the working trees around them; some may not exist yet, and links are not followed. Never throws.
 * @param repositories each further `.git` (a folder, a file or a link) and bare repository whose names count
 */
export function findGitNamed(
  folders: readonly string[],
  user: GitUser,
  repositories: readonly string[] = [],
): string[] {
  const places = new Map<string, Repository>()
  for (const place of [...folders.map(placeOf), ...repositories.map(repositoryAt)])
    if (!places.has(place.root)) places.set(place.root, place)
  const roots = [...places.keys()]
  const isInside = createInside([...folders, ...roots])
  const isNamedInside = (path: string) =>
    roots.some((root) => path.startsWith(`${root}/`)) || isInside(realOrSame(path))
  const ofUser = readGitSettings(listUserFiles(user), user.home, readVariables(user))
  const named = [...places.values()].flatMap((place) => readNamed(place, user.home, ofUser))
  return [...new Set(named)].filter(isNamedInside)
}

/** The repository around the folder. Outside of one, the user's own configuration can name what lies there all the same. */
function placeOf(folder: string): Repository {
  return findRepository(folder) ?? { root: folder, gitDirectory: '', commonDirectory: '' }
}

/** The repository of a `.git`; any other folder is bare, and a working tree of its own. */
function repositoryAt(git: string): Repository {
  if (basename(git) === '.git') return placeOf(dirname(git))
  return { root: git, gitDirectory: git, commonDirectory: git }
}

/** `ofUser`: what is configured for all repositories; relative paths in it begin in each of them. */
function readNamed({ root, gitDirectory, commonDirectory }: Repository, home: string, ofUser: GitSettings): string[] {
  const own = gitDirectory === '' ? [] : [join(commonDirectory, 'config'), join(gitDirectory, 'config.worktree')]
  const ofRepository = readGitSettings(own, home)
  const settings = [...ofRepository.settings, ...ofUser.settings]
  const named = [...ofRepository.files.slice(own.length), ...ofUser.files]
  const hooks = own.length === 0 ? [] : [join(commonDirectory, 'hooks')]
  for (const setting of settings) {
    if (!STARTS_PROGRAM.test(setting.key)) continue
    named.push(...pathsOf(setting, root, home))
    if (setting.key === 'core.hookspath') hooks.push(resolve(root, expandHome(setting.value, home)))
  }
  const run = hooks.flatMap(listHooks).flatMap((hook) => filesOfHook(hook, root, home))
  return [...named, ...run, ...hooks.flatMap(targetsOfHooks)]
}

function pathsOf({ key, value }: GitSetting, root: string, home: string): string[] {
  if (/^include/.test(key)) return [] // it is among the files that were read
  const path = resolve(root, expandHome(value, home))
  // husky keeps its hooks in `.husky/_`; each runs the file of its name in the folder above.
  if (key === 'core.hookspath') return basename(path) === '_' ? [dirname(path)] : [path]
  if (key === 'core.attributesfile' || key === 'init.templatedir') return [path]
  // Without a sign in front these are commands of git itself.
  if (/^alias\./.test(key) && !/^!|(?:^|\s)-c/.test(value)) return []
  if (/^credential\./.test(key) && !/^[!/~]/.test(value)) return []
  const files = filesOfCommand(value.replace(/^!/, ''), root, home)
  // A mere word is a program on the PATH or an option's value, also where a folder has the same name.
  return files.filter((file) => dirname(file) !== root || !isFolder(file))
}
